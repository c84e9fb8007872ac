using BotHost.Adapters.WeComAiBot;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Words;

namespace BotHost.Adapters.Tests.WeComAiBot;

public sealed class WeComAiBotSenderTests : IDisposable
{
    private const string Ok = """{"errcode":0,"errmsg":"ok"}""";

    private static readonly Phrases _phrases = Phrases.In(Language.Zh);

    private readonly WeComAiBotBot _bot = new();

    public void Dispose() => _bot.Dispose();

    [Fact]
    public async Task An_answer_is_delivered_when_WeCom_has_come_for_it()
    {
        _bot.Ask();

        var (result, seen) = await _bot.SendFetchedAsync("好的");

        Assert.Equal(new SendResult.Delivered(_bot.Stream), result);
        Assert.Equal(new Frame(_bot.Stream, Finish: true, "好的"), seen);
        Assert.Empty(_bot.Http.Requests);
    }

    [Fact]
    public async Task It_is_stored_before_anybody_waits_for_it()
    {
        _bot.Ask();
        var sending = _bot.Open().SendAsync(WeComAiBotBot.Part("好的"), CancellationToken.None);

        await Eventually.UntilAsync(() => _bot.Time.Due.Count > 0);

        Assert.Equal((WeComAiBotStage.Complete, "好的"), (_bot.State.Stage, _bot.State.Text));
        Assert.False(sending.IsCompleted);
        await _bot.PollAsync();
        Assert.IsType<SendResult.Delivered>(await sending);
    }

    [Fact]
    public async Task A_question_before_the_answer_is_stored_does_not_count()
    {
        _bot.Ask();
        await _bot.PollAsync();
        _bot.Http.Answers(200, Ok);

        Assert.Equal(new SendResult.Delivered(""), await _bot.SendUnfetchedAsync("好的"));
    }

    [Fact]
    public async Task Where_nobody_comes_the_answer_is_sent_as_a_message_and_the_stream_says_so()
    {
        _bot.Ask();
        _bot.Http.Answers(200, Ok);

        Assert.Equal(new SendResult.Delivered(""), await _bot.SendUnfetchedAsync("# 结论\n可以"));

        Assert.Equal(("POST", WeComAiBotWebhooks.ResponseUrl), (_bot.Http.Last.Method, _bot.Http.Last.Url));
        Assert.Equal("""{"msgtype":"markdown","markdown":{"content":"# 结论\n可以"}}""", _bot.Http.Last.Body);
        Assert.Equal("application/json", _bot.Http.Last.Headers["Content-Type"]);
        Assert.Equal(new Frame(_bot.Stream, Finish: true, _phrases.AnswerFollows.Trim()), await _bot.PollAsync());
    }

    [Fact]
    public async Task An_answer_that_WeCom_fetched_from_another_process_is_delivered_as_soon_as_that_is_seen_in_the_database()
    {
        _bot.Ask();
        _bot.Split();
        var sending = _bot.Open().SendAsync(WeComAiBotBot.Part("好的"), CancellationToken.None);
        await Eventually.UntilAsync(() => _bot.Time.Due.Count > 0);

        Assert.Equal(new Frame(_bot.Stream, Finish: true, "好的"), await _bot.PollAsync());
        Assert.False(sending.IsCompleted);
        _bot.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(new SendResult.Delivered(_bot.Stream), await sending);
        Assert.Empty(_bot.Http.Requests);
    }

    [Fact]
    public async Task Fetched_from_another_process_in_the_last_moment_it_is_not_sent_either()
    {
        _bot.Ask();
        _bot.Split();
        var sink = _bot.Sender.Open(_bot.Message, new PollingState(_bot));

        Assert.Equal(new SendResult.Delivered(_bot.Stream), await _bot.SendUnfetchedAsync("好的", sink));
        Assert.Empty(_bot.Http.Requests);
    }

    [Fact]
    public async Task The_rest_of_an_answer_does_not_forget_that_its_beginning_was_fetched()
    {
        _bot.Ask();
        var sink = _bot.Open();
        var sending = sink.SendAsync(WeComAiBotBot.Part("一"), CancellationToken.None);
        await _bot.PollAsync();
        await sending;
        _bot.Http.Answers(200, Ok);

        await sink.SendAsync(WeComAiBotBot.Part("二", 1), CancellationToken.None);

        Assert.Equal((true, 1), (_bot.State.IsFetched, _bot.State.RespondedPart));
    }

    [Fact]
    public async Task Who_comes_in_the_last_moment_has_it_and_gets_no_message()
    {
        _bot.Ask();
        var sink = _bot.Sender.Open(_bot.Message, new PollingState(_bot));

        Assert.Equal(new SendResult.Delivered(_bot.Stream), await _bot.SendUnfetchedAsync("好的", sink));
        Assert.Empty(_bot.Http.Requests);
    }

    [Fact]
    public async Task Where_nobody_comes_and_no_message_can_be_sent_it_is_tried_again()
    {
        _bot.Ask(WeComAiBotWebhooks.Text().Without("response_url"));

        Assert.IsType<SendResult.Deferred>(await _bot.SendUnfetchedAsync("好的"));
        var (result, seen) = await _bot.SendFetchedAsync("好的");
        Assert.Equal((new SendResult.Delivered(_bot.Stream), "好的"), (result, seen.Content));
        _bot.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.IsType<SendResult.Refused>(await _bot.Open().SendAsync(WeComAiBotBot.Part("好的"), CancellationToken.None));
    }

    [Fact]
    public async Task What_is_ready_too_late_for_the_stream_is_sent_as_a_message()
    {
        _bot.Ask();
        await _bot.Open().ShowAsync("今天", CancellationToken.None);
        _bot.Time.Advance(TimeSpan.FromSeconds(325));
        _bot.Http.Answers(200, Ok);

        Assert.Equal(new SendResult.Delivered(""), await _bot.Open().SendAsync(WeComAiBotBot.Part("今天有雨"), CancellationToken.None));

        Assert.Contains("今天有雨", _bot.Http.Last.Body, StringComparison.Ordinal);
        Assert.Equal(new Frame(_bot.Stream, Finish: true, "今天" + _phrases.AnswerFollows), await _bot.PollAsync());
    }

    [Fact]
    public async Task What_is_ready_in_time_is_in_the_stream_also_for_those_who_come_after_its_end()
    {
        _bot.Ask();
        _bot.Time.Advance(TimeSpan.FromSeconds(324));
        var sending = _bot.Open().SendAsync(WeComAiBotBot.Part("好的"), CancellationToken.None);
        await Eventually.UntilAsync(() => _bot.Time.Due.Count > 0);
        _bot.Time.Advance(TimeSpan.FromSeconds(7));

        Assert.Equal(new Frame(_bot.Stream, Finish: true, "好的"), await _bot.PollAsync());
        Assert.IsType<SendResult.Delivered>(await sending);
    }

    [Fact]
    public async Task After_an_hour_there_is_no_way_any_more()
    {
        _bot.Ask();
        _bot.Time.Advance(TimeSpan.FromMinutes(59));

        Assert.Contains("too old", Assert.IsType<SendResult.Refused>(await _bot.Open().SendAsync(WeComAiBotBot.Part("好的"), CancellationToken.None)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rest_of_a_long_answer_is_one_message()
    {
        _bot.Ask();
        await _bot.SendFetchedAsync("一");
        _bot.Http.Answers(200, Ok);

        Assert.Equal(new SendResult.Delivered(""), await _bot.Open().SendAsync(WeComAiBotBot.Part("二", 1), CancellationToken.None));

        Assert.Equal("""{"msgtype":"markdown","markdown":{"content":"二"}}""", _bot.Http.Last.Body);
        Assert.Equal((20_000, 2), (_bot.Sender.Capabilities.MaxPartBytes, _bot.Sender.Capabilities.MaxParts));
        Assert.Equal("一", (await _bot.PollAsync()).Content);
    }

    [Fact]
    public async Task The_address_of_a_message_is_used_for_one_part()
    {
        _bot.Ask();
        _bot.Http.Answers(200, Ok);
        await _bot.SendUnfetchedAsync("一");

        Assert.Contains("another part", Assert.IsType<SendResult.Refused>(await _bot.Open().SendAsync(WeComAiBotBot.Part("二", 1), CancellationToken.None)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Growth_keeps_WeCom_s_pace_and_ends_before_the_stream_does()
    {
        _bot.Ask();
        Assert.Equal(new GrowthRules { Pace = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromSeconds(325) }, _bot.Open().Growth);

        _bot.Time.Advance(TimeSpan.FromSeconds(325));
        Assert.Null(_bot.Open().Growth);
        Assert.IsType<ShowResult.Over>(await _bot.Open().ShowAsync("太晚", CancellationToken.None));
        Assert.Null(_bot.Delivery.Value);
    }

    [Fact]
    public async Task What_is_complete_does_not_grow_again()
    {
        _bot.Ask();
        await _bot.SendFetchedAsync("好的");

        Assert.Null(_bot.Open().Growth);
        Assert.IsType<ShowResult.Over>(await _bot.Open().ShowAsync("别的", CancellationToken.None));
        Assert.Equal("好的", (await _bot.PollAsync()).Content);
    }

    [Theory]
    [InlineData(200, """{"errcode":-1,"errmsg":"system error"}""", true)]
    [InlineData(200, """{"errcode":45009,"errmsg":"freq"}""", true)]
    [InlineData(502, "<html>", true)]
    [InlineData(200, "<html>", true)]
    [InlineData(200, """{"errcode":85002,"errmsg":"words"}""", false)]
    [InlineData(200, """{"errcode":999999,"errmsg":"used"}""", false)]
    [InlineData(404, "", false)]
    public async Task A_message_that_WeCom_does_not_take_is_tried_again_only_if_that_helps(int status, string body, bool isTransient)
    {
        _bot.Ask();
        _bot.Http.Answers(status, body);

        var result = await _bot.SendUnfetchedAsync("secret words");

        Assert.Equal(isTransient, result is SendResult.Deferred);
        Assert.All(_bot.Log.Lines.Select(line => line.Message).Append(result.ToString()), AssertTellsNothing);
    }

    [Fact]
    public async Task One_throttled_bot_waits_for_all_its_answers()
    {
        _bot.Ask();
        _bot.Http.Answers(200, """{"errcode":45009,"errmsg":"freq"}""");

        var wait = Assert.IsType<SendResult.Deferred>(await _bot.SendUnfetchedAsync("一")).RetryAfter;

        Assert.True(wait >= TimeSpan.FromSeconds(60));
        Assert.IsType<SendResult.Deferred>(await _bot.Open().SendAsync(WeComAiBotBot.Part("一"), CancellationToken.None));
        Assert.Single(_bot.Http.Requests);
    }

    [Fact]
    public async Task A_refusal_after_an_attempt_without_an_answer_says_that_it_may_have_arrived()
    {
        _bot.Ask();
        _bot.Http.Breaks().Answers(200, """{"errcode":999999,"errmsg":"used"}""");

        Assert.IsType<SendResult.Deferred>(await _bot.SendUnfetchedAsync("好的"));
        _bot.Restart();
        Assert.Contains("earlier attempt", Assert.IsType<SendResult.Refused>(await _bot.Open().SendAsync(WeComAiBotBot.Part("好的"), CancellationToken.None)).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<@zhangsan> <@all>", "＜@zhangsan> ＜@all>")]
    [InlineData("a\u0000b\r\nc", "ab\nc")]
    [InlineData("a < b", "a < b")]
    public async Task Nothing_that_a_model_wrote_mentions_anybody(string text, string shown)
    {
        _bot.Ask();

        Assert.Equal(shown, (await _bot.SendFetchedAsync(text)).Seen.Content);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    public async Task A_part_without_text_is_refused(string text)
    {
        _bot.Ask();

        Assert.IsType<SendResult.Refused>(await _bot.Open().SendAsync(WeComAiBotBot.Part(text), CancellationToken.None));
    }

    [Fact]
    public async Task A_reply_address_of_another_adapter_leads_nowhere()
    {
        _bot.Ask();
        var sink = _bot.Sender.Open(_bot.Message with { ReplyAddress = "{}" }, _bot.Delivery);

        Assert.Null(sink.Growth);
        Assert.IsType<SendResult.Refused>(await sink.SendAsync(WeComAiBotBot.Part("好的"), CancellationToken.None));
    }

    private static void AssertTellsNothing(string line)
    {
        Assert.DoesNotContain("RC_1", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret words", line, StringComparison.Ordinal);
        Assert.DoesNotContain("response_code", line, StringComparison.Ordinal);
    }

    /// <summary>WeCom comes between the decision to send a message and its being stored.</summary>
    private sealed class PollingState(WeComAiBotBot bot) : IDeliveryState
    {
        public string? Value => bot.Delivery.Value;

        public Task StoreAsync(string value, CancellationToken cancellationToken) => bot.Delivery.StoreAsync(value, cancellationToken);

        public async Task<bool> TryStoreAsync(string value, CancellationToken cancellationToken)
        {
            if (WeComAiBotDelivery.FromJson(value).Stage == WeComAiBotStage.Elsewhere)
                Assert.Equal("好的", (await bot.PollAsync()).Content);
            return await bot.Delivery.TryStoreAsync(value, cancellationToken);
        }
    }
}
