using System.Text.Json.Nodes;
using BotHost.Adapters.WeCom;
using BotHost.Adapters.WeComAiBot;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Words;

namespace BotHost.Adapters.Tests.WeComAiBot;

public sealed class WeComAiBotWebhookTests : IDisposable
{
    private static readonly Phrases _phrases = Phrases.In(Language.Zh);

    private readonly WeComAiBotBot _bot = new();

    public void Dispose() => _bot.Dispose();

    [Theory]
    [InlineData("PUT", 405)]
    [InlineData("DELETE", 405)]
    [InlineData("GET", 400)]
    public void A_message_is_posted(string method, int status)
    {
        Assert.Equal(status, _bot.Receiver.Receive(Genuine() with { Method = method }).Status());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"encrypt\":\"abc\"")]
    [InlineData("{\"encrypt\":12345}")]
    [InlineData("{\"Encrypt\":\"abc\"}")]
    [InlineData("{}")]
    public void What_is_no_envelope_is_refused(string body)
    {
        Assert.Equal(400, _bot.Receiver.Receive(Genuine() with { Body = System.Text.Encoding.UTF8.GetBytes(body) }).Status());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{\"msgid\":")]
    public void What_is_encrypted_must_be_an_object(string body)
    {
        Assert.Equal(400, _bot.Receiver.Receive(WeComAiBotWebhooks.Signed(body, _bot.Time.GetUtcNow())).Status());
    }

    [Fact]
    public void A_callback_under_another_bots_secrets_is_refused()
    {
        Assert.Equal(403, _bot.Receiver.Receive(WeComAiBotWebhooks.Signed(WeComAiBotWebhooks.Text(), _bot.Time.GetUtcNow(), WeComAiBotWebhooks.OtherSecret)).Status());
        var token = WeComAiBotWebhooks.OtherSecret with { Token = WeComAiBotWebhooks.Secret.Token };
        Assert.Equal(403, _bot.Receiver.Receive(WeComAiBotWebhooks.Signed(WeComAiBotWebhooks.Text(), _bot.Time.GetUtcNow(), token)).Status());
    }

    [Fact]
    public void A_callback_to_a_company_is_refused()
    {
        var body = System.Text.Encoding.UTF8.GetBytes(WeComAiBotWebhooks.Text().ToJsonString());
        var encrypted = WeComCrypto.Seal(body, WeComAiBotWebhooks.Secret.Key, "ww1234567890abcdef", new byte[16]);
        var timestamp = _bot.Time.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var request = WeComAiBotWebhooks.Request("POST", new JsonObject { ["encrypt"] = encrypted }.ToJsonString(),
            ("msg_signature", WeComSignature.Sign(WeComAiBotWebhooks.Secret.Token, timestamp, "n", encrypted)), ("timestamp", timestamp), ("nonce", "n"));

        Assert.Equal(403, _bot.Receiver.Receive(request).Status());
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void A_callback_is_fresh_for_five_minutes(int secondsOff, bool isFresh)
    {
        var result = _bot.Receiver.Receive(WeComAiBotWebhooks.Signed(WeComAiBotWebhooks.Text(), _bot.Time.GetUtcNow().AddSeconds(secondsOff)));

        Assert.Equal(isFresh, result is WebhookResult.Accepted);
    }

    [Fact]
    public void During_a_rotation_a_callback_is_answered_under_the_secrets_that_it_came_under()
    {
        using var bot = new WeComAiBotBot(WeComAiBotWebhooks.Options with { Secrets = [WeComAiBotWebhooks.OtherSecret, WeComAiBotWebhooks.Secret] });

        foreach (var secret in bot.Options.Secrets)
        {
            var accepted = Assert.IsType<WebhookResult.Accepted>(bot.Receiver.Receive(WeComAiBotWebhooks.Signed(WeComAiBotWebhooks.Text(), bot.Time.GetUtcNow(), secret)));
            Assert.False(accepted.Ack.Frame(secret).Finish);
        }
    }

    [Fact]
    public void The_address_is_proved_by_the_decrypted_echo_alone()
    {
        var timestamp = _bot.Time.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var echo = WeComCrypto.Seal("6745120938471203945"u8, WeComAiBotWebhooks.Secret.Key, "", new byte[16]);
        (string, string)[] query =
            [("msg_signature", WeComSignature.Sign(WeComAiBotWebhooks.Secret.Token, timestamp, "n", echo)), ("timestamp", timestamp), ("nonce", "n"), ("echostr", echo)];

        var answered = Assert.IsType<WebhookResult.Answered>(_bot.Receiver.Receive(WeComAiBotWebhooks.Request("GET", "", query)));

        Assert.Equal((200, "text/plain", "6745120938471203945"),
            (answered.Response.Status, answered.Response.ContentType, System.Text.Encoding.UTF8.GetString(answered.Response.Body.Span)));
    }

    [Fact]
    public void A_caught_message_is_not_decrypted_for_who_sends_it_back_as_an_echo()
    {
        var genuine = Genuine();
        var encrypted = (string)JsonNode.Parse(genuine.Body.Span)!["encrypt"]!;
        var query = genuine.Query.Select(pair => (pair.Key, pair.Value.ToString())).Append(("echostr", encrypted));

        Assert.Equal(403, _bot.Receiver.Receive(WeComAiBotWebhooks.Request("GET", "", query)).Status());
    }

    [Fact]
    public void A_message_opens_a_stream_at_once()
    {
        Assert.Equal(new Frame(_bot.Ask().Id, Finish: false, _phrases.Thinking), _bot.Ask());
        Assert.Equal(_bot.Stream, _bot.Ask().Id);
    }

    [Fact]
    public void A_stream_is_one_message_s_at_one_bot()
    {
        using var other = new WeComAiBotBot(WeComAiBotWebhooks.Options with { Bot = "other" });
        string[] streams = [_bot.Ask().Id, _bot.Ask(WeComAiBotWebhooks.Text(id: "m2")).Id, other.Ask().Id];

        Assert.Distinct(streams);
        Assert.All(streams, stream => Assert.Matches("^[A-Za-z0-9_-]{13,}$", stream));
    }

    [Fact]
    public async Task A_redelivery_is_told_how_far_the_answer_is()
    {
        var first = _bot.Ask();
        var again = Assert.IsType<WebhookResult.Accepted>(_bot.Receive(WeComAiBotWebhooks.Text())).AckAgain!;

        Assert.Equal(first, (await again(_bot.Stored(), CancellationToken.None)).Frame());
        var growing = new WeComAiBotDelivery { Stage = WeComAiBotStage.Growing, Text = "今天" };
        Assert.Equal(new Frame(first.Id, Finish: false, "今天"), (await again(_bot.Stored() with { Value = growing.ToJson() }, CancellationToken.None)).Frame());
    }

    [Fact]
    public void A_private_chat_is_the_person_and_a_group_is_itself()
    {
        var (single, group) = (_bot.Receive(WeComAiBotWebhooks.Text()).Accepted(), _bot.Receive(WeComAiBotWebhooks.Text(kind: ChatKind.Group)).Accepted());

        Assert.Equal((ChatKind.Private, "zhangsan", "zhangsan"), (single.Chat.Kind, single.Chat.Id, single.Sender.Id));
        Assert.Equal((ChatKind.Group, "wrTESTCHAT0000000000000000000001", "zhangsan"), (group.Chat.Kind, group.Chat.Id, group.Sender.Id));
        Assert.Equal((WeComAiBotWebhooks.MessageId, "wecom-aibot"), (single.DedupKey, single.Bot));
    }

    [Theory]
    [InlineData("chatid")]
    [InlineData("chattype")]
    [InlineData("from")]
    [InlineData("msgid")]
    [InlineData("msgtype")]
    [InlineData("text")]
    public void A_message_without_what_it_must_have_is_refused(string field)
    {
        Assert.Equal(400, _bot.Receive(WeComAiBotWebhooks.Text(kind: ChatKind.Group).Without(field)).Status());
    }

    [Fact]
    public void No_value_of_any_field_is_an_exception()
    {
        string[] values = ["null", "7", "-1", "1e400", "\"\"", "\" \"", "\"\\u0000\"", "[]", "[[]]", "{}", "{\"a\":{}}", "true", "{\"content\":7}", "{\"msg_item\":[7,null,{}]}", "{\"userid\":[]}", "\"9223372036854775808\""];
        string[] fields = ["msgid", "aibotid", "chattype", "chatid", "from", "response_url", "create_time", "msgtype", "text", "quote", "mixed", "image", "stream", "event", "voice"];
        foreach (var kind in (string[])["text", "mixed", "image", "voice", "file", "video", "stream", "event", "something new"])
        {
            foreach (var field in fields)
            {
                Assert.All(values, value => _bot.Receive(WeComAiBotWebhooks.Text(kind: ChatKind.Group).With("msgtype", $"\"{kind}\"").With(field, value)));
            }
        }
    }

    [Fact]
    public void A_group_s_mention_is_taken_away_and_a_private_text_stays_as_it_is()
    {
        Assert.Equal([new TextPart("天气")], _bot.Receive(WeComAiBotWebhooks.Text("@RobotA 天气", ChatKind.Group)).Accepted().Parts);
        Assert.Equal([new TextPart("@RobotA 天气")], _bot.Receive(WeComAiBotWebhooks.Text("@RobotA 天气")).Accepted().Parts);
        Assert.Empty(_bot.Receive(WeComAiBotWebhooks.Text("@RobotA", ChatKind.Group)).Accepted().Parts);
    }

    [Fact]
    public void The_lines_and_pictures_of_a_mixed_message_keep_their_order()
    {
        var items = """{"msg_item":[{"msgtype":"text","text":{"content":"@RobotA 看"}},{"msgtype":"image","image":{"url":"https://files.example/1"}},{"msgtype":"text","text":{"content":"区别？"}},{"msgtype":"sticker"}]}""";

        var parts = _bot.Receive(WeComAiBotWebhooks.Text(kind: ChatKind.Group).With("msgtype", "\"mixed\"").With("mixed", items)).Accepted().Parts;

        Assert.Equal(
            [new TextPart("看"), new AttachmentPart { Kind = AttachmentKind.Image, Reference = "https://files.example/1" }, new TextPart("\n区别？"), new UnsupportedPart("sticker")], parts);
        Assert.Equal("看\n区别？", MessageText.Of(parts));
    }

    [Theory]
    [InlineData("image", AttachmentKind.Image)]
    [InlineData("file", AttachmentKind.File)]
    [InlineData("video", AttachmentKind.Video)]
    public void What_is_attached_is_referred_to(string kind, object expected)
    {
        var part = Assert.Single(_bot.Receive(WeComAiBotWebhooks.Text().With("msgtype", $"\"{kind}\"").With(kind, """{"url":"https://files.example/1?sign=a%3Db"}""")).Accepted().Parts);

        Assert.Equal(new AttachmentPart { Kind = (AttachmentKind)expected, Reference = "https://files.example/1?sign=a%3Db" }, part);
    }

    [Theory]
    [InlineData("image", """{"url":"//files.example/1"}""", "image")]
    [InlineData("image", """{"url":"file:///etc/passwd"}""", "image")]
    [InlineData("file", "{}", "file")]
    [InlineData("voice", "{}", "voice")]
    [InlineData("location", "{}", "location")]
    public void What_cannot_be_read_is_named_so_that_the_person_is_told(string kind, string body, string expected)
    {
        Assert.Equal([new UnsupportedPart(expected)], _bot.Receive(WeComAiBotWebhooks.Text().With("msgtype", $"\"{kind}\"").With(kind, body)).Accepted().Parts);
    }

    [Fact]
    public void Speech_comes_as_words()
    {
        var parts = _bot.Receive(WeComAiBotWebhooks.Text().With("msgtype", "\"voice\"").With("voice", """{"content":"明天开会"}""")).Accepted().Parts;

        Assert.Equal("明天开会", MessageText.Of(parts));
        Assert.Equal(AttachmentKind.Audio, Assert.IsType<AttachmentPart>(Assert.Single(parts)).Kind);
    }

    [Theory]
    [InlineData("""{"msgtype":"text","text":{"content":"原文"}}""", "text", "原文")]
    [InlineData("""{"msgtype":"mixed","mixed":{"msg_item":[{"msgtype":"text","text":{"content":"一"}},{"msgtype":"image","image":{}},{"msgtype":"text","text":{"content":"二"}}]}}""", "mixed", "一\n二")]
    [InlineData("""{"msgtype":"voice","voice":{"content":"听写"}}""", "voice", "听写")]
    [InlineData("""{"msgtype":"image","image":{"url":"file:///etc/passwd"}}""", "image", "")]
    public void A_quote_stands_before_the_words(string quote, string kind, string text)
    {
        Assert.Equal([new QuotePart("", kind, text), new TextPart("你好")], _bot.Receive(WeComAiBotWebhooks.Text().With("quote", quote)).Accepted().Parts);
    }

    [Fact]
    public void Who_opens_the_chat_is_greeted_in_the_answer_and_nothing_is_stored()
    {
        var answered = Assert.IsType<WebhookResult.Answered>(_bot.Receive(WeComAiBotWebhooks.Event("enter_chat")));

        Assert.Equal($$$"""{"msgtype":"text","text":{"content":"{{{_phrases.Greeting}}}"}}""", answered.Response.Opened().ToJsonString(Readable));
    }

    [Fact]
    public void The_host_s_own_words_are_in_the_bot_s_language()
    {
        using var bot = new WeComAiBotBot(WeComAiBotWebhooks.Options with { Language = Language.En });

        Assert.Equal(Phrases.In(Language.En).Thinking, bot.Ask().Content);
        Assert.Contains("Hello", Assert.IsType<WebhookResult.Answered>(bot.Receive(WeComAiBotWebhooks.Event("enter_chat"))).Response.Opened().ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("template_card_event")]
    [InlineData("feedback_event")]
    [InlineData("auth_change_event")]
    [InlineData("something new")]
    public void Other_events_are_acknowledged_with_nothing(string type)
    {
        Assert.Equal(WebhookResponse.Empty, Assert.IsType<WebhookResult.Ignored>(_bot.Receive(WeComAiBotWebhooks.Event(type))).Ack);
    }

    [Theory]
    [InlineData(WeComAiBotWebhooks.ResponseUrl, WeComAiBotWebhooks.ResponsePath)]
    [InlineData("https://qyapi.weixin.qq.com:443/cgi-bin/aibot/response?response_code=a%2Fb", "cgi-bin/aibot/response?response_code=a%2Fb")]
    [InlineData("http://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=RC_1", null)]
    [InlineData("https://qyapi.weixin.qq.com:8443/cgi-bin/aibot/response?response_code=RC_1", null)]
    [InlineData("https://qyapi.weixin.qq.com.evil.example/cgi-bin/aibot/response", null)]
    [InlineData("https://evil.example/cgi-bin/aibot/response?response_code=RC_1", null)]
    [InlineData("https://qyapi.weixin.qq.com@evil.example/cgi-bin/aibot/response", null)]
    [InlineData("https://user:pw@qyapi.weixin.qq.com/cgi-bin/aibot/response", null)]
    [InlineData("https://qyapi.weixin.qq.com/other/aibot/response", null)]
    [InlineData("https://qyapi.weixin.qq.com/cgi-bin/../other", null)]
    [InlineData("https://127.0.0.1/cgi-bin/aibot/response", null)]
    [InlineData("//qyapi.weixin.qq.com/cgi-bin/aibot/response", null)]
    [InlineData("not an address", null)]
    [InlineData("", null)]
    public void A_late_answer_may_go_to_WeCom_alone(string url, string? path)
    {
        var message = _bot.Receive(WeComAiBotWebhooks.Text().With("response_url", JsonValue.Create(url).ToJsonString())).Accepted();

        Assert.Equal(path, WeComAiBotReplyAddress.FromJson(message.ReplyAddress)!.ResponsePath);
        Assert.Equal(message.SentAt + (path is null ? TimeSpan.FromSeconds(330) : TimeSpan.FromMinutes(59)), message.ExpiresAt);
    }

    [Theory]
    [InlineData("https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=RC_1")]
    [InlineData("http://127.0.0.1:9/wecom/cgi-bin/aibot/response?response_code=RC_1")]
    public void With_another_address_configured_it_goes_there(string url)
    {
        Assert.Equal(WeComAiBotWebhooks.ResponsePath, WeComAiBotApi.ResponsePath(url, new Uri("http://127.0.0.1:9/wecom/")));
    }

    [Fact]
    public void A_message_is_as_old_as_WeCom_says_and_never_from_the_future()
    {
        var now = _bot.Time.GetUtcNow();

        Assert.Equal(now, _bot.Receive(WeComAiBotWebhooks.Text()).Accepted().SentAt);
        Assert.Equal(now.AddSeconds(-30), _bot.Receive(WeComAiBotWebhooks.Text().With("create_time", $"{now.AddSeconds(-30).ToUnixTimeSeconds()}")).Accepted().SentAt);
        Assert.Equal(now, _bot.Receive(WeComAiBotWebhooks.Text().With("create_time", $"{now.AddHours(1).ToUnixTimeSeconds()}")).Accepted().SentAt);
        var clockAhead = now.AddSeconds(200);
        var skewed = WeComAiBotWebhooks.Signed(WeComAiBotWebhooks.Text().With("create_time", $"{clockAhead.AddSeconds(-30).ToUnixTimeSeconds()}"), clockAhead);
        Assert.Equal(now.AddSeconds(-30), _bot.Receiver.Receive(skewed).Accepted().SentAt);
    }

    [Fact]
    public void A_recorded_message_does_not_become_fresh_by_exchanging_its_time_and_its_nonce()
    {
        var recordedAt = _bot.Time.GetUtcNow();
        var nonce = recordedAt.AddDays(90).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var timestamp = recordedAt.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var body = WeComAiBotWebhooks.Text().With("create_time", timestamp).ToJsonString();
        var encrypted = WeComCrypto.Seal(System.Text.Encoding.UTF8.GetBytes(body), WeComAiBotWebhooks.Secret.Key, "", new byte[16]);
        var signature = WeComSignature.Sign(WeComAiBotWebhooks.Secret.Token, timestamp, nonce, encrypted);
        _bot.Time.Advance(TimeSpan.FromDays(90));

        var exchanged = WeComAiBotWebhooks.Request(
            "POST", new JsonObject { ["encrypt"] = encrypted }.ToJsonString(), ("msg_signature", signature), ("timestamp", nonce), ("nonce", timestamp));

        Assert.Equal(403, _bot.Receiver.Receive(exchanged).Status());
    }

    [Fact]
    public void What_holds_a_secret_does_not_print_it()
    {
        var message = _bot.Receive(WeComAiBotWebhooks.Text()).Accepted();

        Assert.DoesNotContain("RC_1", WeComAiBotReplyAddress.FromJson(message.ReplyAddress)!.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret words", new WeComAiBotDelivery { Stage = WeComAiBotStage.Complete, Text = "secret words" }.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(WeComAiBotWebhooks.Secret.Token, WeComAiBotWebhooks.Options.ToString(), StringComparison.Ordinal);
    }

    private static System.Text.Json.JsonSerializerOptions Readable { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private WebhookRequest Genuine() => WeComAiBotWebhooks.Signed(WeComAiBotWebhooks.Text(), _bot.Time.GetUtcNow());
}
