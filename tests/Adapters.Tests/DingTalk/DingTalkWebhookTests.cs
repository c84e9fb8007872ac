using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BotHost.Adapters.DingTalk;
using BotHost.Conversation.Messages;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace BotHost.Adapters.Tests.DingTalk;

public sealed class DingTalkWebhookTests
{
    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("HEAD")]
    public void Any_method_but_POST_is_refused(string method)
    {
        Assert.Equal(405, Status(Webhooks.Receiver().Receive(Webhooks.Request(method, []))));
    }

    [Fact]
    public void A_repeated_header_is_no_signature()
    {
        var genuine = Webhooks.Signed("{}");
        genuine.Headers["sign"] = new StringValues([genuine.Headers["sign"].ToString(), genuine.Headers["sign"].ToString()]);

        Assert.Equal(401, Status(Webhooks.Receiver().Receive(genuine)));
    }

    [Fact]
    public void A_webhook_signed_with_the_secret_before_a_rotation_is_accepted()
    {
        var receiver = Webhooks.Receiver(Webhooks.Options with { AppSecret = "the new one", AppSecretPrevious = Webhooks.Secret });

        Assert.NotNull(receiver.Receive(Webhooks.Signed(Webhooks.Body().ToJsonString())).Accepted());
        Assert.NotNull(receiver.Receive(Webhooks.Signed(Webhooks.Body().ToJsonString(), "the new one")).Accepted());
        Assert.Equal(401, Status(receiver.Receive(Webhooks.Signed(Webhooks.Body().ToJsonString(), "another"))));
    }

    [Fact]
    public void The_body_is_not_looked_at_before_the_signature()
    {
        Assert.Equal(401, Status(Webhooks.Receiver().Receive(Webhooks.Request("POST", "not JSON"u8.ToArray(), ("timestamp", "1770000000000"), ("sign", "x")))));
    }

    [Theory]
    [InlineData("20001")]
    [InlineData("\"20001\"")]
    public void A_message_without_text_because_the_quota_is_used_up_alerts_the_operator(string code)
    {
        var log = new RecordedLog<DingTalkWebhook>();
        var body = Webhooks.Body();
        body["errorCode"] = JsonNode.Parse(code);
        body.Remove("text");

        var result = Webhooks.Receiver(logger: log).Receive(Webhooks.Signed(body.ToJsonString()));

        Assert.IsType<WebhookResult.Ignored>(result);
        Assert.Contains(log.Lines, line => line.Level == LogLevel.Warning && line.Message.Contains("20001", StringComparison.Ordinal));
    }

    [Fact]
    public void An_encrypted_body_is_refused_and_explained()
    {
        var log = new RecordedLog<DingTalkWebhook>();

        Assert.Equal(400, Status(Webhooks.Receiver(logger: log).Receive(Webhooks.Signed("""{"encrypt":"AAAA"}"""))));
        Assert.Contains(log.Lines, line => line.Message.Contains("encrypted", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"dingtestappkey0001\"", true)]
    [InlineData("\"normal\"", true)]
    [InlineData("\"\"", true)]
    [InlineData("null", true)]
    [InlineData("\"dinganother\"", false)]
    public void A_message_to_another_robot_is_ignored(string robotCode, bool isOurs)
    {
        var result = Receive(Webhooks.Body().With("robotCode", robotCode));

        Assert.Equal(isOurs, result is WebhookResult.Accepted);
        Assert.Equal(!isOurs, result is WebhookResult.Ignored);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"true\"", true)]
    [InlineData("null", true)]
    [InlineData("false", false)]
    [InlineData("\"false\"", false)]
    public void A_group_message_is_answered_only_if_it_addresses_the_bot(string isInAtList, bool isAddressed)
    {
        Assert.Equal(isAddressed, Receive(Webhooks.Body(ChatKind.Group).With("isInAtList", isInAtList)) is WebhookResult.Accepted);
    }

    [Theory]
    [InlineData("@测试助手", " 看图", "看图")]
    [InlineData("  @测试助手 看图", "", "看图")]
    [InlineData("@改名后的助手", " 看图", "看图")]
    [InlineData("@王小明 说的对吗", "？", "@王小明 说的对吗？")]
    [InlineData("看图 @测试助手", "", "看图 @测试助手")]
    public void The_mention_that_stays_in_rich_text_is_removed_and_nothing_else(string first, string second, string expected)
    {
        Assert.Equal(expected, MessageText.Of(Receive(RichText(ChatKind.Group, first, second)).Accepted().Parts));
    }

    [Fact]
    public void In_private_a_leading_at_sign_is_what_the_person_wrote()
    {
        Assert.Equal("@测试助手", MessageText.Of(Receive(RichText(ChatKind.Private, "@测试助手", "")).Accepted().Parts));
    }

    [Fact]
    public void Text_and_pictures_of_rich_text_keep_their_order()
    {
        var body = Webhooks.Body().With("msgtype", "\"richText\"").With("content", """
            {"richText":[{"text":" a"},{"text":"b"},{"type":"picture","downloadCode":"c1"},{"type":"at","text":"@x"},{"type":"picture"},{"text":"d "},7]}
            """);

        Assert.Equal(
            [new TextPart("ab"), new AttachmentPart { Kind = AttachmentKind.Image, Reference = "c1" }, new TextPart("d")],
            Receive(body).Accepted().Parts);
    }

    [Theory]
    [InlineData("picture", """{"downloadCode":""}""", "picture")]
    [InlineData("file", """["not an object"]""", "file")]
    [InlineData("chatRecord", """{"chatRecord":"[]"}""", "chatRecord")]
    [InlineData("", "null", "unknown")]
    public void What_cannot_be_read_is_handed_on_as_unsupported(string msgtype, string content, string kind)
    {
        var body = Webhooks.Body().With("msgtype", JsonSerializer.Serialize(msgtype)).With("content", content);
        body.Remove("text");

        Assert.Equal([new UnsupportedPart(kind)], Receive(body).Accepted().Parts);
    }

    [Fact]
    public void A_kind_that_no_document_names_is_read_where_a_text_would_be()
    {
        Assert.Equal([new TextPart("**a**")], Receive(Webhooks.Body().With("msgtype", "\"markdown\"").With("text", """{"content":"**a**"}""")).Accepted().Parts);
    }

    [Theory]
    [InlineData("""{"msgType":"text","msgId":"q1","content":{"text":"原文"}}""", "text", "原文")]
    [InlineData("""{"msgType":"text","msgId":"q1","content":"{\"text\":\"原文\"}"}""", "text", "原文")]
    [InlineData("""{"msgType":"audio","msgId":"q1","content":{"recognition":"说的话"}}""", "audio", "说的话")]
    [InlineData("""{"msgType":"file","msgId":"q1","content":{"fileName":"a.pdf","downloadCode":"c"}}""", "file", "a.pdf")]
    [InlineData("""{"msgType":"richText","msgId":"q1","content":{"richText":[{"msgType":"text","content":"甲"},{"text":"乙"}]}}""", "richText", "甲乙")]
    [InlineData("""{"msgType":"interactiveCard","msgId":"q1"}""", "interactiveCard", "")]
    public void A_quote_says_what_it_can(string replied, string kind, string text)
    {
        var body = Webhooks.Body().With("text", $$"""{"content":" 翻译","isReplyMsg":true,"repliedMsg":{{replied}}}""");

        Assert.Equal([new QuotePart("q1", kind, text), new TextPart("翻译")], Receive(body).Accepted().Parts.Where(part => part is not AttachmentPart));
    }

    [Theory]
    [InlineData("""{"msgType":"picture","msgId":"q1","content":{"downloadCode":"c1","pictureDownloadCode":"p1"}}""", AttachmentKind.Image, "")]
    [InlineData("""{"msgType":"picture","msgId":"q1","content":"{\"downloadCode\":\"c1\"}"}""", AttachmentKind.Image, "")]
    [InlineData("""{"msgType":"audio","msgId":"q1","content":{"downloadCode":"c1"}}""", AttachmentKind.Audio, "")]
    [InlineData("""{"msgType":"audio","msgId":"q1","content":{"downloadCode":"c1","recognition":" "}}""", AttachmentKind.Audio, "")]
    [InlineData("""{"msgType":"video","msgId":"q1","content":{"downloadCode":"c1"}}""", AttachmentKind.Video, "")]
    [InlineData("""{"msgType":"file","msgId":"q1","content":{"downloadCode":"c1","fileName":"a.pdf"}}""", AttachmentKind.File, "a.pdf")]
    [InlineData("""{"msgType":"richText","msgId":"q1","content":{"richText":[{"text":"看"},{"msgType":"picture","downloadCode":"c1"}]}}""", AttachmentKind.Image, "")]
    public void What_is_quoted_can_be_fetched_and_counts_as_quoted(string replied, object kind, string fileName)
    {
        var body = Webhooks.Body().With("text", $$"""{"content":" 翻译","isReplyMsg":true,"repliedMsg":{{replied}}}""");

        var parts = Receive(body).Accepted().Parts;

        var attachment = Assert.IsType<AttachmentPart>(parts[1]);
        Assert.Equal((kind, "c1", fileName, true), (attachment.Kind, attachment.Reference, attachment.FileName, attachment.IsQuoted));
        Assert.Equal((3, "翻译"), (parts.Count, MessageText.Of(parts)));
    }

    [Fact]
    public void What_was_said_in_a_quoted_voice_message_is_quoted_once()
    {
        var body = Webhooks.Body().With(
            "text", """{"content":" 翻译","isReplyMsg":true,"repliedMsg":{"msgType":"audio","msgId":"q1","content":{"downloadCode":"c1","recognition":"说的话"}}}""");

        Assert.Equal([new QuotePart("q1", "audio", "说的话"), new TextPart("翻译")], Receive(body).Accepted().Parts);
    }

    [Theory]
    [InlineData("""{"msgType":"picture","msgId":"q1","content":{}}""")]
    [InlineData("""{"msgType":"picture","msgId":"q1","content":{"downloadCode":"a\u0001b"}}""")]
    [InlineData("""{"msgType":"richText","msgId":"q1","content":{"richText":[7,{"downloadCode":null}]}}""")]
    public void What_is_quoted_and_has_no_code_is_a_quote_alone(string replied)
    {
        var body = Webhooks.Body().With("text", $$"""{"content":" 翻译","isReplyMsg":true,"repliedMsg":{{replied}}}""");

        Assert.Equal([typeof(QuotePart), typeof(TextPart)], Receive(body).Accepted().Parts.Select(part => part.GetType()));
    }

    [Fact]
    public void A_quote_that_is_only_named_is_still_a_quote()
    {
        Assert.Contains(new QuotePart("q9", "", ""), Receive(Webhooks.Body().With("originalMsgId", "\"q9\"")).Accepted().Parts);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("9223372036854775807")]
    [InlineData("1e400")]
    [InlineData("\"yesterday\"")]
    [InlineData("{}")]
    public void A_time_that_is_none_is_replaced_by_the_time_of_arrival(string createAt)
    {
        Assert.Equal(new ManualTimeProvider().GetUtcNow(), Receive(Webhooks.Body().With("createAt", createAt)).Accepted().SentAt);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("9223372036854775807")]
    [InlineData("\"never\"")]
    public void A_session_webhook_without_an_end_is_not_used(string expires)
    {
        Assert.Null(Address(Webhooks.Body().With("sessionWebhookExpiredTime", expires)).Webhook);
    }

    [Theory]
    [InlineData("http://oapi.dingtalk.com/robot/sendBySession?session=1")]
    [InlineData("https://oapi.dingtalk.com:444/robot/sendBySession?session=1")]
    [InlineData("https://oapi.dingtalk.com.evil.example/robot/sendBySession?session=1")]
    [InlineData("https://oapi.dingtalk.com@evil.example/robot/sendBySession?session=1")]
    [InlineData("https://evil@oapi.dingtalk.com/robot/sendBySession?session=1")]
    [InlineData("//oapi.dingtalk.com/robot")]
    [InlineData("file:///etc/passwd")]
    [InlineData("")]
    public void A_session_webhook_elsewhere_is_never_kept(string webhook)
    {
        Assert.Null(Address(Webhooks.Body().With("sessionWebhook", JsonSerializer.Serialize(webhook))).Webhook);
    }

    [Fact]
    public void Where_the_session_webhook_is_the_only_way_back_its_end_is_the_end_of_the_reply_window()
    {
        var external = Webhooks.Body().With("sessionWebhookExpiredTime", "1770005400000");
        external.Remove("senderStaffId");

        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_770_005_400_000 - 60_000), Receive(external).Accepted().ExpiresAt);
        Assert.Null(Receive(Webhooks.Body()).Accepted().ExpiresAt);
    }

    [Theory]
    [InlineData("msgId")]
    [InlineData("conversationId")]
    [InlineData("senderStaffId")]
    public void An_id_that_could_not_be_stored_or_sent_back_is_refused(string field)
    {
        foreach (var id in new[] { new string('x', 1_000_000), "a\\u0000b", "a\\ud83d", "a\\nb", "a b" })
            Assert.Equal(400, Status(Receive(Webhooks.Body().With(field, $"\"{id}\""))));
    }

    [Fact]
    public void Text_and_names_are_cleaned_of_what_databases_refuse()
    {
        var message = Receive(Webhooks.Body()
            .With("text", """{"content":"a\u0000b\ud83d c\ud83d\ude00\u001b"}""")
            .With("senderNick", """ "小\u0000明\udc00" """)).Accepted();

        Assert.Equal("ab\uFFFD c😀", MessageText.Of(message.Parts));
        Assert.Equal("小明\uFFFD", message.Sender.DisplayName);
    }

    [Fact]
    public void A_lone_surrogate_in_content_that_comes_as_a_string_is_cleaned_as_well()
    {
        var body = Webhooks.Body().With("msgtype", "\"file\"").With("content", """ "{\"downloadCode\":\"c\",\"fileName\":\"a\\ud800.pdf\"}" """);

        Assert.Equal("a\uFFFD.pdf", Assert.IsType<AttachmentPart>(Receive(body).Accepted().Parts.Single()).FileName);
    }

    [Fact]
    public void Deep_nesting_is_refused_and_does_not_throw()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 100_000));

        Assert.Equal(400, Status(Webhooks.Receiver().Receive(Webhooks.Signed($$"""{"msgId":"m","x":{{deep}}"""))));
    }

    [Fact]
    public void Of_a_name_given_twice_the_last_one_counts()
    {
        var body = Webhooks.Body().ToJsonString();

        Assert.Equal("second", Webhooks.Receiver().Receive(Webhooks.Signed(body[..^1] + ""","msgId":"second"}""")).Accepted().DedupKey);
    }

    [Fact]
    public void No_change_of_a_genuine_body_throws()
    {
        var bodies = Vectors.Section("valid").Select(item => Encoding.UTF8.GetBytes((string)item["body"]!)).ToList();
        var receiver = Webhooks.Receiver();
        Prop.ForAll<NonNegativeInt, (NonNegativeInt At, byte Value)[]>((which, changes) =>
        {
            var body = bodies[which.Get % bodies.Count].ToArray();
            foreach (var (at, value) in changes)
                body[at.Get * 7919 % body.Length] = value;
            return receiver.Receive(Webhooks.Signed(body)) is WebhookResult.Accepted or WebhookResult.Ignored or WebhookResult.Rejected { Status: 400 };
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void No_value_of_any_type_in_any_field_throws_and_what_is_accepted_can_be_stored()
    {
        string[] odd = ["null", "true", "0", "-1", "1e999", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "[[]]", "{}", "{\"content\":[]}", "{\"richText\":{}}", "\"{}\"", "\"{\\\"richText\\\":[1]}\""];
        foreach (var vector in Vectors.Section("valid"))
        {
            var names = JsonNode.Parse((string)vector["body"]!)!.AsObject().Select(field => field.Key).Append("content").Append("text").Append("errorCode");
            foreach (var (name, value) in names.SelectMany(name => odd, (name, value) => (name, value)))
            {
                var body = JsonNode.Parse((string)vector["body"]!)!.AsObject().With(name, value);
                if (Receive(body) is not WebhookResult.Accepted { Message: var message })
                    continue;
                var stored = JsonSerializer.Serialize(message);
                Assert.DoesNotContain("\\u0000", stored, StringComparison.Ordinal);
                Assert.NotNull(DingTalkReplyAddress.FromJson(message.ReplyAddress));
            }
        }
    }

    private static JsonObject RichText(ChatKind kind, params string[] segments)
    {
        var items = new JsonArray([.. segments.Select(segment => new JsonObject { ["text"] = segment })]);
        var body = Webhooks.Body(kind).With("msgtype", "\"richText\"");
        body["content"] = new JsonObject { ["richText"] = items };
        return body;
    }

    private static DingTalkReplyAddress Address(JsonObject body) => DingTalkReplyAddress.FromJson(Receive(body).Accepted().ReplyAddress)!;

    private static WebhookResult Receive(JsonObject body) => Webhooks.Receiver().Receive(Webhooks.Signed(Webhooks.Raw(body)));

    private static int Status(WebhookResult result) => Assert.IsType<WebhookResult.Rejected>(result).Status;
}
