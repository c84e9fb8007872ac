using System.Text.Json.Nodes;
using BotHost.Adapters.Feishu;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.Feishu;

public sealed class FeishuGrowthTests
{
    private const string Made = """{"code":0,"data":{"card_id":"7371713483664506900"}}""";
    private const string Sent = """{"code":0,"data":{"message_id":"om_card"}}""";
    private const string Ok = """{"code":0,"data":{}}""";
    private const string NoScope = """{"code":99991672,"msg":"m","error":{"permission_violations":[{"subject":"cardkit:card:write"}]}}""";
    private const string Throttled = """{"code":99991400,"msg":"m"}""";
    private const string ChatThrottled = """{"code":230020,"msg":"m"}""";
    private const string CardGone = """{"code":200740,"msg":"m"}""";
    private const string StreamClosed = """{"code":300309,"msg":"m"}""";
    private const string SequenceBehind = """{"code":300317,"msg":"m"}""";
    private const string CardRefused = """{"code":230099,"msg":"ErrCode: 200570; ErrMsg: invalid image keys; "}""";
    private const string Internal = """{"code":300120,"msg":"m"}""";

    [Fact]
    public async Task An_answer_grows_in_one_card_and_is_finished_in_it()
    {
        using var bot = new FeishuBot().WithToken().Answers(Made, Sent, Ok, Ok, Ok, Ok);
        var sink = Open(bot);

        Assert.Equal((TimeSpan.FromMilliseconds(300), TimeSpan.FromMinutes(9)), (sink.Growth!.Pace, sink.Growth.Longest));
        await ShownAsync(sink, "你好");
        await ShownAsync(sink, "你好，我");
        await ShownAsync(sink, "你好，我是");
        Assert.Equal(new SendResult.Delivered("om_card"), await SendAsync(sink, "你好，我是小助手。"));

        Assert.Equal(["create", "reply", "text", "text", "text", "close"], bot.Calls);
        Assert.Equal(FeishuCard.Growing("你好"), (string)Body(bot, 0)["data"]!);
        Assert.Equal("""{"type":"card","data":{"card_id":"7371713483664506900"}}""", (string)Body(bot, 1)["content"]!);
        Assert.Equal(["你好，我", "你好，我是", "你好，我是小助手。"], Enumerable.Range(2, 3).Select(call => (string)Body(bot, call)["content"]!));
        Assert.Equal(FeishuCard.Closed("你好，我是小助手。"), (string)Body(bot, 5)["settings"]!);
        Assert.Equal([1, 2, 3, 4], Sequences(bot));
        Assert.Equal(4, bot.Sent.Skip(2).Select(sent => (string)JsonNode.Parse(sent.Body)!["uuid"]!).Distinct().Count());
    }

    [Fact]
    public async Task What_the_platform_gave_and_took_is_on_disk_before_it_is_used()
    {
        using var bot = new FeishuBot().WithToken();
        var state = new MemoryDeliveryState();
        bot.Http.Answers(200, Made);
        bot.Http.Answers((_, _) =>
        {
            var stored = FeishuDelivery.FromJson(state.Value);
            Assert.Equal((FeishuCardStage.Opening, "7371713483664506900", FeishuDeliveryMemory.Block), (stored.Stage, stored.Card, stored.Sequence));
            return Task.FromResult(new HttpResponseMessage { Content = new StringContent(Sent) });
        });
        var sink = Open(bot, state);

        await ShownAsync(sink, "a");

        Assert.Equal((FeishuCardStage.Open, "om_card"), (FeishuDelivery.FromJson(state.Value).Stage, FeishuDelivery.FromJson(state.Value).Message));
        Assert.Equal(2, state.Stored.Count);
    }

    [Fact]
    public async Task A_long_growth_stores_its_numbers_in_blocks_and_always_before_they_are_used()
    {
        using var bot = new FeishuBot().WithToken().Answers(Made, Sent);
        var state = new MemoryDeliveryState();
        var sink = Open(bot, state);
        await ShownAsync(sink, "0");
        for (var update = 1; update <= FeishuDeliveryMemory.Block + 1; update++)
        {
            bot.Http.Answers((request, _) =>
            {
                Assert.InRange((int)JsonNode.Parse(request.Body)!["sequence"]!, 1, FeishuDelivery.FromJson(state.Value).Sequence);
                return Task.FromResult(new HttpResponseMessage { Content = new StringContent(Ok) });
            });
            bot.Time.Advance(TimeSpan.FromSeconds(1));
            await ShownAsync(sink, $"{update}");
        }

        Assert.Equal(Enumerable.Range(1, FeishuDeliveryMemory.Block + 1), Sequences(bot));
        Assert.Equal(3, state.Stored.Count);
    }

    [Fact]
    public async Task A_new_process_may_go_on_showing_in_the_same_card()
    {
        using var bot = new FeishuBot().WithToken().Answers(Ok, Ok, Ok);
        var state = new MemoryDeliveryState(
            new FeishuDelivery { Stage = FeishuCardStage.Open, Card = "c1", Message = "om_card", Sequence = 200 }.ToJson());
        var sink = Open(bot, state);

        await ShownAsync(sink, "anew");
        Assert.Equal(new SendResult.Delivered("om_card"), await SendAsync(sink, "anew and done"));

        Assert.Equal(["text", "text", "close"], bot.Calls);
        Assert.Equal([201, 202, 203], Sequences(bot));
    }

    [Fact]
    public async Task A_card_whose_answer_is_a_picture_in_the_end_is_finished_before_it()
    {
        using var bot = new FeishuBot().WithToken().Answers(Made, Sent, Throttled);
        bot.Media[2] = new StoredMedia("image/png", new byte[7]);
        var picture = new ReplyPart(0, new PicturePart(2, ""));
        var sink = Open(bot);
        await ShownAsync(sink, "一");

        Assert.IsType<SendResult.Deferred>(await sink.SendAsync(picture, CancellationToken.None));
        bot.Time.Advance(TimeSpan.FromMinutes(1));
        bot.Answers(Ok, Ok, """{"code":0,"data":{"image_key":"img_1"}}""", """{"code":0,"data":{"message_id":"om_picture"}}""");
        Assert.Equal(new SendResult.Delivered("om_picture"), await sink.SendAsync(picture, CancellationToken.None));

        Assert.Equal(["create", "reply", "text", "text", "close", "upload", "reply"], bot.Calls);
        Assert.Equal("⬇️", (string)Body(bot, 3)["content"]!);
    }

    [Fact]
    public async Task A_stream_that_closed_by_itself_is_replaced_by_the_whole_answer()
    {
        using var bot = new FeishuBot().WithToken().Answers(Made, Sent, StreamClosed, StreamClosed, Ok);
        var sink = Open(bot);
        await ShownAsync(sink, "a");

        Assert.IsType<ShowResult.Over>(await sink.ShowAsync("a b", CancellationToken.None));
        Assert.Equal(new SendResult.Delivered("om_card"), await SendAsync(sink, "a b c"));

        Assert.Equal(["create", "reply", "text", "text", "replace"], bot.Calls);
        Assert.Equal(FeishuCard.Complete("a b c", "a b c"), (string)Body(bot, 4)["card"]!["data"]!);
    }

    [Fact]
    public async Task Without_streaming_cards_an_answer_grows_in_a_card_that_is_replaced()
    {
        using var bot = new FeishuBot().WithToken().Answers(NoScope, Sent, Ok, Ok, Ok);
        var state = new MemoryDeliveryState();
        var sink = Open(bot, state);

        await ShownAsync(sink, "a");
        Assert.Equal(TimeSpan.FromMilliseconds(1_700), Assert.IsType<ShowResult.Skipped>(await sink.ShowAsync("a b", CancellationToken.None)).Wait);
        bot.Time.Advance(TimeSpan.FromSeconds(2));
        await ShownAsync(sink, "a b");
        Assert.Equal(new SendResult.Delivered("om_card"), await SendAsync(sink, "a b c"));

        Assert.Equal(["create", "reply", "patch", "patch", "patch"], bot.Calls);
        Assert.Equal(FeishuCard.Complete("a b c", "a b c"), (string)Body(bot, 4)["content"]!);
        Assert.Equal("om_card", FeishuDelivery.FromJson(state.Value).Message);
    }

    [Fact]
    public async Task Whoever_has_no_scope_for_streaming_is_not_asked_with_every_answer()
    {
        using var bot = new FeishuBot().WithToken().Answers(NoScope, Sent, Ok, Sent, Ok);

        await ShownAsync(Open(bot), "a");
        await ShownAsync(Open(bot), "b");
        Assert.Equal(["create", "reply", "patch", "reply", "patch"], bot.Calls);

        bot.Time.Advance(TimeSpan.FromMinutes(11));
        bot.Answers(Made, Sent);
        await ShownAsync(Open(bot), "c");
        Assert.Equal(["create", "reply"], bot.Calls.Skip(5));
        Assert.Contains(bot.Log.Lines, line => line.Message.Contains("cardkit:card:write", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_replaced_card_is_not_changed_more_often_than_the_platform_may_like()
    {
        using var bot = new FeishuBot().WithToken().Answers(NoScope, Sent);
        var sink = Open(bot);
        for (var update = 0; update < 18; update++)
        {
            bot.Answers(Ok);
            await ShownAsync(sink, $"{update}");
            bot.Time.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.IsType<ShowResult.Over>(await sink.ShowAsync("more", CancellationToken.None));
        bot.Answers(Ok);
        Assert.IsType<SendResult.Delivered>(await SendAsync(sink, "all"));
    }

    [Fact]
    public async Task Where_no_card_is_taken_the_finished_answer_is_a_message()
    {
        using var bot = new FeishuBot().WithToken().Answers(CardGone, CardRefused, Sent);
        var state = new MemoryDeliveryState();
        var sink = Open(bot, state);

        Assert.IsType<ShowResult.Over>(await sink.ShowAsync("a", CancellationToken.None));
        Assert.Equal(new SendResult.Delivered("om_card"), await SendAsync(sink, "a b"));

        Assert.Equal(["create", "reply", "reply"], bot.Calls);
        Assert.Equal("text", (string)Body(bot, 2)["msg_type"]!);
        Assert.Equal(FeishuCardStage.GivenUp, FeishuDelivery.FromJson(state.Value).Stage);
    }

    [Fact]
    public async Task A_card_that_is_gone_is_given_up_on_disk_and_the_whole_answer_sent_once()
    {
        using var bot = new FeishuBot().WithToken().Answers(Made, Sent, CardGone, CardGone, Ok, Sent);
        var state = new MemoryDeliveryState();
        var sink = Open(bot, state);
        await ShownAsync(sink, "a");
        Assert.IsType<ShowResult.Over>(await sink.ShowAsync("a b", CancellationToken.None));

        Assert.IsType<SendResult.Delivered>(await SendAsync(sink, "a b"));
        Assert.Equal(["create", "reply", "text", "text", "recall", "reply"], bot.Calls);
        Assert.Equal(FeishuCardStage.GivenUp, FeishuDelivery.FromJson(state.Value).Stage);

        using var next = new FeishuBot().WithToken().Answers(Sent);
        var again = Open(next, new MemoryDeliveryState(state.Value));
        Assert.Null(again.Growth);
        Assert.IsType<ShowResult.Over>(await again.ShowAsync("a", CancellationToken.None));
        await SendAsync(again, "a b");
        Assert.Equal(bot.Sent[^1].Body, next.Sent[^1].Body);        // the same name: recognised
    }

    [Fact]
    public async Task A_card_that_may_not_be_changed_is_taken_back()
    {
        using var bot = new FeishuBot().WithToken().Answers(NoScope, Sent, NoScope, NoScope, NoScope, Sent);
        var sink = Open(bot);

        Assert.IsType<ShowResult.Over>(await sink.ShowAsync("a", CancellationToken.None));
        Assert.IsType<SendResult.Delivered>(await SendAsync(sink, "a b"));

        Assert.Equal(["create", "reply", "patch", "patch", "recall", "reply"], bot.Calls);
    }

    [Fact]
    public async Task Whoever_may_not_change_cards_is_not_shown_one_with_every_answer()
    {
        using var bot = new FeishuBot().WithToken().Answers(NoScope, Sent, NoScope);
        Assert.IsType<ShowResult.Over>(await Open(bot).ShowAsync("a", CancellationToken.None));

        Assert.Null(Open(bot).Growth);

        bot.Time.Advance(TimeSpan.FromMinutes(11));
        bot.Answers(Made, Sent);
        await ShownAsync(Open(bot), "c");
    }

    [Fact]
    public async Task A_card_that_people_see_is_finished_also_while_no_new_one_is_opened()
    {
        using var bot = new FeishuBot().WithToken().Answers(NoScope, Sent, Ok, Sent, NoScope);
        var sink = Open(bot);
        await ShownAsync(sink, "a");
        Assert.IsType<ShowResult.Over>(await Open(bot).ShowAsync("a", CancellationToken.None));

        bot.Answers(Ok);
        Assert.Equal(new SendResult.Delivered("om_card"), await SendAsync(sink, "a b"));
    }

    [Fact]
    public async Task A_card_that_is_refused_for_its_text_is_finished_with_a_plainer_one()
    {
        const string table = "| a |\n|---|\n| 1 |";
        using var bot = new FeishuBot().WithToken().Answers(Made, Sent, CardRefused, Ok, Ok);
        var sink = Open(bot);
        await ShownAsync(sink, "a");

        Assert.Equal(new SendResult.Delivered("om_card"), await SendAsync(sink, table));

        Assert.Equal(["create", "reply", "text", "text", "close"], bot.Calls);
        Assert.Equal([table, $"```\n{table}\n```"], Enumerable.Range(2, 2).Select(call => (string)Body(bot, call)["content"]!));
    }

    [Fact]
    public async Task A_card_that_takes_no_form_of_its_text_points_to_the_message_that_does()
    {
        using var bot = new FeishuBot().WithToken().Answers(Made, Sent, CardRefused, CardRefused, Ok, Ok, Sent);
        var sink = Open(bot);
        await ShownAsync(sink, "a");

        Assert.IsType<SendResult.Delivered>(await SendAsync(sink, "a b"));

        Assert.Equal(["create", "reply", "text", "text", "text", "close", "reply"], bot.Calls);
        Assert.Equal("⬇️", (string)Body(bot, 4)["content"]!);
    }

    [Fact]
    public async Task An_update_that_is_refused_for_its_text_is_made_plainer_the_next_time()
    {
        using var bot = new FeishuBot().WithToken().Answers(Made, Sent, CardRefused, Ok);
        var sink = Open(bot);
        await ShownAsync(sink, "a");

        Assert.IsType<ShowResult.Skipped>(await sink.ShowAsync("|a|\n|-|", CancellationToken.None));
        await ShownAsync(sink, "|a|\n|-|");

        Assert.Equal("```\n|a|\n|-|\n```", (string)Body(bot, 3)["content"]!);
    }

    [Fact]
    public async Task Updates_that_are_not_taken_are_left_out_and_wait_longer_each_time()
    {
        using var bot = new FeishuBot().WithToken().Answers(Made, Sent, Internal, Internal, Internal, Internal, Ok, Internal);
        var sink = Open(bot);
        await ShownAsync(sink, "a");

        foreach (var wait in new[] { 600, 1_200, 2_000, 2_000 })
            Assert.Equal(TimeSpan.FromMilliseconds(wait), Assert.IsType<ShowResult.Skipped>(await sink.ShowAsync("b", CancellationToken.None)).Wait);
        await ShownAsync(sink, "c");
        Assert.Equal(TimeSpan.FromMilliseconds(600), Assert.IsType<ShowResult.Skipped>(await sink.ShowAsync("d", CancellationToken.None)).Wait);
    }

    [Fact]
    public async Task A_throttled_update_holds_back_every_caller_of_the_app_and_a_throttled_chat_nobody_else()
    {
        using var bot = new FeishuBot().WithToken().Answers(Made, Sent, ChatThrottled, Throttled);
        var sink = Open(bot);
        await ShownAsync(sink, "a");

        Assert.Equal(TimeSpan.FromSeconds(1), Assert.IsType<ShowResult.Skipped>(await sink.ShowAsync("b", CancellationToken.None)).Wait);
        Assert.IsType<ShowResult.Skipped>(await sink.ShowAsync("c", CancellationToken.None));
        Assert.True(bot.Client.Gate.Remaining > TimeSpan.Zero);
        Assert.Equal(bot.Client.Gate.Remaining, Assert.IsType<ShowResult.Skipped>(await Open(bot).ShowAsync("d", CancellationToken.None)).Wait);
        Assert.Equal(["create", "reply", "text", "text"], bot.Calls);
    }

    [Fact]
    public async Task Many_growing_answers_together_keep_below_the_app_s_limit()
    {
        const int atOnce = 10;       // 频控策略: 50 per second, a fifth of which may come at once
        using var bot = new FeishuBot().WithToken();
        for (var answer = 0; answer < atOnce; answer++)
        {
            bot.Answers(Made, Sent);
            await ShownAsync(Open(bot), "a");
        }

        Assert.IsType<ShowResult.Skipped>(await Open(bot).ShowAsync("a", CancellationToken.None));
        bot.Time.Advance(TimeSpan.FromSeconds(1));
        bot.Answers(Made, Sent);
        await ShownAsync(Open(bot), "a");
    }

    [Fact]
    public async Task Two_bots_of_one_app_keep_below_its_limit_together()
    {
        const int atOnce = 10;
        using var bot = new FeishuBot().WithToken();
        var other = bot.Beside("other");
        for (var answer = 0; answer < atOnce; answer++)
        {
            bot.Answers(Made, Sent);
            await ShownAsync((answer % 2 == 0 ? bot.Sender : other).Open(FeishuBot.Question(), new MemoryDeliveryState()), "a");
        }

        Assert.IsType<ShowResult.Skipped>(await Open(bot).ShowAsync("a", CancellationToken.None));
        Assert.IsType<ShowResult.Skipped>(await other.Open(FeishuBot.Question(), new MemoryDeliveryState()).ShowAsync("a", CancellationToken.None));
    }

    [Fact]
    public async Task After_a_number_that_is_too_low_the_next_is_far_higher()
    {
        using var bot = new FeishuBot().WithToken().Answers(SequenceBehind, SequenceBehind, Ok, Ok);
        var state = new MemoryDeliveryState(new FeishuDelivery { Stage = FeishuCardStage.Open, Card = "c1", Message = "m", Sequence = 200 }.ToJson());
        var sink = Open(bot, state);

        Assert.IsType<ShowResult.Skipped>(await sink.ShowAsync("a", CancellationToken.None));
        Assert.IsType<SendResult.Deferred>(await SendAsync(sink, "a"));
        Assert.Equal(new SendResult.Delivered("m"), await SendAsync(Open(bot, new MemoryDeliveryState(state.Value)), "a"));

        Assert.True(Sequences(bot) is [201, > 100_200, > 200_400, > 200_401]);
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(400, Internal)]
    [InlineData(429, Throttled)]
    public async Task A_final_text_that_is_not_taken_now_is_tried_again_in_the_same_card(int status, string body)
    {
        using var bot = new FeishuBot().WithToken().Answers(Made, Sent);
        var state = new MemoryDeliveryState();
        var sink = Open(bot, state);
        await ShownAsync(sink, "a");
        bot.Http.Answers(status, body);

        Assert.IsType<SendResult.Deferred>(await SendAsync(sink, "a b"));
        bot.Time.Advance(TimeSpan.FromSeconds(5));
        bot.Answers(Ok, Ok);
        Assert.Equal(new SendResult.Delivered("om_card"), await SendAsync(Open(bot, new MemoryDeliveryState(state.Value)), "a b"));
    }

    [Fact]
    public async Task A_card_that_cannot_be_finished_for_half_a_minute_gives_way_to_a_message()
    {
        using var bot = new FeishuBot().WithToken().Answers(Made, Sent, Internal, Internal, Internal, Internal, Internal, Ok, Sent);
        var state = new MemoryDeliveryState();
        await ShownAsync(Open(bot, state), "a");

        for (var attempt = 0; attempt < 4; attempt++)
            Assert.IsType<SendResult.Deferred>(await SendAsync(Open(bot, state), "a b"));
        Assert.IsType<SendResult.Delivered>(await SendAsync(Open(bot, state), "a b"));
        Assert.Equal(["recall", "reply"], bot.Calls.TakeLast(2));
    }

    [Fact]
    public async Task A_card_is_given_up_on_disk_before_it_is_taken_back()
    {
        using var bot = new FeishuBot().WithToken().Answers(Made, Sent, CardGone);
        var state = new MemoryDeliveryState();
        var sink = Open(bot, state);
        await ShownAsync(sink, "a");
        bot.Http.Answers((request, _) =>
        {
            // Killed after this, the next process would finish a card that nobody sees any more, and call that an answer.
            Assert.Equal(("DELETE", FeishuCardStage.GivenUp), (request.Method, FeishuDelivery.FromJson(state.Value).Stage));
            return Task.FromResult(new HttpResponseMessage { Content = new StringContent(Ok) });
        });
        bot.Answers(Sent);

        Assert.IsType<SendResult.Delivered>(await SendAsync(sink, "a b"));
    }

    [Fact]
    public async Task A_stream_that_could_not_be_closed_is_closed_by_the_next_attempt()
    {
        using var bot = new FeishuBot().WithToken().Answers(Made, Sent, Ok, Internal, Ok, Ok);
        var state = new MemoryDeliveryState();
        var sink = Open(bot, state);
        await ShownAsync(sink, "a");

        Assert.IsType<SendResult.Deferred>(await SendAsync(sink, "a b"));
        Assert.Equal(new SendResult.Delivered("om_card"), await SendAsync(Open(bot, state), "a b"));

        Assert.Equal(["create", "reply", "text", "close", "text", "close"], bot.Calls);
        Assert.Equal([1, 2, 201, 202], Sequences(bot));
    }

    [Fact]
    public async Task A_stream_that_cannot_be_closed_has_its_text_all_the_same()
    {
        using var bot = new FeishuBot().WithToken().Answers(Made, Sent, Ok, CardGone);
        var sink = Open(bot);
        await ShownAsync(sink, "a");

        Assert.Equal(new SendResult.Delivered("om_card"), await SendAsync(sink, "a b"));
    }

    [Fact]
    public async Task Later_parts_are_messages_of_their_own()
    {
        using var bot = new FeishuBot().WithToken().Answers(Made, Sent, Ok, Ok, Sent);
        var sink = Open(bot);
        await ShownAsync(sink, "a");

        await SendAsync(sink, "a b");
        await SendAsync(sink, "c", index: 1);

        Assert.Equal("reply", bot.Calls[^1]);
        Assert.Equal("""{"text":"c"}""", (string)Body(bot, 4)["content"]!);
    }

    [Fact]
    public async Task A_question_recalled_while_its_answer_is_written_gets_the_card_in_its_chat()
    {
        using var bot = new FeishuBot().WithToken().Answers(Made, """{"code":230011,"msg":"withdrawn"}""", Sent);

        await ShownAsync(Open(bot), "a");

        Assert.Equal(["create", "reply", "send"], bot.Calls);
    }

    [Fact]
    public async Task A_lost_claim_ends_everything()
    {
        using var bot = new FeishuBot().WithToken().Answers(Made);

        await Assert.ThrowsAsync<InvalidOperationException>(() => bot.Sender.Open(FeishuBot.Question(), new LostClaim()).ShowAsync("a", CancellationToken.None));

        Assert.Equal(["create"], bot.Calls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("{}")]
    [InlineData("""{"stage":"Flying"}""")]
    public async Task A_stored_state_that_nobody_wrote_is_none(string stored)
    {
        using var bot = new FeishuBot().WithToken().Answers(Sent);

        Assert.Equal(new SendResult.Delivered("om_card"), await SendAsync(Open(bot, new MemoryDeliveryState(stored)), "a"));
        Assert.Equal(["reply"], bot.Calls);
    }

    private static IReplySink Open(FeishuBot bot, MemoryDeliveryState? state = null) =>
        bot.Sender.Open(FeishuBot.Question(), state ?? new MemoryDeliveryState());

    private static async Task ShownAsync(IReplySink sink, string text) => Assert.IsType<ShowResult.Shown>(await sink.ShowAsync(text, CancellationToken.None));

    private static Task<SendResult> SendAsync(IReplySink sink, string text, int index = 0) =>
        sink.SendAsync(new ReplyPart(index, new TextPart(text)), CancellationToken.None);

    private static JsonObject Body(FeishuBot bot, int call) => JsonNode.Parse(bot.Sent[call].Body)!.AsObject();

    private static IReadOnlyList<int> Sequences(FeishuBot bot) =>
        [.. bot.Sent.Where(sent => sent.Body.Contains("\"sequence\"", StringComparison.Ordinal)).Select(sent => (int)JsonNode.Parse(sent.Body)!["sequence"]!)];

    private sealed class LostClaim : IDeliveryState
    {
        public string? Value => null;

        public Task StoreAsync(string value, CancellationToken cancellationToken) => throw new InvalidOperationException("Somebody else has the message.");

        public async Task<bool> TryStoreAsync(string value, CancellationToken cancellationToken)
        {
            await StoreAsync(value, cancellationToken);
            return true;
        }
    }
}
