using System.Text;
using System.Text.Json.Nodes;
using BotHost.Adapters.OneBot;
using BotHost.Conversation.Messages;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Adapters.Tests.OneBot;

public sealed class OneBotWebhookTests
{
    [Fact]
    public void Only_POST_is_taken()
    {
        var genuine = Webhooks.Signed(Webhooks.Body());
        Assert.Equal(405, Status(Webhooks.Receiver().Receive(genuine with { Method = "GET" })));
    }

    [Fact]
    public void A_repeated_signature_is_as_good_as_none()
    {
        var body = Encoding.UTF8.GetBytes(Webhooks.Body().ToJsonString());
        var sign = Webhooks.Sign(body, Webhooks.Secret);
        Assert.Equal(401, Status(Webhooks.Receiver().Receive(Webhooks.Request("POST", body, ("X-Self-ID", "10001"), ("X-Signature", sign), ("X-Signature", sign)))));
    }

    [Fact]
    public void During_a_rotation_either_secret_is_accepted()
    {
        var receiver = Webhooks.Receiver(Webhooks.Options with { Secret = "the new secret", SecretPrevious = Webhooks.Secret });

        Assert.IsType<WebhookResult.Accepted>(receiver.Receive(Webhooks.Signed(Webhooks.Body())));
        Assert.IsType<WebhookResult.Accepted>(receiver.Receive(Webhooks.Signed(Webhooks.Body(), "the new secret")));
        Assert.Equal(403, Status(receiver.Receive(Webhooks.Signed(Webhooks.Body(), "another"))));
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void An_event_is_fresh_for_five_minutes(int secondsOff, bool isFresh)
    {
        var time = Webhooks.VectorTime();
        var body = Webhooks.Body().With("time", (Vectors.Now.ToUnixTimeSeconds() + secondsOff).ToString(System.Globalization.CultureInfo.InvariantCulture));

        var result = Webhooks.Receiver(time: time).Receive(Webhooks.Signed(body));

        Assert.Equal(isFresh ? 0 : 403, Status(result));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("null")]
    [InlineData("\"now\"")]
    [InlineData("253402300800")]
    [InlineData("9223372036854775807")]
    public void An_event_without_a_moment_is_refused(string time) => Assert.Equal(400, Status(Receive(Webhooks.Body().With("time", time))));

    [Theory]
    [InlineData("10002")]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("-10001")]
    [InlineData("10001 ")]
    public void The_header_must_name_the_account_that_the_body_is_about(string self)
    {
        Assert.Equal(400, Status(Webhooks.Receiver().Receive(Webhooks.Signed(Webhooks.Body().ToJsonString(), self: self))));
    }

    [Theory]
    [InlineData("self_id", "10001")]
    [InlineData("message_id", "100001")]
    [InlineData("user_id", "20001")]
    [InlineData("time", "1789999998")]
    public void A_number_may_be_written_as_a_string(string field, string number)
    {
        var message = Receive(Webhooks.Body().With(field, $"\"{number}\"")).Accepted();
        Assert.Equal(("10001|100001", "20001"), (message.DedupKey, message.Sender.Id));
    }

    [Theory]
    [InlineData("message_type", "\"channel\"")]
    [InlineData("message_type", "null")]
    [InlineData("message_id", "null")]
    [InlineData("message_id", "1.5")]
    [InlineData("message_id", "\"a|b\"")]
    [InlineData("user_id", "0")]
    [InlineData("user_id", "-5")]
    [InlineData("user_id", "99999999999999999999")]
    [InlineData("group_id", "null")]
    [InlineData("message", "null")]
    [InlineData("message", "7")]
    [InlineData("message", "{}")]
    [InlineData("post_type", "null")]
    public void A_message_that_contradicts_itself_is_refused(string field, string value)
    {
        Assert.Equal(400, Status(Receive(Webhooks.Body(ChatKind.Group).With(field, value))));
    }

    [Theory]
    [InlineData("\"message_sent\"", "own message")]
    [InlineData("\"notice\"", "no message")]
    [InlineData("\"request\"", "no message")]
    [InlineData("\"meta_event\"", "no message")]
    [InlineData("\"something new\"", "no message")]
    public void What_is_no_message_to_the_bot_is_acknowledged_and_ignored(string type, string reason)
    {
        var ignored = Assert.IsType<WebhookResult.Ignored>(Receive(Webhooks.Body().With("post_type", type)));
        Assert.Contains(reason, ignored.Reason, StringComparison.Ordinal);
        Assert.Equal((204, 0), (ignored.Ack.Status, ignored.Ack.Body.Length));
    }

    [Fact]
    public void A_note_of_the_group_itself_is_ignored()
    {
        Assert.IsType<WebhookResult.Ignored>(Receive(Webhooks.Body(ChatKind.Group).With("sub_type", "\"notice\"")));
    }

    [Theory]
    [InlineData("""[{"type":"at","data":{"qq":"10001"}},{"type":"text","data":{"text":" hi"}}]""", true)]
    [InlineData("""[{"type":"text","data":{"text":"hi "}},{"type":"at","data":{"qq":10001}}]""", true)]
    [InlineData("""[{"type":"at","data":{"qq":"all"}},{"type":"at","data":{"qq":"10001"}},{"type":"text","data":{"text":"hi"}}]""", true)]
    [InlineData("\"[CQ:at,qq=10001] hi\"", true)]
    [InlineData("""[{"type":"at","data":{"qq":"all"}},{"type":"text","data":{"text":" hi"}}]""", false)]
    [InlineData("""[{"type":"at","data":{"qq":"100010"}},{"type":"text","data":{"text":" hi"}}]""", false)]
    [InlineData("""[{"type":"at","data":null},{"type":"text","data":{"text":"hi"}}]""", false)]
    [InlineData("""[{"type":"text","data":{"text":"[CQ:at,qq=10001] hi"}}]""", false)]
    [InlineData("\"&#91;CQ:at,qq=10001&#93; hi\"", false)]
    [InlineData("\"@10001 hi\"", false)]
    [InlineData("[]", false)]
    [InlineData("[7,null,\"[CQ:at,qq=10001]\"]", false)]
    public void In_a_group_only_a_mention_of_the_bot_itself_speaks_to_it(string message, bool isToTheBot)
    {
        Assert.Equal(isToTheBot, Receive(Webhooks.Group(message)) is WebhookResult.Accepted);
    }

    [Fact]
    public void A_reply_to_what_the_bot_said_speaks_to_it_as_well()
    {
        var sent = new OneBotSentMessages();
        sent.Add("-77", new OneBotChat(IsGroup: true, 30001));
        var receiver = Webhooks.Receiver(sent: sent);

        var message = receiver.Receive(Webhooks.Signed(Webhooks.Group("""[{"type":"reply","data":{"id":-77}},{"type":"text","data":{"text":"为什么？"}}]"""))).Accepted();

        Assert.Equal([new QuotePart("-77", "", ""), new TextPart("为什么？")], message.Parts);
        Assert.IsType<WebhookResult.Ignored>(receiver.Receive(Webhooks.Signed(Webhooks.Group("\"[CQ:reply,id=78]为什么？\""))));
    }

    [Fact]
    public void In_private_nobody_has_to_be_mentioned()
    {
        var message = Receive(Webhooks.Body().With("message", "\"hi\"")).Accepted();
        Assert.Equal((ChatKind.Private, "20001", "20001"), (message.Chat.Kind, message.Chat.Id, message.Sender.Id));
    }

    [Theory]
    [InlineData("""[{"type":"at","data":{"qq":"10001"}}]""")]
    [InlineData("""[{"type":"at","data":{"qq":"10001"}},{"type":"text","data":{"text":"  \u3000 "}}]""")]
    public void A_mere_mention_has_no_parts(string message) => Assert.Empty(Receive(Webhooks.Group(message)).Accepted().Parts);

    [Theory]
    [InlineData("""[{"type":"at","data":{"qq":"10001"}},{"type":"text","data":{"text":" 问问 "}},{"type":"at","data":{"qq":"20002","name":"@李四"}}]""", "问问 @李四")]
    [InlineData("\"[CQ:at,qq=10001] 问问 [CQ:at,qq=20002]\"", "问问 @20002")]
    [InlineData("\"[CQ:at,qq=10001]好[CQ:face,id=1]的\"", "好[表情]的")]
    [InlineData("\"[CQ:at,qq=10001]看[CQ:json,data={}]这个\"", "看这个")]
    [InlineData("\"[CQ:at,qq=10001]a\\u0000b\"", "ab")]
    [InlineData("\"[CQ:at,qq=10001]/new\"", "/new")]
    public void The_words_are_what_the_person_said(string message, string words)
    {
        Assert.Equal(words, MessageText.Of(Receive(Webhooks.Group(message)).Accepted().Parts));
    }

    [Theory]
    [InlineData("image", AttachmentKind.Image)]
    [InlineData("record", AttachmentKind.Audio)]
    [InlineData("video", AttachmentKind.Video)]
    [InlineData("file", AttachmentKind.File)]
    public void What_is_attached_is_referred_to(string type, object kind)
    {
        var body = Webhooks.Body().With("message", $$$"""[{"type":"{{{type}}}","data":{"file":"a.bin","url":"https://example.com/a?b=1","file_size":"7"}}]""");

        var part = Assert.IsType<AttachmentPart>(Assert.Single(Receive(body).Accepted().Parts));

        Assert.Equal(kind, part.Kind);
        Assert.Equal(("https://example.com/a?b=1", "a.bin"), (part.Reference, part.FileName));
    }

    /// <summary>Of what a segment offers, what can be fetched comes first.</summary>
    [Theory]
    [InlineData("""{"url":"https://a.example/1","file":"base64://AAAA"}""", "https://a.example/1")]
    [InlineData("""{"file":"base64://AAAA","file_id":"/x"}""", "base64://AAAA")]
    [InlineData("""{"url":"C:\\a.png","file":"http://a.example/1"}""", "http://a.example/1")]
    [InlineData("""{"url":"file:///etc/passwd","file":"a.png"}""", "file:///etc/passwd")]
    [InlineData("""{"file":"a.pdf","file_id":"/x"}""", "a.pdf")]
    public void What_is_attached_is_referred_to_by_what_leads_there(string data, string reference)
    {
        var body = Webhooks.Body().With("message", $$"""[{"type":"file","data":{{data}}}]""");

        Assert.Equal(reference, Assert.IsType<AttachmentPart>(Assert.Single(Receive(body).Accepted().Parts)).Reference);
    }

    /// <summary>A file is called what its sender wants: nothing of what a client does when it is called may be asked for by that.</summary>
    [Theory]
    [InlineData("""{"file":"http://127.0.0.1:3000/set_group_kick?group_id=1&user_id=2","file_id":"/x"}""", "/x")]
    [InlineData("""{"file":"a.pdf","file_id":"http://127.0.0.1:3000/clean_cache"}""", "a.pdf")]
    [InlineData("""{"url":"http://127.0.0.1:3000/files/1","file":"http://127.0.0.1:3000/clean_cache"}""", "http://127.0.0.1:3000/files/1")]
    [InlineData("""{"file":"http://127.0.0.1:3000/clean_cache"}""", null)]
    public void No_name_of_a_file_calls_the_client(string data, string? reference)
    {
        var body = Webhooks.Body().With("message", $$"""[{"type":"file","data":{{data}}}]""");

        Assert.Equal(reference, (Assert.Single(Receive(body).Accepted().Parts) as AttachmentPart)?.Reference);
    }

    [Fact]
    public void A_file_in_the_message_itself_may_be_long_and_an_address_may_not()
    {
        var file = $"base64://{new string('A', 400_000)}";

        var inline = Receive(Webhooks.Body().With("message", $$$"""[{"type":"image","data":{"file":"{{{file}}}"}}]""")).Accepted();
        var address = Receive(Webhooks.Body().With("message", $$$"""[{"type":"image","data":{"url":"https://a.example/{{{new string('a', 4_096)}}}"}}]""")).Accepted();

        Assert.Equal((file, ""), (Assert.IsType<AttachmentPart>(inline.Parts[0]).Reference, ((AttachmentPart)inline.Parts[0]).FileName));
        Assert.Equal([new UnsupportedPart("image")], address.Parts);
    }

    [Fact]
    public void An_attachment_that_nothing_leads_to_is_one_that_cannot_be_read()
    {
        Assert.Equal([new UnsupportedPart("image")], Receive(Webhooks.Body().With("message", """[{"type":"image","data":{}}]""")).Accepted().Parts);
    }

    [Theory]
    [InlineData("""[{"type":"json","data":{"data":"{}"}}]""", "json")]
    [InlineData("""[{"type":"location","data":{"lat":1}},{"type":"share","data":{}}]""", "location")]
    [InlineData("""[{"type":7}]""", "7")]
    [InlineData("""[{}]""", "unknown")]
    [InlineData("\"[CQ:]\"", "unknown")]
    public void A_kind_that_nobody_can_read_is_said_to_be_one(string message, string kind)
    {
        Assert.Equal([new UnsupportedPart(kind)], Receive(Webhooks.Body().With("message", message)).Accepted().Parts);
    }

    [Fact]
    public void Anonymous_speakers_are_told_apart_and_not_mentioned()
    {
        var body = Webhooks.Body(ChatKind.Group).With("sub_type", "\"anonymous\"").With("user_id", "80000000").With("anonymous", """{"id":5,"name":"大侠","flag":"f"}""");

        var message = Receive(body).Accepted();

        Assert.Equal(new Sender { Id = "anonymous:5", DisplayName = "大侠" }, message.Sender);
        Assert.Equal(0, OneBotReplyAddress.FromJson(message.ReplyAddress)!.User);
    }

    [Fact]
    public void A_group_s_title_is_kept_where_the_client_tells_it()
    {
        Assert.Equal("测试群", Receive(Webhooks.Body(ChatKind.Group).With("group_name", "\"测试群\"")).Accepted().Chat.Title);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("{")]
    [InlineData("{}{}")]
    public void A_body_that_is_no_object_is_refused_however_well_it_is_signed(string body) =>
        Assert.Equal(400, Status(Webhooks.Receiver().Receive(Webhooks.Signed(body))));

    [Fact]
    public void No_value_of_any_field_is_an_exception()
    {
        string[] values = ["null", "true", "7", "-1", "1e400", "1.5", "\"x\"", "\"\"", "[]", "{}", "[null,[],{},7]", "\"\\ud800\"", "99999999999999999999999"];
        foreach (var kind in new[] { ChatKind.Private, ChatKind.Group })
        {
            foreach (var field in Webhooks.Body(kind).Select(field => field.Key).ToList())
            {
                foreach (var value in values)
                {
                    var raw = Webhooks.Body(kind).ToJsonString();
                    var old = Webhooks.Body(kind)[field]?.ToJsonString() ?? "null";
                    var changed = raw.Replace($"\"{field}\":{old}", $"\"{field}\":{value}", StringComparison.Ordinal);
                    Assert.NotNull(Webhooks.Receiver().Receive(Webhooks.Signed(changed)));
                }
            }
        }
    }

    [Fact]
    public void No_text_with_codes_in_it_is_an_exception()
    {
        string[] pieces = ["[CQ:", "at,qq=10001", "]", "[", ",", "=", "&", "&amp;", "&#91;", "&#44;", "image,file=a", "\0", "😀", " "];
        Prop.ForAll(ArbMap.Default.ArbFor<NonNegativeInt[]>(), places =>
        {
            var text = string.Concat(places.Select(place => pieces[place.Get % pieces.Length]));
            var body = Webhooks.Body(ChatKind.Group);
            body["message"] = JsonValue.Create(text);
            return Receive(body) is WebhookResult.Accepted or WebhookResult.Ignored;
        }).QuickCheckThrowOnFailure();
    }

    private static WebhookResult Receive(JsonObject body) => Webhooks.Receiver().Receive(Webhooks.Signed(body));

    private static int Status(WebhookResult result) => result is WebhookResult.Rejected rejected ? rejected.Status : 0;
}
