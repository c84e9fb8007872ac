using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.Feishu;

/// <summary>The sign that a question was heard: only where it is asked for, never in the way of the answer, and never left behind.</summary>
public sealed class FeishuReactionTests
{
    private const string Shown = """{"code":0,"data":{"reaction_id":"r1"}}""";
    private const string Made = """{"code":0,"data":{"card_id":"c1"}}""";
    private const string Sent = """{"code":0,"data":{"message_id":"om_1"}}""";
    private const string Ok = """{"code":0,"data":{}}""";
    private const string NoScope = """{"code":99991672,"msg":"scope"}""";
    private const string Gone = """{"code":231003,"msg":"m"}""";
    private const string Unwelcome = """{"code":230013,"msg":"m"}""";

    private readonly MemoryDeliveryState _state = new();

    [Fact]
    public async Task It_stands_under_the_question_until_it_is_answered()
    {
        using var bot = Bot().Answers(Shown, Ok, Sent, Sent);
        var sink = Open(bot);

        await sink.AcknowledgeAsync(CancellationToken.None);
        await SendAsync(sink, "a");
        await SendAsync(sink, "b", index: 1);

        Assert.Equal(["react", "unreact", "reply", "reply"], bot.Calls);
        Assert.Equal("""{"reaction_type":{"emoji_type":"Typing"}}""", bot.Sent[0].Body);
        Assert.EndsWith("/reactions/r1", bot.Sent[1].Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_not_asked_for_or_not_taken_changes_nothing()
    {
        using var without = new FeishuBot();
        using var refused = Bot().Answers(NoScope, Sent);

        await without.Sender.Open(FeishuBot.Question(), _state).AcknowledgeAsync(CancellationToken.None);
        Assert.Empty(without.Calls);
        var sink = Open(refused);
        await sink.AcknowledgeAsync(CancellationToken.None);
        Assert.IsType<SendResult.Delivered>(await SendAsync(sink, "a"));

        Assert.Equal(["react", "reply"], refused.Calls);
        Assert.Empty(_state.Stored);
    }

    [Fact]
    public async Task What_a_killed_process_showed_the_next_one_removes()
    {
        using var killed = Bot().Answers(Shown);
        await Open(killed).AcknowledgeAsync(CancellationToken.None);

        using var next = Bot().Answers(Ok, Sent);
        await SendAsync(next.Sender.Open(FeishuBot.Question(), new MemoryDeliveryState(_state.Value)), "a");

        Assert.Equal(["unreact", "reply"], next.Calls);
        Assert.EndsWith("/reactions/r1", next.Sent[0].Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_that_is_taken_up_again_is_not_marked_a_second_time()
    {
        using var bot = Bot().Answers(Shown, Ok, Sent);
        await Open(bot).AcknowledgeAsync(CancellationToken.None);

        var again = Open(bot);
        await again.AcknowledgeAsync(CancellationToken.None);
        await SendAsync(again, "a");

        Assert.Equal(["react", "unreact", "reply"], bot.Calls);
    }

    [Theory]
    [InlineData(new[] { Made, Sent }, new[] { "unreact", "text", "close" })]
    [InlineData(new[] { NoScope, Sent, Ok }, new[] { "unreact", "patch" })]
    public async Task What_is_stored_about_a_card_does_not_forget_it(string[] opening, string[] finishing)
    {
        using var killed = Bot().Answers(Shown).Answers(opening);
        var sink = Open(killed);
        await sink.AcknowledgeAsync(CancellationToken.None);
        Assert.IsType<ShowResult.Shown>(await sink.ShowAsync("a", CancellationToken.None));

        using var next = Bot().Answers([.. finishing.Select(_ => Ok)]);
        await SendAsync(next.Sender.Open(FeishuBot.Question(), new MemoryDeliveryState(_state.Value)), "a b");

        Assert.Equal(finishing, next.Calls);
    }

    [Fact]
    public async Task It_does_not_stay_under_a_question_that_cannot_be_answered()
    {
        using var bot = Bot().Answers(Shown, Ok, Unwelcome);
        var sink = Open(bot);
        await sink.AcknowledgeAsync(CancellationToken.None);

        Assert.IsType<SendResult.Refused>(await SendAsync(sink, "a"));

        Assert.Equal(["react", "unreact", "reply"], bot.Calls);
    }

    [Fact]
    public async Task An_answer_that_is_sent_again_removes_it_once()
    {
        using var bot = Bot().Answers(Shown, Ok);
        await Open(bot).AcknowledgeAsync(CancellationToken.None);
        bot.Http.Answers(500, "{}");

        Assert.IsType<SendResult.Deferred>(await SendAsync(Open(bot), "a"));
        bot.Answers(Sent);
        Assert.IsType<SendResult.Delivered>(await SendAsync(Open(bot), "a"));

        Assert.Equal(["react", "unreact", "reply", "reply"], bot.Calls);
    }

    [Fact]
    public async Task One_that_could_not_be_removed_is_removed_with_the_next_attempt()
    {
        using var bot = Bot().Answers(Shown);
        await Open(bot).AcknowledgeAsync(CancellationToken.None);
        bot.Http.Answers(500, "{}").Answers(500, "{}");

        Assert.IsType<SendResult.Deferred>(await SendAsync(Open(bot), "a"));
        bot.Answers(Ok, Sent);
        Assert.IsType<SendResult.Delivered>(await SendAsync(Open(bot), "a"));

        Assert.Equal(["react", "unreact", "reply", "unreact", "reply"], bot.Calls);
    }

    [Fact]
    public async Task One_that_is_gone_already_is_not_removed_again()
    {
        using var bot = Bot().Answers(Shown, Gone, Sent, Sent);
        var sink = Open(bot);
        await sink.AcknowledgeAsync(CancellationToken.None);

        await SendAsync(sink, "a");
        await SendAsync(sink, "b", index: 1);

        Assert.Equal(["react", "unreact", "reply", "reply"], bot.Calls);
    }

    [Fact]
    public async Task It_takes_five_seconds_at_most()
    {
        using var bot = Bot();
        var called = new TaskCompletionSource();
        bot.Http.Answers(async (_, cancelled) =>
        {
            called.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancelled);
            throw new InvalidOperationException("Nothing ends this but its being cancelled.");
        });
        var acknowledged = Open(bot).AcknowledgeAsync(CancellationToken.None);

        await called.Task;
        Assert.False(acknowledged.IsCompleted);
        bot.Time.Advance(TimeSpan.FromSeconds(5));

        await acknowledged;
        Assert.Contains(bot.Log.Lines, line => line.Message.Contains("reaction", StringComparison.Ordinal));
    }

    private static FeishuBot Bot() => new FeishuBot(FeishuVectors.Encrypted with { Reaction = "Typing" }).WithToken();

    private IReplySink Open(FeishuBot bot) => bot.Sender.Open(FeishuBot.Question(), _state);

    private static Task<SendResult> SendAsync(IReplySink sink, string text, int index = 0) =>
        sink.SendAsync(new ReplyPart(index, new TextPart(text)), CancellationToken.None);
}
