using System.Text.Json.Nodes;
using BotHost.Adapters.OneBot;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.OneBot;

public sealed class OneBotSenderTests
{
    private const string Ok = """{"status":"ok","retcode":0,"data":{"message_id":77}}""";
    private const string TimedOut = """{"status":"failed","retcode":1200,"data":null,"message":"Timeout: NTEvent serviceAndMethod:NodeIKernelMsgService/sendMsg EventRet: {\"result\": 0}"}""";

    [Fact]
    public async Task A_private_answer_is_one_text()
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(200, Ok);

        Assert.Equal(new SendResult.Delivered("77"), await bot.SendAsync("你好"));
        Assert.Equal("http://127.0.0.1:3000/send_private_msg", bot.Http.Last.Url);
        Assert.Equal("""{"user_id":20001,"message":[{"type":"text","data":{"text":"你好"}}]}""", bot.Http.Last.Body);
    }

    [Fact]
    public async Task In_a_group_the_question_is_quoted_and_the_asker_mentioned()
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(200, Ok);

        await bot.SendAsync("好的", ChatKind.Group);

        Assert.Equal(
            """{"group_id":30001,"message":[{"type":"reply","data":{"id":"100002"}},{"type":"at","data":{"qq":"20001"}},{"type":"text","data":{"text":" 好的"}}]}""",
            bot.Http.Last.Body);
    }

    [Fact]
    public async Task Only_the_first_part_of_a_long_answer_quotes_and_mentions()
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(200, Ok);

        await bot.SendAsync("b", ChatKind.Group, index: 1);

        Assert.Equal("""{"group_id":30001,"message":[{"type":"text","data":{"text":"b"}}]}""", bot.Http.Last.Body);
    }

    [Fact]
    public async Task An_anonymous_asker_is_quoted_and_not_mentioned()
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(200, Ok);
        var body = Webhooks.Body(ChatKind.Group).With("sub_type", "\"anonymous\"").With("anonymous", """{"id":5,"name":"大侠"}""");

        await bot.SendAsync(bot.Receiver.Receive(Webhooks.Signed(body)).Accepted(), "b");

        Assert.Equal("""{"group_id":30001,"message":[{"type":"reply","data":{"id":"100002"}},{"type":"text","data":{"text":"b"}}]}""", bot.Http.Last.Body);
    }

    [Theory]
    [InlineData("[CQ:at,qq=all]")]
    [InlineData("[CQ:image,file=file:///etc/passwd]")]
    [InlineData("\"}},{\"type\":\"at\",\"data\":{\"qq\":\"all\"}}")]
    public async Task Nothing_that_a_model_wrote_can_act(string text)
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(200, Ok).Answers(200, Ok);

        await bot.SendAsync(text);
        Assert.Equal([("text", text)], Segments(bot.Http.Last));
        await bot.SendAsync(text, ChatKind.Group);
        Assert.Equal([("reply", "100002"), ("at", "20001"), ("text", $" {text}")], Segments(bot.Http.Last));
    }

    [Fact]
    public async Task Markdown_is_sent_as_plain_text()
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(200, Ok);

        await bot.SendAsync("# 结论\n**可以**");

        Assert.Equal([("text", "结论\n可以")], Segments(bot.Http.Last));
    }

    [Fact]
    public async Task The_access_token_goes_along()
    {
        using var bot = new OneBotBot();
        using var open = new OneBotBot(Webhooks.Options with { AccessToken = "" });
        bot.Http.Answers(200, Ok);
        open.Http.Answers(200, Ok);

        await bot.SendAsync("a");
        await open.SendAsync("a");

        Assert.Equal("Bearer my-token", bot.Http.Last.Headers["Authorization"]);
        Assert.False(open.Http.Last.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task An_accepted_message_counts_as_delivered()
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(200, """{"status":"async","retcode":1,"data":null}""");

        Assert.Equal(new SendResult.Delivered(""), await bot.SendAsync("a"));
    }

    [Fact]
    public async Task A_reply_to_what_was_sent_speaks_to_the_bot()
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(200, Ok);
        var reply = Webhooks.Signed(Webhooks.Group("\"[CQ:reply,id=77]为什么？\""));

        Assert.IsType<WebhookResult.Ignored>(bot.Receiver.Receive(reply));
        await bot.SendAsync("a", ChatKind.Group);
        Assert.IsType<WebhookResult.Accepted>(bot.Receiver.Receive(reply));
    }

    [Fact]
    public void Only_the_newest_of_what_was_sent_is_remembered()
    {
        var sent = new OneBotSentMessages();
        for (var id = 0; id <= OneBotSentMessages.Capacity; id++)
            sent.Add($"{id}", new OneBotChat(IsGroup: true, 30001));

        Assert.False(sent.Contains("0"));
        Assert.True(sent.Contains("1"));
        Assert.True(sent.Contains($"{OneBotSentMessages.Capacity}"));
    }

    [Theory]
    [InlineData(401, "{}", "AccessToken")]
    [InlineData(403, "{}", "AccessToken")]
    [InlineData(200, """{"status":"failed","retcode":1403}""", "AccessToken")]
    [InlineData(404, "", "BaseUrl")]
    [InlineData(200, """{"status":"failed","retcode":100,"msg":"GROUP_NOT_FOUND","wording":"群聊不存在"}""", "GROUP_NOT_FOUND")]
    [InlineData(200, """{"status":"failed","retcode":1400,"data":null}""", "1400")]
    public async Task What_no_repeat_can_mend_is_refused(int status, string body, string reason)
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(status, body);

        Assert.Contains(reason, Assert.IsType<SendResult.Refused>(await bot.SendAsync("a")).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(502, "<html></html>")]
    [InlineData(200, """{"status":"failed","retcode":1200,"message":"x"}""")]
    [InlineData(200, """{"status":"failed","retcode":100}""")]
    [InlineData(200, "{}")]
    [InlineData(200, "ok")]
    public async Task What_may_pass_is_tried_again_later(int status, string body)
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(status, body);

        Assert.IsType<SendResult.Deferred>(await bot.SendAsync("a"));
    }

    [Fact]
    public async Task A_client_that_is_not_there_is_tried_until_it_is()
    {
        using var bot = new OneBotBot();
        var delivery = new MemoryDeliveryState();
        for (var i = 0; i < 5; i++)
        {
            bot.Http.Breaks();
            Assert.IsType<SendResult.Deferred>(await bot.SendAsync(bot.Asked(), "a", delivery: delivery));
        }

        bot.Http.Answers(200, Ok);
        Assert.IsType<SendResult.Delivered>(await bot.SendAsync(bot.Asked(), "a", delivery: delivery));
        Assert.Empty(delivery.Stored);
    }

    [Fact]
    public async Task A_part_that_may_have_been_delivered_is_sent_a_second_time_and_no_third()
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(200, TimedOut).Answers(200, TimedOut);
        var delivery = new MemoryDeliveryState();

        var first = Assert.IsType<SendResult.Deferred>(await bot.SendAsync(bot.Asked(), "a", delivery: delivery));
        var second = await bot.SendAsync(bot.Asked(), "a", delivery: new MemoryDeliveryState(delivery.Value));

        Assert.Equal(TimeSpan.FromSeconds(30), first.RetryAfter);
        Assert.Contains("may have been delivered", Assert.IsType<SendResult.Refused>(second).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_part_may_be_repeated_once()
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(200, TimedOut).Answers(200, Ok).Answers(200, TimedOut).Answers(200, Ok);
        var delivery = new MemoryDeliveryState();

        foreach (var (part, delivered) in new[] { (0, false), (0, true), (1, false), (1, true) })
            Assert.Equal(delivered, await bot.SendAsync(bot.Asked(), "a", part, delivery) is SendResult.Delivered);
    }

    [Fact]
    public async Task A_call_that_nobody_answers_in_time_counts_as_sent_perhaps()
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(async (_, cancelled) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, bot.Time, cancelled);
            return new HttpResponseMessage();
        });
        var delivery = new MemoryDeliveryState();

        var send = bot.SendAsync(bot.Asked(), "a", delivery: delivery);
        await Eventually.UntilAsync(() => bot.Http.Requests.Count == 1 && bot.Time.Due.Count == 1);
        bot.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.IsType<SendResult.Deferred>(await send);
        Assert.Single(delivery.Stored);
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("null")]
    [InlineData("{}")]
    public async Task A_stored_counter_that_nobody_wrote_counts_nothing(string stored)
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(200, TimedOut);

        Assert.IsType<SendResult.Deferred>(await bot.SendAsync(bot.Asked(), "a", delivery: new MemoryDeliveryState(stored)));
    }

    [Theory]
    [InlineData("""{"status":"failed","retcode":100,"msg":"SEND_MSG_API_ERROR","wording":"请参考 go-cqhttp 端输出"}""")]
    [InlineData("""{"status":"failed","retcode":1200,"message":"账号可能被风控"}""")]
    public async Task An_account_under_suspicion_sends_nothing_for_minutes(string body)
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(200, body);

        Assert.Equal(TimeSpan.FromMinutes(3), Assert.IsType<SendResult.Deferred>(await bot.SendAsync("a")).RetryAfter);
        Assert.Equal(TimeSpan.FromMinutes(3), Assert.IsType<SendResult.Deferred>(await bot.SendAsync("b", ChatKind.Group)).RetryAfter);
        Assert.Equal("send_private_msg", bot.Calls);
    }

    [Fact]
    public async Task A_group_that_muted_the_account_holds_up_nobody_else()
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(200, """{"status":"failed","retcode":1200,"message":"EventChecker Failed: EventRet:\n{\n    \"result\": 120,\n    \"errMsg\": \"\"\n}"}""").Answers(200, Ok);

        Assert.Equal(TimeSpan.FromMinutes(2), Assert.IsType<SendResult.Deferred>(await bot.SendAsync("a", ChatKind.Group)).RetryAfter);
        Assert.IsType<SendResult.Delivered>(await bot.SendAsync("b"));
    }

    [Fact]
    public async Task A_stored_address_that_nobody_wrote_is_refused()
    {
        using var bot = new OneBotBot();

        Assert.IsType<SendResult.Refused>(await bot.SendAsync(bot.Asked() with { ReplyAddress = "{}" }, "a"));
        Assert.IsType<SendResult.Refused>(await bot.SendAsync(bot.Asked() with { ReplyAddress = "not JSON" }, "a"));
    }

    [Fact]
    public async Task A_part_without_text_is_refused()
    {
        using var bot = new OneBotBot();
        var sink = bot.Sender.Open(bot.Asked(), new MemoryDeliveryState());

        Assert.IsType<SendResult.Refused>(await sink.SendAsync(new ReplyPart(0, new TextPart(" \n")), CancellationToken.None));
        Assert.IsType<SendResult.Refused>(await sink.SendAsync(new ReplyPart(0, new UnsupportedPart("x")), CancellationToken.None));
        Assert.Null(sink.Growth);
    }

    [Fact]
    public async Task Neither_log_nor_reason_tells_a_secret_or_a_text()
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(200, """{"status":"failed","retcode":1400,"message":"geheim my-token","wording":"geheim","msg":"geheim my-token"}""");

        var refused = Assert.IsType<SendResult.Refused>(await bot.SendAsync("geheim", ChatKind.Group));

        foreach (var secret in new[] { "geheim", Webhooks.Token, Webhooks.Secret, "127.0.0.1" })
        {
            Assert.DoesNotContain(secret, refused.Reason, StringComparison.Ordinal);
            Assert.DoesNotContain(bot.Log.Lines, line => line.Message.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(secret, Webhooks.Options.ToString(), StringComparison.Ordinal);
        }

        Assert.Single(bot.Log.Lines);
    }

    private static IEnumerable<(string Type, string Value)> Segments(StubRequest call) =>
        JsonNode.Parse(call.Body)!["message"]!.AsArray().Select(segment => ((string)segment!["type"]!, (string)segment["data"]!.AsObject().Single().Value!));
}
