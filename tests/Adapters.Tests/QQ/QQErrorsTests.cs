using System.Text;
using BotHost.Adapters.Http;
using BotHost.Adapters.Json;
using BotHost.Adapters.QQ;

namespace BotHost.Adapters.Tests.QQ;

public sealed class QQErrorsTests
{
    [Theory]
    [InlineData(QQErrorKind.TokenRefused, "11244 11241 11243 11251 11255 11261 11275")]
    [InlineData(QQErrorKind.Server, "11242 11252 11263 11281 50001 50055001 50055002 50055006 40054006 340067 1100300 306003 306005 306006")]
    [InlineData(QQErrorKind.AddressRefused, "11298 40023002")]
    [InlineData(QQErrorKind.PermissionMissing, "11253 11254 11264 11282 304018")]
    [InlineData(QQErrorKind.BotStopped, "40054016 11265 4915")]
    [InlineData(QQErrorKind.CredentialsRefused, "100007 100016 10004")]
    [InlineData(QQErrorKind.Throttled, "22009 20028 504000 504999 610013 1100100 1100308 100001 100017")]
    [InlineData(QQErrorKind.StreamThrottled, "50002")]
    [InlineData(QQErrorKind.QuotaUsedUp, "40034100 304045 304047 304049 304050")]
    [InlineData(QQErrorKind.Duplicate, "40054005")]
    [InlineData(QQErrorKind.WindowOver, "40034005 40034031 304027 304103 304022 40034128 40034024 304026 304028")]
    [InlineData(QQErrorKind.EventWindowOver, "40034025 40034026 40034027")]
    [InlineData(QQErrorKind.ActiveRefused, "40034102 40034105 304046 304048 40054013 304031")]
    [InlineData(QQErrorKind.Muted, "40054002 850018")]
    [InlineData(QQErrorKind.TargetInvalid, "40054003 40034101 40054004 304034 1100104 1100301")]
    [InlineData(QQErrorKind.TooLong, "40054007 40054018 1000001")]
    [InlineData(QQErrorKind.LinkRefused, "40054010 40034028 304003")]
    [InlineData(QQErrorKind.MarkdownRefused, "304036 40034127 40034008 40034009 40034010 40034011 40034124 50037 50041 50055 50056 50057")]
    [InlineData(QQErrorKind.ContentRefused, "40034006 304025 1100101 1100103 3300006")]
    [InlineData(QQErrorKind.MediaFailed, "304082 304083 40034004 850026 850027 40093001")]
    [InlineData(QQErrorKind.FileUnknown, "304080")]
    [InlineData(QQErrorKind.MediaRefused, "850019 850031 40093002")]
    [InlineData(QQErrorKind.BadMessage, "10001 10003 12001 12002 50035 50006 304061 22006 340069 50059 40007 304037 305007 40034029 304004 304014 304062 304064 40034106 40034108 40034109 40034122 40034123 987654")]
    public void A_code_says_what_to_do_whatever_the_status(object expected, string codes)
    {
        foreach (var code in codes.Split(' '))
        {
            foreach (var status in new[] { 200, 400 })
            {
                Assert.Equal(expected, Find(status, $$"""{"message":"m","code":{{code}},"trace_id":"t"}""")?.Kind);
                Assert.Equal(expected, Find(status, $$"""{"message":"m","code":"{{code}}"}""")?.Kind);
                Assert.Equal(expected, Find(status, $$"""{"message":"m","err_code":{{code}},"code":0}""")?.Kind);
            }
        }
    }

    [Fact]
    public void Of_two_codes_the_more_exact_one_counts_if_it_is_known()
    {
        Assert.Equal(QQErrorKind.Duplicate, Find(400, """{"code":50006,"err_code":40054005}""")?.Kind);
        Assert.Equal(QQErrorKind.AddressRefused, Find(401, """{"code":11298,"err_code":999}""")?.Kind);
    }

    [Fact]
    public void An_address_that_is_not_on_the_list_is_never_taken_for_a_refused_token()
    {
        Assert.Equal(QQErrorKind.AddressRefused, Find(401, """{"code":11298,"err_code":40023002,"message":"x"}""")?.Kind);
    }

    [Theory]
    [InlineData(401, "{}", QQErrorKind.TokenRefused)]
    [InlineData(403, "{}", QQErrorKind.PermissionMissing)]
    [InlineData(429, "<html>slow down</html>", QQErrorKind.Throttled)]
    [InlineData(500, "{}", QQErrorKind.Server)]
    [InlineData(502, "<html>Bad Gateway</html>", QQErrorKind.Server)]
    [InlineData(504, "", QQErrorKind.Server)]
    [InlineData(200, "<html>hello</html>", QQErrorKind.Server)]
    [InlineData(200, "", QQErrorKind.Server)]
    [InlineData(404, "{}", QQErrorKind.BadMessage)]
    [InlineData(302, "", QQErrorKind.BadMessage)]
    public void Without_a_code_the_status_says_what_to_do(int status, string body, object expected)
    {
        Assert.Equal(expected, Find(status, body)?.Kind);
    }

    [Theory]
    [InlineData(200, """{"id":"ROBOT1.0_x"}""")]
    [InlineData(200, """{"code":0,"id":"x"}""")]
    [InlineData(200, "{}")]
    [InlineData(204, "")]
    [InlineData(202, """{"code":304023,"message":"x","data":{"message_audit":{"audit_id":"a-1"}}}""")]
    [InlineData(201, """{"code":304024}""")]
    [InlineData(200, """{"code":304023}""")]
    [InlineData(202, """{"code":987654}""")]
    public void What_was_taken_is_no_error_also_while_it_is_reviewed(int status, string body) => Assert.Null(Find(status, body));

    [Fact]
    public void Waits_are_the_platform_s_or_longer()
    {
        Assert.Equal(TimeSpan.FromSeconds(2), Find(400, """{"code":22009}""")?.Wait);
        Assert.Equal(TimeSpan.FromSeconds(7), Find(429, "", TimeSpan.FromSeconds(7))?.Wait);
        Assert.Equal(TimeSpan.FromSeconds(60), Find(400, """{"code":40034100}""")?.Wait);
        Assert.Equal(TimeSpan.FromMinutes(5), Find(400, """{"code":40054002}""")?.Wait);
        Assert.Equal(TimeSpan.FromSeconds(1), Find(400, """{"code":50002}""")?.Wait);
        Assert.Null(Find(400, """{"code":50001}""")?.Wait);
    }

    [Fact]
    public void An_error_names_what_support_asks_for_and_no_texts()
    {
        var error = Find(400, """{"code":40034128,"err_code":40034005,"message":"secret words","trace_id":"t-1"}""")!.ToString();

        Assert.EndsWith("(HTTP 400 40034005 40034128, trace t-1)", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret words", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_has_words() => Assert.Equal(Enum.GetValues<QQErrorKind>().Order(), QQErrors.Words.Keys.Order());

    private static QQError? Find(int status, string body, TimeSpan? retryAfter = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var response = LooseJson.TryRead(bytes, QQJson.Inbound.QQResponse, out var read) ? read : null;
        return QQErrors.Find(new HttpAnswer { Status = status, Body = bytes, RetryAfter = retryAfter }, response);
    }
}
