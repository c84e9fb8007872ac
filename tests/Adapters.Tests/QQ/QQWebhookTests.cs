using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BotHost.Adapters.QQ;
using BotHost.Conversation.Messages;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace BotHost.Adapters.Tests.QQ;

public sealed class QQWebhookTests
{
    private const string GroupMessage = "GROUP_MESSAGE_CREATE that mentions the bot";
    private const string Pressed = "INTERACTION_CREATE, group button";
    private const string ChannelMessage = "channel @-message with <@!bot>, entities, <emoji:4>, scheme-less attachment url, and \\u003c escapes in the raw body";

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("HEAD")]
    public void Any_method_but_POST_is_refused(string method)
    {
        using var receiver = Webhooks.Receiver();

        Assert.Equal(405, Status(receiver.Receive(Webhooks.Request(method, []))));
    }

    [Theory]
    [InlineData("X-Signature-Ed25519")]
    [InlineData("X-Signature-Timestamp")]
    public void A_repeated_header_is_no_signature(string header)
    {
        var genuine = Webhooks.Signed(Webhooks.Body().ToJsonString());
        genuine.Headers[header] = new StringValues([genuine.Headers[header].ToString(), genuine.Headers[header].ToString()]);

        Assert.Equal(401, Status(Receive(genuine)));
    }

    [Fact]
    public void Another_bot_s_id_is_refused_wherever_it_stands_and_a_missing_one_is_not()
    {
        var request = Webhooks.Signed(Webhooks.Body().ToJsonString());
        request.Headers["X-Bot-Appid"] = new StringValues([Webhooks.AppId, "102999999"]);
        Assert.Equal(401, Status(Receive(request)));

        request.Headers.Remove("X-Bot-Appid");      // a proxy may drop it; path and signature say whose it is
        Assert.NotNull(Receive(request).Accepted());
    }

    [Fact]
    public void A_webhook_signed_with_the_secret_before_a_rotation_is_accepted_and_its_validation_answered_with_it()
    {
        var options = Webhooks.Options with { AppSecret = "the new one", AppSecretPrevious = Webhooks.Secret };
        var validation = """{"op":13,"d":{"plain_token":"abc","event_ts":"1"}}""";

        Assert.NotNull(Receive(Webhooks.Signed(Webhooks.Body().ToJsonString()), options).Accepted());
        Assert.NotNull(Receive(Webhooks.Signed(Webhooks.Body().ToJsonString(), "the new one"), options).Accepted());
        Assert.Equal(401, Status(Receive(Webhooks.Signed(Webhooks.Body().ToJsonString(), "another"), options)));
        foreach (var secret in new[] { "the new one", Webhooks.Secret })
        {
            var answer = Assert.IsType<WebhookResult.Answered>(Receive(Webhooks.Signed(validation, secret), options)).Response;
            Assert.Equal(Webhooks.Sign("1", "abc"u8.ToArray(), secret), (string)JsonNode.Parse(answer.Body.Span)!["signature"]!);
        }
    }

    [Theory]
    [InlineData("""{"plain_token":"{\"op\":0}","event_ts":"1789999998"}""")]
    [InlineData("""{"plain_token":"a b","event_ts":"1789999998"}""")]
    [InlineData("""{"plain_token":"abc\n","event_ts":"1789999998"}""")]
    [InlineData("""{"plain_token":"","event_ts":"1789999998"}""")]
    [InlineData("""{"plain_token":"ａｂｃ","event_ts":"1789999998"}""")]
    [InlineData("""{"plain_token":"abc","event_ts":""}""")]
    [InlineData("""{"plain_token":"abc","event_ts":"1789999998\n"}""")]
    [InlineData("""{"plain_token":"abc","event_ts":"-1"}""")]
    [InlineData("""{"plain_token":"abc","event_ts":"123456789012345678901"}""")]
    [InlineData("""{"plain_token":["abc"],"event_ts":"1"}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public void What_could_be_more_than_a_token_is_never_signed(string data)
    {
        Assert.Equal(400, Status(Receive($$"""{"op":13,"d":{{data}} }""")));
    }

    [Fact]
    public void A_token_of_129_characters_is_none()
    {
        Assert.IsType<WebhookResult.Answered>(Receive($$"""{"op":13,"d":{"plain_token":"{{new string('a', 128)}}","event_ts":"1"} }"""));
        Assert.Equal(400, Status(Receive($$"""{"op":13,"d":{"plain_token":"{{new string('a', 129)}}","event_ts":"1"} }""")));
    }

    [Theory]
    [InlineData("\"0\"")]
    [InlineData("null")]
    [InlineData("0.5")]
    [InlineData("[0]")]
    [InlineData("1e99")]
    public void An_op_that_is_no_whole_number_is_no_event(string op)
    {
        Assert.Equal(400, Status(Receive(Webhooks.Body().ToJsonString().Replace("\"op\":0", $"\"op\":{op}", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("FRIEND_DEL")]
    [InlineData("C2C_MSG_REJECT")]
    [InlineData("GROUP_DEL_ROBOT")]
    [InlineData("GROUP_MEMBER_ADD")]
    [InlineData("MESSAGE_CREATE")]
    [InlineData("")]
    public void Other_events_are_acknowledged_and_ignored(string name)
    {
        Assert.IsType<WebhookResult.Ignored>(Receive(Change(body => body["t"] = name)));
        Assert.IsType<WebhookResult.Ignored>(Receive($$"""{"op":0,"t":"{{name}}","d":""}"""));
    }

    [Fact]
    public void A_message_that_the_review_refused_afterwards_is_logged()
    {
        var log = new RecordedLog<QQWebhook>();
        using var receiver = Webhooks.Receiver(logger: log);

        Assert.IsType<WebhookResult.Ignored>(receiver.Receive(Webhooks.Signed("""{"op":0,"t":"MESSAGE_AUDIT_REJECT","d":{"audit_id":"a-1"}}""")));
        Assert.Contains(log.Lines, line => line.Level == LogLevel.Warning && line.Message.Contains("a-1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("C2C_MSG_RECEIVE", "openid")]
    [InlineData("FRIEND_ADD", "openid")]
    [InlineData("GROUP_ADD_ROBOT", "group_openid")]
    public void Whoever_opens_a_chat_is_greeted_by_the_event_s_id(string name, string field)
    {
        var message = Receive($$"""{"op":0,"id":"{{name}}:1","t":"{{name}}","d":{"{{field}}":"AB12","timestamp":1770000000} }""").Accepted();

        Assert.Equal((MessageKind.Event, 0, $"{name}:1", $"{name}:1"), (message.Kind, message.Parts.Count, message.DedupKey, message.Address().EventId));
        Assert.IsType<WebhookResult.Ignored>(Receive($$"""{"op":0,"t":"{{name}}","d":{"{{field}}":"AB12"} }"""));
    }

    [Theory]
    [InlineData("chat_type")]
    [InlineData("scene")]
    public void A_group_of_which_either_name_is_missing_is_still_a_group(string missing)
    {
        var button = Receive(Change(body => body["d"]!.AsObject().Remove(missing), "INTERACTION_CREATE, group button")).Accepted();

        Assert.Equal((QQScene.Group, Webhooks.Group), (button.Address().Scene, button.Address().Target));
    }

    [Theory]
    [InlineData("chat_type", "2")]
    [InlineData("scene", "\"c2c\"")]
    public void A_button_in_a_private_chat_is_pressed_by_its_person(string name, string value)
    {
        var message = Receive($$"""
            {"op":0,"id":"INTERACTION_CREATE:1","t":"INTERACTION_CREATE","d":{"id":"i-1","type":12,"{{name}}":{{value}},"user_openid":"AB12"} }
            """).Accepted();

        Assert.Equal((QQScene.Private, "AB12", "AB12", "i-1"), (message.Address().Scene, message.Address().Target, message.Sender.Id, message.Address().Interaction));
    }

    [Theory]
    [InlineData("""[{"is_you":true,"scope":"single"}]""", true)]
    [InlineData("""[{"is_you":true}]""", true)]
    [InlineData("""[{"is_you":"true"}]""", true)]
    [InlineData("""[{"is_you":true,"scope":"all"}]""", false)]
    [InlineData("""[{"is_you":true,"scope":"all"},{"is_you":true,"scope":"single"}]""", true)]
    [InlineData("""[{"is_you":false,"bot":true}]""", false)]
    [InlineData("""["x"]""", false)]
    [InlineData("{}", false)]
    public void Of_all_a_group_s_messages_only_those_to_the_bot_are_answered(string mentions, bool isAddressed)
    {
        Assert.Equal(isAddressed, Receive(Change(body => body["d"]!["mentions"] = JsonNode.Parse(mentions), GroupMessage)) is WebhookResult.Accepted);
    }

    /// <summary>Two bots that answer each other never end.</summary>
    [Theory]
    [InlineData("C2C text, Chinese and emoji")]
    [InlineData(GroupMessage)]
    [InlineData(ChannelMessage)]
    public void What_another_bot_says_is_ignored_also_where_it_says_it_to_this_one(string name)
    {
        Assert.IsType<WebhookResult.Ignored>(Receive(Change(body => body["d"]!["author"]!["bot"] = true, name)));
    }

    [Theory]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(18)]
    public void An_interaction_that_is_neither_a_button_nor_the_menu_is_ignored(int type)
    {
        Assert.IsType<WebhookResult.Ignored>(Receive(Change(body => body["d"]!["type"] = type, Pressed)));
    }

    [Fact]
    public void A_button_is_answered_only_where_it_says_who_pressed_which()
    {
        Assert.IsType<WebhookResult.Ignored>(Receive(Change(body => body.Remove("id"), Pressed)));
        Assert.IsType<WebhookResult.Ignored>(Receive(Change(body => body["d"]!.AsObject().Remove("id"), Pressed)));
        Assert.Equal(400, Status(Receive(Change(body => body["d"]!.AsObject().Remove("group_openid"), Pressed))));
        Assert.Equal(400, Status(Receive(Change(body => body["d"]!.AsObject().Remove("group_member_openid"), Pressed))));
    }

    [Fact]
    public void Leftover_mentions_lose_the_bot_and_name_the_others()
    {
        var body = Change(body =>
        {
            body["d"]!["content"] = "<@!AA> 问 <@BB> 和 <@CC> a<b";
            body["d"]!["mentions"] = JsonNode.Parse("""[{"id":"AA","is_you":true},{"member_openid":"BB","username":"小明"}]""");
        }, GroupMessage);

        Assert.Equal("问 @小明 和 <@CC> a<b", MessageText.Of(Receive(body).Accepted().Parts));
    }

    [Theory]
    [InlineData("&lt;@!1&gt; x", "<@!1> x")]
    [InlineData("<@!6158788878435714165> 你<@!6158788878435714165>好", "你好")]
    [InlineData("<@!6158788878435714165> <@!42> <#7>", "@小红")]
    [InlineData("&amp;lt;", "&lt;")]
    public void A_channel_s_marks_are_read_before_its_entities(string content, string expected)
    {
        var body = Change(body =>
        {
            body["d"]!["content"] = content;
            body["d"]!["mentions"]!.AsArray().Add(JsonNode.Parse("""{"id":"42","username":"小红"}"""));
        }, ChannelMessage);

        Assert.Equal(expected, MessageText.Of(Receive(body).Accepted().Parts));
    }

    [Theory]
    [InlineData("http://multimedia.nt.qq.com.cn/a")]
    [InlineData("https://evil.example/a")]
    [InlineData("https://qq.com.evil.example/a")]
    [InlineData("https://evilqq.com/a")]
    [InlineData("https://user@multimedia.nt.qq.com.cn/a")]
    [InlineData("https://multimedia.nt.qq.com.cn:8443/a")]
    [InlineData("file:///etc/passwd")]
    [InlineData("")]
    public void An_attachment_elsewhere_is_never_fetched(string url)
    {
        var body = Change(body => body["d"]!["attachments"] = new JsonArray(new JsonObject { ["content_type"] = "image/png", ["url"] = url }));

        Assert.Contains(new UnsupportedPart("image"), Receive(body).Accepted().Parts);
    }

    /// <summary>Where a platform is tried out, it and its files are at an address of one's own.</summary>
    [Theory]
    [InlineData("http://127.0.0.1:5000/download?rkey=1", true)]
    [InlineData("http://127.0.0.1:5001/download?rkey=1", false)]
    [InlineData("https://127.0.0.1:5000/download?rkey=1", false)]
    [InlineData("http://localhost:5000/download?rkey=1", false)]
    [InlineData("http://user@127.0.0.1:5000/download?rkey=1", false)]
    public void An_attachment_may_be_at_the_address_of_the_platform_in_the_settings(string url, bool isTaken)
    {
        var body = Change(body => body["d"]!["attachments"] = new JsonArray(new JsonObject { ["content_type"] = "image/png", ["url"] = url }));

        var message = Receive(Webhooks.Signed(body), Webhooks.Options with { BaseUrl = new Uri("http://127.0.0.1:5000/") }).Accepted();

        Assert.Equal(isTaken ? [url] : [], message.Parts.OfType<AttachmentPart>().Select(part => part.Reference));
    }

    [Fact]
    public void What_a_quoted_message_had_attached_follows_the_quote_and_is_marked()
    {
        var body = Change(
            body => body["d"]!["msg_elements"] = JsonNode.Parse("""
                [{"msg_idx":"REFIDX_old1==","message_type":103,"content":"看这个","attachments":[
                    {"content_type":"image/png","filename":"a.png","url":"https://gchat.qpic.cn/1"},
                    {"content_type":"image/png","url":"https://evil.example/2"},
                    {"content_type":"file","filename":"b.pdf","url":"https://gchat.qpic.cn/3"}]},
                 {"content":"是别的","attachments":[{"content_type":"image/png","url":"https://gchat.qpic.cn/4"}]}]
                """),
            "C2C reply quoting an earlier message, with a face");

        var parts = Receive(body).Accepted().Parts;

        Assert.Equal(
            [
                new QuotePart("REFIDX_old1==", "quote", "看这个"),
                new AttachmentPart { Kind = AttachmentKind.Image, Reference = "https://gchat.qpic.cn/1", FileName = "a.png", IsQuoted = true },
                new AttachmentPart { Kind = AttachmentKind.File, Reference = "https://gchat.qpic.cn/3", FileName = "b.pdf", IsQuoted = true },
                new TextPart("这个说得对[呲牙]"),
            ],
            parts);
    }

    [Fact]
    public void What_was_recognised_of_a_quoted_voice_message_stands_with_it_alone()
    {
        var body = Change(
            body => body["d"]!["msg_elements"] = JsonNode.Parse("""
                [{"msg_idx":"REFIDX_old1==","content":"","attachments":[
                    {"content_type":"voice","filename":"v.amr","url":"https://gchat.qpic.cn/3","voice_wav_url":"https://gchat.qpic.cn/3wav","asr_refer_text":"你好"}]}]
                """),
            "C2C reply quoting an earlier message, with a face");

        var parts = Receive(body).Accepted().Parts;

        Assert.Equal(
            [
                new QuotePart("REFIDX_old1==", "quote", ""),
                new AttachmentPart { Kind = AttachmentKind.Audio, Reference = "https://gchat.qpic.cn/3wav", FileName = "v.amr", Transcript = "你好", IsQuoted = true },
            ],
            parts.Take(2));
    }

    [Fact]
    public void Of_a_forwarded_record_the_pictures_of_all_its_messages_come_along()
    {
        var record = Change(body =>
        {
            body["d"]!["message_type"] = 102;
            body["d"]!["msg_elements"] = JsonNode.Parse("""[{"content":"甲","attachments":[{"content_type":"image/png","url":"https://gchat.qpic.cn/1"}]},{"attachments":[{"content_type":"file","url":"https://gchat.qpic.cn/2"}]}]""");
        });

        Assert.Equal(
            [("https://gchat.qpic.cn/1", true), ("https://gchat.qpic.cn/2", true)],
            Receive(record).Accepted().Parts.OfType<AttachmentPart>().Select(part => (part.Reference, part.IsQuoted)));
    }

    [Theory]
    [InlineData("image/gif", AttachmentKind.Image)]
    [InlineData("video/mp4", AttachmentKind.Video)]
    [InlineData("voice", AttachmentKind.Audio)]
    [InlineData("file", AttachmentKind.File)]
    [InlineData("", AttachmentKind.File)]
    public void Attachments_keep_their_kind_and_their_order(string type, AttachmentKind kind)
    {
        var body = Change(body => body["d"]!["attachments"] = new JsonArray(
            new JsonObject { ["content_type"] = type, ["url"] = "//gchat.qpic.cn/1", ["filename"] = "a\nb" }, new JsonObject { ["content_type"] = "x", ["url"] = "gchat.qpic.cn/2" }));

        Assert.Equal(
            [
                new AttachmentPart { Kind = kind, Reference = "https://gchat.qpic.cn/1", FileName = "a b" },
                new AttachmentPart { Kind = AttachmentKind.File, Reference = "https://gchat.qpic.cn/2" },
            ],
            Receive(body).Accepted().Parts.OfType<AttachmentPart>());
    }

    [Fact]
    public void Recognised_speech_is_not_said_twice()
    {
        var body = Change(body => body["d"]!["content"] = "今天天气怎么样", "C2C voice message with platform speech-to-text");

        Assert.Equal([new TextPart("今天天气怎么样")], Receive(body).Accepted().Parts);
    }

    [Fact]
    public void Recognised_speech_is_heard_also_where_the_voice_itself_cannot_be_had()
    {
        var body = Change(
            body => body["d"]!["attachments"] = JsonNode.Parse("""[{"content_type":"voice","url":"https://evil.example/1","asr_refer_text":"今天天气怎么样"}]"""),
            "C2C voice message with platform speech-to-text");

        Assert.Equal([new AttachmentPart { Kind = AttachmentKind.Audio, Reference = "", Transcript = "今天天气怎么样" }], Receive(body).Accepted().Parts);
    }

    [Fact]
    public void A_forwarded_record_is_quoted_and_a_card_says_what_it_can()
    {
        var record = Change(body =>
        {
            body["d"]!["message_type"] = 102;
            body["d"]!["msg_elements"] = JsonNode.Parse("""[{"content":"甲"},{"content":""},{"content":"乙"}]""");
        });
        Assert.Contains(new QuotePart("", "forward", "甲\n乙"), Receive(record).Accepted().Parts);

        var card = Change(body =>
        {
            body["d"]!["message_type"] = 3;
            body["d"]!["content"] = "";
            body["d"]!["ark_data"] = JsonNode.Parse("""{"prompt":"[分享] 音乐"}""");
        });
        Assert.Equal([new TextPart("[分享] 音乐")], Receive(card).Accepted().Parts);
        var silent = JsonNode.Parse(card)!;
        silent["d"]!["ark_data"] = null;
        Assert.Equal([new UnsupportedPart("ark")], Receive(silent.ToJsonString()).Accepted().Parts);
    }

    [Theory]
    [InlineData("\"2024-10-15 16:33:15 +0800 CST m=+1\"")]
    [InlineData("99999999999999999")]
    [InlineData("\"\"")]
    [InlineData("{}")]
    public void A_time_that_is_none_is_replaced_by_the_time_of_arrival(string timestamp)
    {
        Assert.Equal(new ManualTimeProvider().GetUtcNow(), Receive(Change(body => body["d"]!["timestamp"] = JsonNode.Parse(timestamp))).Accepted().SentAt);
    }

    [Fact]
    public void An_id_that_could_not_be_stored_or_sent_back_is_refused()
    {
        foreach (var id in new[] { new string('x', 1_000), "a\0b", "a\nb", "a b", "..", "" })
        {
            Assert.Equal(400, Status(Receive(Change(body => body["d"]!["id"] = id))));
            Assert.Equal(400, Status(Receive(Change(body => body["d"]!["author"] = new JsonObject { ["user_openid"] = id }))));
            Assert.Equal(400, Status(Receive(Change(body => body["d"]!["group_openid"] = id, "group message with an image"))));
        }
    }

    [Fact]
    public void A_secret_of_the_platform_is_not_kept_with_the_message()
    {
        var message = Receive(Webhooks.Body("group @-message, blanks around the content").ToJsonString()).Accepted();

        Assert.DoesNotContain("tok", JsonSerializer.Serialize(message), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_and_names_are_cleaned_of_what_databases_refuse()
    {
        var body = """{"op":0,"t":"C2C_MESSAGE_CREATE","d":{"id":"m","author":{"user_openid":"u","username":"小\u0000明\udc00"},"content":"a\u0000b\ud83d c\ud83d\ude00\u001b"} }""";
        var message = Receive(body).Accepted();

        Assert.Equal("ab\uFFFD c😀", MessageText.Of(message.Parts));
        Assert.Equal("小明\uFFFD", message.Sender.DisplayName);
    }

    [Fact]
    public void Deep_nesting_is_refused_and_does_not_throw()
    {
        Assert.Equal(400, Status(Receive($$"""{"op":0,"t":"C2C_MESSAGE_CREATE","d":{{string.Concat(Enumerable.Repeat("[", 100_000))}}""")));
    }

    [Fact]
    public void No_change_of_a_genuine_body_throws()
    {
        var bodies = Vectors.Section("dispatches").Select(item => Convert.FromBase64String((string)item["bodyBase64"]!)).ToList();
        using var receiver = Webhooks.Receiver();
        Prop.ForAll<NonNegativeInt, (NonNegativeInt At, byte Value)[]>((which, changes) =>
        {
            var body = bodies[which.Get % bodies.Count].ToArray();
            foreach (var (at, value) in changes)
                body[at.Get * 7919 % body.Length] = value;
            return receiver.Receive(Webhooks.Signed(body)) is WebhookResult.Accepted or WebhookResult.Ignored or WebhookResult.Rejected { Status: 400 };
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void No_value_of_any_type_in_any_field_throws_and_what_is_accepted_can_be_stored()
    {
        string[] odd = ["null", "true", "0", "-1", "\"\"", "\"\\u0000\"", "[]", "[[]]", "{}", "[{}]", "\"<@!1><faceType=1,faceId=\\\"1\\\",ext=\\\"\\\">\""];
        foreach (var vector in Vectors.Section("dispatches"))
        {
            var genuine = JsonNode.Parse((string)vector["body"]!)!.AsObject();
            var names = (genuine["d"] as JsonObject)?.Select(field => field.Key).Concat(["content", "mentions", "msg_elements", "attachments", "ark_data", "member"]).Distinct().ToList() ?? [];
            foreach (var (name, value) in names.SelectMany(name => odd, (name, value) => (name, value)))
            {
                var body = genuine.DeepClone();
                body["d"]![name] = JsonNode.Parse(value);
                if (Receive(body.ToJsonString()) is not WebhookResult.Accepted { Message: var message })
                    continue;
                Assert.DoesNotContain("\\u0000", JsonSerializer.Serialize(message), StringComparison.Ordinal);
                Assert.NotNull(QQReplyAddress.FromJson(message.ReplyAddress));
            }
        }
    }

    private static string Change(Action<JsonObject> change, string name = "C2C text, Chinese and emoji")
    {
        var body = Webhooks.Body(name);
        change(body);
        return body.ToJsonString();
    }

    private static WebhookResult Receive(string body) => Receive(Webhooks.Signed(body));

    private static WebhookResult Receive(WebhookRequest request, QQOptions? options = null)
    {
        using var receiver = Webhooks.Receiver(options);
        return receiver.Receive(request);
    }

    private static int Status(WebhookResult result) => Assert.IsType<WebhookResult.Rejected>(result).Status;
}
