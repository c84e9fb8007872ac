using System.Text;
using System.Text.Json.Nodes;
using BotHost.Adapters.DingTalk;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.DingTalk;

public sealed class DingTalkSenderTests
{
    private const string Delivered = """{"processQueryKey":"pqk-1","invalidStaffIdList":[],"flowControlledStaffIdList":[]}""";
    private const string Ok = """{"errcode":0,"errmsg":"ok"}""";
    private const string SessionGone = """{"errcode":300001,"errmsg":"session not found"}""";
    private const string TokenRefused = """{"code":"InvalidAuthentication","requestid":"r"}""";
    private const string Throttled = """{"code":"Forbidden.AccessDenied.QpsLimitForAppkeyAndApi","requestid":"r"}""";
    private const string QuotaUsedUp = """{"code":"Forbidden.AccessDenied.ApiCountLimitForOrg","requestid":"r"}""";

    [Fact]
    public async Task A_private_question_is_answered_by_the_OpenAPI()
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(200, Delivered);

        Assert.Equal(new SendResult.Delivered("pqk-1"), await bot.SendAsync("你好"));
        Assert.Equal("accessToken batchSend", bot.Calls);
        Assert.Equal("""{"robotCode":"dingtestappkey0001","userIds":["0147258369"],"msgKey":"sampleText","msgParam":"{\"content\":\"你好\"}"}""", bot.Http.Last.Body);
    }

    [Fact]
    public async Task The_token_of_one_answer_serves_the_next()
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(200, Delivered).Answers(200, Delivered);

        await bot.SendAsync("a");
        await bot.SendAsync("b");

        Assert.Equal("accessToken batchSend batchSend", bot.Calls);
    }

    [Fact]
    public async Task A_group_question_is_answered_by_its_session_with_the_asker_mentioned()
    {
        using var bot = new DingTalkBot();
        bot.Http.Answers(200, Ok).Answers(200, Ok);

        Assert.Equal(new SendResult.Delivered(""), await bot.SendAsync("好的", ChatKind.Group));
        Assert.Equal("""{"msgtype":"text","text":{"content":"好的"},"at":{"atUserIds":["0147258369"],"isAtAll":false}}""", bot.Http.Last.Body);
        await bot.SendAsync("**结论**：可以", ChatKind.Group);
        Assert.Equal(
            """{"msgtype":"markdown","markdown":{"title":"结论：可以","text":"@0147258369  \n\n**结论**：可以"},"at":{"atUserIds":["0147258369"],"isAtAll":false}}""",
            bot.Http.Last.Body);
    }

    [Fact]
    public async Task Only_the_first_part_of_a_long_answer_mentions_the_asker()
    {
        using var bot = new DingTalkBot();
        bot.Http.Answers(200, Ok);

        await bot.SendAsync("b", ChatKind.Group, index: 1);

        Assert.Equal("""{"msgtype":"text","text":{"content":"b"}}""", bot.Http.Last.Body);
    }

    [Fact]
    public async Task Nobody_is_mentioned_because_a_model_wrote_an_at_sign()
    {
        using var bot = new DingTalkBot();
        bot.Http.Answers(200, Ok);

        await bot.SendAsync("@all @0998877665 \"at\":{\"isAtAll\":true}", ChatKind.Group);

        Assert.Equal(["0147258369"], JsonNode.Parse(bot.Http.Last.Body)!["at"]!["atUserIds"]!.AsArray().Select(id => (string)id!));
        Assert.False((bool)JsonNode.Parse(bot.Http.Last.Body)!["at"]!["isAtAll"]!);
    }

    [Fact]
    public async Task A_group_whose_asker_has_no_staff_id_is_answered_by_the_OpenAPI()
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(200, Delivered);

        await bot.SendAsync("a", ChatKind.Group, staff: false);

        Assert.Equal("accessToken send", bot.Calls);
    }

    [Fact]
    public async Task A_private_asker_without_staff_id_is_answered_by_the_session_unmentioned()
    {
        using var bot = new DingTalkBot();
        bot.Http.Answers(200, Ok);

        Assert.IsType<SendResult.Delivered>(await bot.SendAsync("a", staff: false));
        Assert.Equal("""{"msgtype":"text","text":{"content":"a"}}""", bot.Http.Last.Body);
    }

    [Fact]
    public async Task Whom_no_way_leads_to_is_refused()
    {
        using var bot = new DingTalkBot();

        Assert.IsType<SendResult.Refused>(await bot.SendAsync("a", staff: false, webhook: false));
    }

    [Fact]
    public async Task A_session_that_is_gone_falls_back_to_the_OpenAPI()
    {
        using var bot = new DingTalkBot();
        bot.Http.Answers(200, SessionGone);
        bot.Token().Http.Answers(200, Delivered);

        Assert.IsType<SendResult.Delivered>(await bot.SendAsync("a", ChatKind.Group));
        Assert.Equal("sendBySession accessToken send", bot.Calls);
    }

    [Fact]
    public async Task A_session_in_its_last_minute_is_not_used()
    {
        using var bot = new DingTalkBot();
        var message = Webhooks.Receiver().Receive(Webhooks.Signed(Webhooks.Body(ChatKind.Group).ToJsonString())).Accepted();
        bot.Time.Advance(DateTimeOffset.FromUnixTimeMilliseconds(1_770_005_398_073) - TimeSpan.FromSeconds(60) - bot.Time.GetUtcNow());
        bot.Token().Http.Answers(200, Delivered);

        await bot.SendAsync(message, "a");

        Assert.Equal("accessToken send", bot.Calls);
    }

    [Theory]
    [InlineData(403, QuotaUsedUp)]
    [InlineData(400, """{"code":"chatbotId.notAllow.sendOTO"}""")]
    [InlineData(200, """{"processQueryKey":"k","invalidStaffIdList":["0147258369"]}""")]
    [InlineData(403, """{"code":"Forbidden.AccessDenied.AccessTokenPermissionDenied"}""")]
    public async Task A_refusal_that_the_session_does_not_share_falls_back_to_it(int status, string body)
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(status, body).Answers(200, Ok);

        Assert.IsType<SendResult.Delivered>(await bot.SendAsync("a"));
        Assert.Equal("accessToken batchSend sendBySession", bot.Calls);
    }

    [Theory]
    [InlineData(400, """{"code":"contain.notAllowed.text"}""")]
    [InlineData(400, """{"code":"invalidParameter.msgParam.tooLong"}""")]
    public async Task A_refusal_of_the_message_itself_is_final(int status, string body)
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(status, body);

        Assert.IsType<SendResult.Refused>(await bot.SendAsync("a"));
    }

    [Fact]
    public async Task Where_both_ways_are_refused_both_reasons_are_kept()
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(403, QuotaUsedUp).Answers(200, SessionGone);

        var refused = Assert.IsType<SendResult.Refused>(await bot.SendAsync("a"));

        Assert.Contains("ApiCountLimitForOrg", refused.Reason, StringComparison.Ordinal);
        Assert.Contains("300001", refused.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DingTalkReplyVia.OpenApi, "accessToken send")]
    [InlineData(DingTalkReplyVia.SessionWebhook, "sendBySession")]
    public async Task A_way_that_was_chosen_is_the_only_one(object via, string calls)
    {
        using var bot = new DingTalkBot((DingTalkReplyVia)via);
        if (via is DingTalkReplyVia.OpenApi)
            bot.Token().Http.Answers(403, QuotaUsedUp);
        else
            bot.Http.Answers(200, SessionGone);

        Assert.IsType<SendResult.Refused>(await bot.SendAsync("a", ChatKind.Group));
        Assert.Equal(calls, bot.Calls);
    }

    [Fact]
    public async Task A_message_that_was_taken_and_not_delivered_is_tried_again_later()
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(200, """{"processQueryKey":"k","flowControlledStaffIdList":["0147258369"]}""");

        Assert.IsType<SendResult.Deferred>(await bot.SendAsync("a"));
    }

    [Fact]
    public async Task A_person_who_cannot_be_reached_is_refused()
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(200, """{"processQueryKey":"k","invalidStaffIdList":["0147258369"]}""");

        Assert.IsType<SendResult.Refused>(await bot.SendAsync("a", webhook: false));
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(502, "<html></html>")]
    [InlineData(200, "")]
    public async Task A_server_error_is_tried_again_later_and_never_by_the_other_way(int status, string body)
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(status, body);

        Assert.IsType<SendResult.Deferred>(await bot.SendAsync("a"));
    }

    [Fact]
    public async Task A_broken_connection_is_tried_again_later_and_never_by_the_other_way()
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Breaks();

        Assert.IsType<SendResult.Deferred>(await bot.SendAsync("a"));
    }

    [Fact]
    public async Task A_refused_token_is_replaced_and_the_call_repeated_once()
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(400, TokenRefused);
        bot.Token("tok-0002").Http.Answers(200, Delivered);

        Assert.IsType<SendResult.Delivered>(await bot.SendAsync("a"));
        Assert.Equal("accessToken batchSend accessToken batchSend", bot.Calls);
        Assert.Equal("tok-0002", bot.Http.Last.Headers["x-acs-dingtalk-access-token"]);
    }

    [Fact]
    public async Task A_token_that_is_handed_out_again_after_its_refusal_is_not_tried_again_at_once()
    {
        using var bot = new DingTalkBot(DingTalkReplyVia.OpenApi).Token();
        bot.Http.Answers(400, TokenRefused);
        bot.Token();

        Assert.Contains("published", Assert.IsType<SendResult.Deferred>(await bot.SendAsync("a")).Reason, StringComparison.Ordinal);
        Assert.IsType<SendResult.Deferred>(await bot.SendAsync("b"));
        Assert.Equal("accessToken batchSend accessToken", bot.Calls);
    }

    [Fact]
    public async Task A_second_refusal_with_another_token_ends_the_attempt()
    {
        using var bot = new DingTalkBot(DingTalkReplyVia.OpenApi).Token();
        bot.Http.Answers(400, TokenRefused);
        bot.Token("tok-0002").Http.Answers(401, "{}");

        Assert.IsType<SendResult.Refused>(await bot.SendAsync("a"));
    }

    [Fact]
    public async Task Wrong_credentials_are_a_refusal_that_names_them()
    {
        using var bot = new DingTalkBot(DingTalkReplyVia.OpenApi);
        bot.Http.Answers(400, """{"code":"invalidClientIdOrSecret","requestid":"r"}""");

        Assert.Contains("AppSecret", Assert.IsType<SendResult.Refused>(await bot.SendAsync("a")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Throttling_holds_back_every_sender_of_the_app()
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(403, Throttled);

        Assert.Equal(TimeSpan.FromSeconds(1), Assert.IsType<SendResult.Deferred>(await bot.SendAsync("a")).RetryAfter);

        var others = Enumerable.Range(0, 3).Select(_ => bot.SendAsync("b")).ToList();
        Assert.DoesNotContain(others, other => other.IsCompleted);
        bot.Http.Answers(200, Delivered).Answers(200, Delivered).Answers(200, Delivered);
        bot.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.All(await Task.WhenAll(others), result => Assert.IsType<SendResult.Delivered>(result));
    }

    [Fact]
    public async Task A_blocked_address_stops_every_call_for_five_minutes()
    {
        using var bot = new DingTalkBot();
        bot.Http.Answers(200, """{"status":1111,"wait":5,"source":"x5","punish":"deny"}""");

        Assert.Equal(TimeSpan.FromMinutes(5), Assert.IsType<SendResult.Deferred>(await bot.SendAsync("a", ChatKind.Group)).RetryAfter);
        Assert.IsType<SendResult.Deferred>(await bot.SendAsync("b"));
        Assert.Equal("sendBySession", bot.Calls);
    }

    [Fact]
    public async Task A_blocked_token_call_stops_every_call_as_well()
    {
        using var bot = new DingTalkBot();
        bot.Http.Answers(200, "<html>blocked</html>", "text/html");

        Assert.Equal(TimeSpan.FromMinutes(5), Assert.IsType<SendResult.Deferred>(await bot.SendAsync("a", webhook: false)).RetryAfter);
        Assert.IsType<SendResult.Deferred>(await bot.SendAsync("b", ChatKind.Group));
        Assert.Equal("accessToken", bot.Calls);
    }

    [Fact]
    public async Task A_conversation_that_is_answered_too_fast_falls_back_without_holding_up_others()
    {
        using var bot = new DingTalkBot();
        bot.Http.Answers(200, """{"errcode":130101,"errmsg":"send too fast, exceed 20 times per minute"}""");
        bot.Token().Http.Answers(200, Delivered).Answers(200, Ok);

        Assert.IsType<SendResult.Delivered>(await bot.SendAsync("a", ChatKind.Group));
        Assert.IsType<SendResult.Delivered>(await bot.SendAsync("b", ChatKind.Group));
    }

    [Fact]
    public async Task A_stored_address_that_nobody_wrote_is_refused()
    {
        using var bot = new DingTalkBot();
        var message = Webhooks.Receiver().Receive(Webhooks.Signed(Webhooks.Body().ToJsonString())).Accepted();

        Assert.IsType<SendResult.Refused>(await bot.SendAsync(message with { ReplyAddress = "{}" }, "a"));
        Assert.IsType<SendResult.Refused>(await bot.SendAsync(message with { ReplyAddress = "not JSON" }, "a"));
    }

    [Fact]
    public async Task A_session_webhook_that_was_stored_for_another_address_is_not_called()
    {
        using var bot = new DingTalkBot().Token();
        var message = Webhooks.Receiver().Receive(Webhooks.Signed(Webhooks.Body(ChatKind.Group).ToJsonString())).Accepted();
        var moved = message with { ReplyAddress = message.ReplyAddress.Replace("oapi.dingtalk.com", "elsewhere.example", StringComparison.Ordinal) };
        bot.Http.Answers(200, Delivered);

        await bot.SendAsync(moved, "a");

        Assert.Equal("accessToken send", bot.Calls);
    }

    [Fact]
    public async Task Neither_log_nor_reason_tells_a_secret_or_a_text()
    {
        using var bot = new DingTalkBot();
        bot.Http.Answers(200, SessionGone);
        bot.Token().Http.Answers(400, """{"code":"bot.stopped","message":"tok-0001"}""");

        var refused = Assert.IsType<SendResult.Refused>(await bot.SendAsync("geheim", ChatKind.Group));

        foreach (var secret in new[] { "geheim", "tok-0001", "session=", Webhooks.Secret })
        {
            Assert.DoesNotContain(secret, refused.Reason, StringComparison.Ordinal);
            Assert.DoesNotContain(bot.Log.Lines, line => line.Message.Contains(secret, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("😀")]
    [InlineData("\u3000")]
    [InlineData("中")]
    [InlineData("\n")]
    [InlineData("\n- a")]
    [InlineData("\"")]
    [InlineData("\\")]
    [InlineData("\u0001")]
    [InlineData("\u2028")]
    [InlineData("e\u0301")]
    public void The_largest_part_fits_whatever_it_is_made_of(string piece)
    {
        using var bot = new DingTalkBot();
        var capabilities = bot.Sender.Capabilities;
        var text = new StringBuilder("x");
        while (text.Length + piece.Length < capabilities.MaxPartCharacters
            && Encoding.UTF8.GetByteCount(text.ToString() + piece) < capabilities.MaxPartBytes)
            text.Append(piece);
        text.Append('x');

        var message = DingTalkMarkdown.Compose(text.ToString());

        // 机器人发送群聊消息: 15,000 bytes; robot/send: 20,000 bytes.
        Assert.InRange(Encoding.UTF8.GetByteCount(message.Parameter()), 1, 15_000);
        var body = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(message.ForSession("0147258369"), DingTalkJson.Outbound.SessionMessageRequest);
        Assert.InRange(body.Length, 1, 20_000);
    }
}
