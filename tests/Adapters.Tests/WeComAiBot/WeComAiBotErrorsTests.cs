using BotHost.Adapters.Http;
using BotHost.Adapters.WeComAiBot;

namespace BotHost.Adapters.Tests.WeComAiBot;

public sealed class WeComAiBotErrorsTests
{
    public static TheoryData<string, string> Codes => new(
        from row in new (string Kind, string Codes)[]
        {
            (nameof(WeComAiBotErrorKind.Server), "-1"),
            (nameof(WeComAiBotErrorKind.Throttled), "45009 45033"),
            (nameof(WeComAiBotErrorKind.TokenMissing), "41001"),
            (nameof(WeComAiBotErrorKind.TooLong), "45001 45002"),
            (nameof(WeComAiBotErrorKind.ContentRefused), "85002"),
            (nameof(WeComAiBotErrorKind.BadMessage), "40008 40035 40058 40063 44001 44004"),
            (nameof(WeComAiBotErrorKind.BotGone), "93000 93004 93006 93008 301007"),
            (nameof(WeComAiBotErrorKind.Refused), "1 60140 999999"),
        }
        from code in row.Codes.Split(' ')
        select (code, row.Kind));

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_code_is_sorted_by_what_to_do(string code, string kind) => Assert.Equal(kind, Find(200, code)?.Kind.ToString());

    [Theory]
    [InlineData(200, "0")]
    [InlineData(200, "")]
    public void No_code_is_a_success(int status, string code) => Assert.Null(Find(status, code));

    [Theory]
    [InlineData(429, WeComAiBotErrorKind.Throttled, true)]
    [InlineData(408, WeComAiBotErrorKind.Server, true)]
    [InlineData(503, WeComAiBotErrorKind.Server, true)]
    [InlineData(302, WeComAiBotErrorKind.Refused, false)]
    [InlineData(404, WeComAiBotErrorKind.Refused, false)]
    public void Without_a_code_the_status_counts(int status, object kind, bool isTransient)
    {
        var error = Find(status, "")!;
        Assert.Equal(((WeComAiBotErrorKind)kind, isTransient), (error.Kind, error.IsTransient));
    }

    [Fact]
    public void A_page_in_the_place_of_an_answer_says_nothing_of_the_message()
    {
        Assert.Equal(WeComAiBotErrorKind.Server, WeComAiBotErrors.Find(new HttpAnswer { Status = 200 }, response: null)!.Kind);
    }

    [Fact]
    public void A_call_without_an_answer_may_have_arrived_unless_no_connection_came_about()
    {
        Assert.Equal(WeComAiBotErrorKind.Unanswered, WeComAiBotErrors.Find(new HttpAnswer { Failure = "no answer within 10 s" }, null)!.Kind);
        Assert.Equal(WeComAiBotErrorKind.Unreachable, WeComAiBotErrors.Find(new HttpAnswer { Failure = "x", NeverArrived = true }, null)!.Kind);
    }

    [Fact]
    public void A_throttled_bot_waits_a_minute_or_as_long_as_it_is_told()
    {
        Assert.Equal(TimeSpan.FromSeconds(60), Find(200, "45009")!.Wait);
        Assert.Equal(TimeSpan.FromSeconds(90), WeComAiBotErrors.Find(
            new HttpAnswer { Status = 429, RetryAfter = TimeSpan.FromSeconds(90) }, new WeComAiBotResponse())!.Wait);
    }

    [Fact]
    public void Every_kind_has_its_words_and_names_its_code_and_no_more()
    {
        Assert.Equal(Enum.GetValues<WeComAiBotErrorKind>().Order(), WeComAiBotErrors.Words.Keys.Order());
        Assert.EndsWith("(HTTP 200, errcode 93004)", Find(200, "93004")!.ToString(), StringComparison.Ordinal);
        Assert.InRange(Find(200, new string('9', 5_000))!.ToString().Length, 1, 200);
    }

    private static WeComAiBotError? Find(int status, string code) => WeComAiBotErrors.Find(new HttpAnswer { Status = status }, new WeComAiBotResponse { ErrCode = code });
}
