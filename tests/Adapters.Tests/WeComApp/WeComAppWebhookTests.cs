using System.Text;
using BotHost.Adapters.Tests.WeCom;
using BotHost.Adapters.WeComApp;
using BotHost.Conversation.Messages;
using Microsoft.AspNetCore.Http;

namespace BotHost.Adapters.Tests.WeComApp;

public sealed class WeComAppWebhookTests
{
    [Fact]
    public void A_text_becomes_a_private_message_of_its_sender()
    {
        var message = WeComAppWebhooks.Receive(WeComAppWebhooks.Text(" 你好\n第二行 ")).Accepted();

        Assert.Equal(("wecom", "zhangsan|7459035031717794886", MessageKind.Message), (message.Bot, message.DedupKey, message.Kind));
        Assert.Equal((ChatKind.Private, "zhangsan", "", "zhangsan"), (message.Chat.Kind, message.Chat.Id, message.Chat.Thread, message.Sender.Id));
        Assert.Equal([new TextPart("你好\n第二行")], message.Parts);
        Assert.Equal(WeComAppWebhooks.SentAt, message.SentAt.ToUnixTimeSeconds());
        Assert.Equal(new WeComAppReplyAddress { User = "zhangsan" }, WeComAppReplyAddress.FromJson(message.ReplyAddress));
    }

    [Fact]
    public void Equal_numbers_of_two_members_are_two_messages()
    {
        var other = WeComAppWebhooks.Receive(WeComAppWebhooks.Text().With(("FromUserName", "lisi"))).Accepted();

        Assert.NotEqual(WeComAppWebhooks.Receive(WeComAppWebhooks.Text()).Accepted().DedupKey, other.DedupKey);
    }

    [Theory]
    [InlineData("image", AttachmentKind.Image)]
    [InlineData("voice", AttachmentKind.Audio)]
    [InlineData("video", AttachmentKind.Video)]
    [InlineData("file", AttachmentKind.File)]
    public void Media_are_referred_to(string type, AttachmentKind kind)
    {
        var part = Assert.Single(Parts(("MsgType", type), ("Content", null), ("MediaId", "MEDIA_1"), ("FileName", "a\nb.pdf")));

        Assert.Equal(new AttachmentPart { Kind = kind, Reference = "MEDIA_1", FileName = kind == AttachmentKind.File ? "a b.pdf" : "" }, part);
        Assert.Equal(new UnsupportedPart(type), Assert.Single(Parts(("MsgType", type), ("MediaId", null))));
        Assert.Equal(new UnsupportedPart(type), Assert.Single(Parts(("MsgType", type), ("MediaId", new string('m', 5_000)))));
    }

    [Fact]
    public void A_place_and_a_link_are_put_into_words()
    {
        Assert.Equal(new TextPart("广州市海珠区 (23.134521, 113.358803)"),
            Assert.Single(Parts(("MsgType", "location"), ("Location_X", "23.134521"), ("Location_Y", "113.358803"), ("Label", "广州市海珠区"))));
        Assert.Equal(new TextPart("23.1, 113.3"), Assert.Single(Parts(("MsgType", "location"), ("Location_X", "23.1"), ("Location_Y", "113.3"))));
        Assert.Equal(new UnsupportedPart("location"), Assert.Single(Parts(("MsgType", "location"))));
        Assert.Equal(new TextPart("标题\n描述\nhttps://example.com/a"),
            Assert.Single(Parts(("MsgType", "link"), ("Title", "标题"), ("Description", "描述"), ("Url", "https://example.com/a"))));
        Assert.Equal(new UnsupportedPart("link"), Assert.Single(Parts(("MsgType", "link"))));
    }

    [Theory]
    [InlineData("brand_new_type", "brand_new_type")]
    [InlineData("two\nlines", "two lines")]
    public void A_kind_that_nobody_knows_is_told(string type, string kind) => Assert.Equal(new UnsupportedPart(kind), Assert.Single(Parts(("MsgType", type))));

    [Theory]
    [InlineData("")]
    [InlineData("  \n\t　")]
    public void Nothing_but_blanks_asks_nothing(string content) => Assert.Empty(Parts(("Content", content)));

    [Theory]
    [InlineData("subscribe")]
    [InlineData("enter_agent")]
    [InlineData("Enter_Agent")]
    public void Who_comes_is_greeted(string name)
    {
        var message = WeComAppWebhooks.Receive(WeComAppWebhooks.Event(name)).Accepted();

        Assert.Equal((MessageKind.Event, "zhangsan"), (message.Kind, message.Sender.Id));
        Assert.Empty(message.Parts);
    }

    [Fact]
    public void Whoever_comes_often_is_greeted_once_a_day()
    {
        string Key(string name, long at) => WeComAppWebhooks.Receive(WeComAppWebhooks.Event(name).With(("CreateTime", $"{at}"))).Accepted().DedupKey;
        var midnight = new DateTimeOffset(2026, 2, 2, 0, 0, 0, TimeSpan.FromHours(8)).ToUnixTimeSeconds();
        var first = Key("subscribe", midnight);

        Assert.Equal(first, Key("enter_agent", midnight + 5));
        Assert.Equal(first, Key("enter_agent", midnight + 86_399));
        Assert.NotEqual(first, Key("enter_agent", midnight + 86_400));
        Assert.NotEqual(first, Key("enter_agent", midnight - 1));
    }

    [Theory]
    [InlineData("unsubscribe")]
    [InlineData("click")]
    [InlineData("view")]
    [InlineData("LOCATION")]
    [InlineData("template_card_event")]
    [InlineData("scancode_push")]
    [InlineData("batch_job_result")]
    [InlineData("nobody_knows_this_one")]
    [InlineData("")]
    public void Other_events_are_acknowledged_and_ignored(string name) =>
        Assert.Equal(WebhookResponse.Empty, Assert.IsType<WebhookResult.Ignored>(WeComAppWebhooks.Receive(WeComAppWebhooks.Event(name))).Ack);

    [Theory]
    [InlineData("subscribe")]
    [InlineData("change_contact")]
    public void The_company_itself_is_never_answered(string name) =>
        Assert.IsType<WebhookResult.Ignored>(WeComAppWebhooks.Receive(WeComAppWebhooks.Event(name).With(("FromUserName", "sys"), ("AgentID", null))));

    [Fact]
    public void A_message_to_another_app_of_the_company_is_ignored_and_the_administrator_told()
    {
        var log = new RecordedLog<WeComAppWebhook>();

        var result = WeComAppWebhooks.Receiver(logger: log).Receive(WeComSender.App.Post(WeComAppWebhooks.Text().With(("AgentID", "1000007")).Xml()));

        Assert.IsType<WebhookResult.Ignored>(result);
        Assert.Contains("AgentId", Assert.Single(log.Lines).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MsgType", null)]
    [InlineData("FromUserName", null)]
    [InlineData("FromUserName", "")]
    [InlineData("FromUserName", "@all")]
    [InlineData("FromUserName", "@ALL")]
    [InlineData("FromUserName", "zhangsan|lisi")]
    [InlineData("FromUserName", "zhang san")]
    [InlineData("MsgId", null)]
    [InlineData("MsgId", "")]
    [InlineData("MsgId", "1 2")]
    public void What_cannot_be_a_message_is_refused(string field, string? value) =>
        Assert.Equal(400, Assert.IsType<WebhookResult.Rejected>(WeComAppWebhooks.Receive(WeComAppWebhooks.Text().With((field, value)))).Status);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("253402300800")]
    [InlineData("99999999999999999999")]
    public void A_time_that_is_none_is_malformed(string? value) =>
        Assert.Equal(400, Assert.IsType<WebhookResult.Rejected>(WeComAppWebhooks.Receive(WeComAppWebhooks.Text().With(("CreateTime", value)))).Status);

    /// <summary>Timestamp and nonce can be exchanged under the same signature, so that an old callback looks fresh; what is inside of it cannot.</summary>
    [Fact]
    public void What_was_written_more_than_a_day_ago_was_recorded_by_somebody()
    {
        var now = new ManualTimeProvider().GetUtcNow().ToUnixTimeSeconds();
        WebhookResult At(long time) => WeComAppWebhooks.Receive(WeComAppWebhooks.Text().With(("CreateTime", $"{time}")));

        At(now - 86_400).Accepted();
        At(now + 86_400).Accepted();
        Assert.Equal(403, Assert.IsType<WebhookResult.Rejected>(At(now - 86_401)).Status);
        Assert.Equal(403, Assert.IsType<WebhookResult.Rejected>(At(now + 86_401)).Status);
    }

    [Theory]
    [InlineData("HEAD", 405)]
    [InlineData("PUT", 405)]
    [InlineData("DELETE", 405)]
    [InlineData("GET", 400)]
    public void Only_checks_are_fetched_and_only_messages_posted(string method, int status)
    {
        var request = WeComSender.App.Post(WeComAppWebhooks.Text().Xml()) with { Method = method };

        Assert.Equal(status, Assert.IsType<WebhookResult.Rejected>(WeComAppWebhooks.Receiver().Receive(request)).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not xml")]
    [InlineData("<xml>")]
    [InlineData("<xml></xml>")]
    [InlineData("<xml><Encrypt/></xml>")]
    [InlineData("<xml><a><Encrypt>{0}</Encrypt></a></xml>")]
    [InlineData("<html><Encrypt>{0}</Encrypt></html>")]
    [InlineData("<!DOCTYPE xml><xml><Encrypt>{0}</Encrypt></xml>")]
    [InlineData("<!DOCTYPE xml [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><xml><a>&e;</a><Encrypt>{0}</Encrypt></xml>")]
    [InlineData("<xml><Encrypt>{0}</Encrypt></xml><xml/>")]
    [InlineData("<xml><Encrypt>&nbsp;{0}</Encrypt></xml>")]
    public void An_envelope_that_is_none_is_malformed(string body)
    {
        var request = WeComSender.App.Post(WeComAppWebhooks.Text().Xml());
        var encrypted = WeComSender.App.Encrypt(WeComAppWebhooks.Text().Xml());

        var result = WeComAppWebhooks.Receiver().Receive(request with { Body = Encoding.UTF8.GetBytes(body.Replace("{0}", encrypted, StringComparison.Ordinal)) });

        Assert.Equal(400, Assert.IsType<WebhookResult.Rejected>(result).Status);
    }

    [Fact]
    public void An_envelope_is_read_as_UTF8_whatever_it_says_of_itself()
    {
        var request = WeComSender.App.Post(WeComAppWebhooks.Text().Xml());
        foreach (var declaration in new[] { "<?xml version=\"1.0\" encoding=\"gb2312\"?>", "\uFEFF<?xml version=\"1.0\"?>\n" })
        {
            byte[] body = [.. Encoding.UTF8.GetBytes(declaration), .. request.Body.Span];
            WeComAppWebhooks.Receiver().Receive(request with { Body = body }).Accepted();
        }

        Assert.IsType<WebhookResult.Rejected>(WeComAppWebhooks.Receiver().Receive(request with { Body = new byte[] { 0xC3, 0x28 } }));
    }

    [Theory]
    [InlineData("<!DOCTYPE xml [<!ENTITY e \"x\">]><xml><MsgType>text</MsgType><FromUserName>zhangsan</FromUserName><MsgId>1</MsgId><Content>&e;</Content></xml>")]
    [InlineData("<xml><MsgType>text</MsgType>")]
    [InlineData("no xml")]
    [InlineData("")]
    public void A_message_inside_is_read_as_strictly(string message) =>
        Assert.Equal(400, Assert.IsType<WebhookResult.Rejected>(WeComAppWebhooks.Receiver().Receive(WeComSender.App.Post(message))).Status);

    [Fact]
    public void What_a_member_writes_stays_within_its_field()
    {
        const string Typed = "a]]></Content><FromUserName>admin</FromUserName><Content>";
        var message = WeComAppWebhooks.Receive(WeComAppWebhooks.Text(Typed)).Accepted();

        Assert.Equal("zhangsan", message.Sender.Id);
        Assert.Equal([new TextPart(Typed)], message.Parts);
    }

    [Fact]
    public void Of_two_fields_of_one_name_the_first_counts_and_nested_ones_do_not()
    {
        var xml = "<xml><Extra><FromUserName>admin</FromUserName></Extra><FromUserName>zhangsan</FromUserName><FromUserName>lisi</FromUserName>"
            + $"<CreateTime>{WeComAppWebhooks.SentAt}</CreateTime><MsgType>text</MsgType><MsgId>1</MsgId><Content>hi<b>bold</b>!</Content></xml>";
        var message = WeComAppWebhooks.Receiver().Receive(WeComSender.App.Post(xml)).Accepted();

        Assert.Equal("zhangsan", message.Sender.Id);
        Assert.Equal([new TextPart("hi!")], message.Parts);
    }

    [Fact]
    public void No_value_of_any_field_is_an_exception()
    {
        string[] values = ["", " ", "0", "-1", "&", "<", "]]>", "\n", "\u200B", "😀", "\uFFFD", new string('x', 100_000), "9223372036854775808", "null", "|", "@all", "sys", "event", "../..", "%00"];
        foreach (var field in WeComAppWebhooks.Text().Keys.Concat(["Event", "MediaId", "Label", "Url", "Location_X"]))
        {
            foreach (var type in new[] { "text", "image", "location", "link", "event" })
            {
                foreach (var value in values)
                    Assert.NotNull(WeComAppWebhooks.Receive(WeComAppWebhooks.Text().With(("MsgType", type), ("Event", "subscribe")).With((field, value))));
            }
        }
    }

    [Fact]
    public void A_parameter_that_is_missing_empty_or_there_twice_is_malformed()
    {
        var genuine = WeComSender.App.Post(WeComAppWebhooks.Text().Xml());
        foreach (var name in new[] { "msg_signature", "timestamp", "nonce" })
        {
            foreach (var values in new string[][] { [], [""], [genuine.Query[name]!, genuine.Query[name]!] })
            {
                var query = genuine.Query.ToDictionary(pair => pair.Key, pair => pair.Value);
                query[name] = values;
                var result = WeComAppWebhooks.Receiver().Receive(genuine with { Query = new QueryCollection(query) });
                Assert.Equal(400, Assert.IsType<WebhookResult.Rejected>(result).Status);
            }
        }
    }

    private static IReadOnlyList<Part> Parts(params (string Name, string? Value)[] fields) =>
        WeComAppWebhooks.Receive(WeComAppWebhooks.Text().With(fields)).Accepted().Parts;
}
