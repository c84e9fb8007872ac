using BotHost.Adapters.DingTalk;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.DingTalk;

/// <summary>The sign that a question was heard: only where it is asked for, and never in the way of the answer.</summary>
public sealed class DingTalkEmotionTests
{
    private const string Delivered = """{"processQueryKey":"pqk-1"}""";
    private const string Taken = """{"success":true}""";

    [Fact]
    public async Task Nothing_is_shown_unless_the_settings_ask_for_it()
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(200, Delivered);
        var sink = bot.Open(bot.Question());

        await sink.AcknowledgeAsync(CancellationToken.None);
        await DingTalkBot.SendAsync(sink, "a");

        Assert.Equal("accessToken batchSend", bot.Calls);
    }

    [Fact]
    public async Task It_is_shown_and_recalled_as_recorded()
    {
        using var bot = Bot().Token("{access_token}");
        bot.Http.Answers(200, Taken).Answers(200, Taken).Answers(200, Delivered);
        var sink = bot.Open(bot.Question());

        await sink.AcknowledgeAsync(CancellationToken.None);
        await DingTalkBot.SendAsync(sink, "a");

        Assert.Equal("accessToken reply recall batchSend", bot.Calls);
        string[] names = ["emotion-thinking", "emotion-recall"];
        foreach (var (name, call) in names.Zip(bot.Http.Requests.Skip(1)))
        {
            var vector = Vectors.Find("outbound", name);
            Assert.Equal(((string)vector["url"]!).Replace("{api_base}", "https://api.dingtalk.com", StringComparison.Ordinal), call.Url);
            Assert.Equal(((string)vector["method"]!, (string)vector["body_json"]!), (call.Method, call.Body));
            Assert.All(vector["headers"]!.AsObject(), header => Assert.Equal((string)header.Value!, call.Headers[header.Key]));
        }
    }

    [Fact]
    public async Task It_is_recalled_once_however_many_parts_the_answer_has()
    {
        using var bot = Bot().Token();
        bot.Http.Answers(200, Taken).Answers(200, Taken).Answers(200, Delivered).Answers(200, Delivered);
        var sink = bot.Open(bot.Question());

        await sink.AcknowledgeAsync(CancellationToken.None);
        await DingTalkBot.SendAsync(sink, "a");
        await DingTalkBot.SendAsync(sink, "b", index: 1);

        Assert.Equal("accessToken reply recall batchSend batchSend", bot.Calls);
    }

    [Fact]
    public async Task What_a_killed_process_showed_the_next_one_recalls()
    {
        using var bot = Bot().Token();
        bot.Http.Answers(200, Taken).Answers(200, Taken).Answers(200, Delivered);
        var question = bot.Question();
        await bot.Open(question).AcknowledgeAsync(CancellationToken.None);

        await DingTalkBot.SendAsync(bot.Open(question), "a");

        Assert.Equal("accessToken reply recall batchSend", bot.Calls);
        Assert.Equal(bot.Http.Requests.ElementAt(1).Body, bot.Http.Requests.ElementAt(2).Body);
    }

    [Theory]
    [InlineData(404, """{"code":"InvalidAction.NotFound"}""")]
    [InlineData(403, """{"code":"Forbidden.AccessDenied.AccessTokenPermissionDenied"}""")]
    [InlineData(500, """{"code":"system.err"}""")]
    public async Task What_it_fails_with_is_logged_and_does_not_concern_the_answer(int status, string body)
    {
        using var bot = Bot().Token();
        bot.Http.Answers(status, body).Answers(status, body).Answers(200, Delivered);
        var sink = bot.Open(bot.Question());

        await sink.AcknowledgeAsync(CancellationToken.None);
        Assert.IsType<SendResult.Delivered>(await DingTalkBot.SendAsync(sink, "a"));

        Assert.Equal(2, bot.Log.Lines.Count(line => line.Message.Contains("reaction", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task It_takes_five_seconds_at_most()
    {
        using var bot = Bot().Token();
        var called = new TaskCompletionSource();
        bot.Http.Answers(async (_, cancelled) =>
        {
            called.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancelled);
            throw new InvalidOperationException("Nothing ends this but its being cancelled.");
        });
        var acknowledged = bot.Open(bot.Question()).AcknowledgeAsync(CancellationToken.None);

        await called.Task;
        Assert.False(acknowledged.IsCompleted);
        bot.Time.Advance(TimeSpan.FromSeconds(5));

        await acknowledged;
        Assert.Contains(bot.Log.Lines, line => line.Message.Contains("none within 5 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_app_that_has_to_wait_shows_none()
    {
        using var bot = Bot().Token();
        bot.Http.Answers(429, "{}");
        await bot.Open(bot.Question()).AcknowledgeAsync(CancellationToken.None);

        await bot.Open(bot.Question()).AcknowledgeAsync(CancellationToken.None);

        Assert.Equal("accessToken reply", bot.Calls);
    }

    private static DingTalkBot Bot() => new(with: options => options with { Reaction = DingTalkReaction.Thinking });
}
