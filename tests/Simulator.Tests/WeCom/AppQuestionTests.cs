using System.Text;
using System.Web;
using System.Xml.Linq;

namespace BotHost.Simulator.Tests.WeCom;

public sealed class AppQuestionTests
{
    private static readonly Uri Webhook = new("http://127.0.0.1:1/webhooks/wecom");

    private readonly ManualTimeProvider _clock = new(DateTimeOffset.FromUnixTimeSeconds(1_767_225_606));

    [Fact]
    public async Task A_text_is_as_the_page_shows_it()
    {
        await using var app = await FakeWeComApp.StartAsync(new() { CorpId = "ww1234567890abcdef", TimeProvider = _clock });

        var webhook = app.Ask(new() { Text = "xxxxx", MsgId = "7459035031717794895" });

        Assert.Equal(
            "<xml><ToUserName><![CDATA[ww1234567890abcdef]]></ToUserName><FromUserName><![CDATA[zhangsan]]></FromUserName><CreateTime>1767225606</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[xxxxx]]></Content><MsgId>7459035031717794895</MsgId><AgentID>1000002</AgentID></xml>",
            webhook.Plaintext);
    }

    [Fact]
    public async Task The_call_is_signed_and_its_envelope_holds_the_question()
    {
        await using var app = await FakeWeComApp.StartAsync();
        var webhook = app.Ask(new() { Text = "你好" });

        using var request = webhook.ToRequest(Webhook);

        var query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        var envelope = XElement.Parse(Encoding.UTF8.GetString(await request.Content!.ReadAsByteArrayAsync()));
        var cipher = new WeComCipher(app.Token, app.EncodingAesKey, app.CorpId);
        var encrypted = (string)envelope.Element("Encrypt")!;
        Assert.Equal((app.CorpId, "1000002"), ((string?)envelope.Element("ToUserName"), (string?)envelope.Element("AgentID")));
        Assert.Equal(cipher.Sign(query["timestamp"]!, query["nonce"]!, encrypted), query["msg_signature"]);
        Assert.Equal(webhook.Plaintext, Encoding.UTF8.GetString(cipher.Decrypt(encrypted)));
    }

    [Theory]
    [InlineData("a]]></Content><MsgType>evil</MsgType>", "a]]></Content><MsgType>evil</MsgType>")]
    [InlineData("1 < 2 && \"引号\" 😀", "1 < 2 && \"引号\" 😀")]
    [InlineData("a\u0001b\uFFFFc", "abc")]
    public async Task Words_stay_words(string text, string read)
    {
        await using var app = await FakeWeComApp.StartAsync();

        var message = XElement.Parse(app.Ask(new() { Text = text }).Plaintext);

        Assert.Equal((read, "text"), ((string?)message.Element("Content"), (string?)message.Elements("MsgType").Single()));
    }

    [Theory]
    [InlineData(WeComAppMessageKind.Image, "image", "PicUrl")]
    [InlineData(WeComAppMessageKind.Voice, "voice", "Format")]
    [InlineData(WeComAppMessageKind.Video, "video", "ThumbMediaId")]
    [InlineData(WeComAppMessageKind.Location, "location", "Location_X")]
    [InlineData(WeComAppMessageKind.Link, "link", "Url")]
    [InlineData(WeComAppMessageKind.File, "file", "FileName")]
    [InlineData(WeComAppMessageKind.Unknown, "brand_new_type", "Foo")]
    public async Task Each_kind_has_its_elements(WeComAppMessageKind kind, string type, string element)
    {
        await using var app = await FakeWeComApp.StartAsync();

        var message = XElement.Parse(app.Ask(new() { Text = "x", Kind = kind }).Plaintext);

        Assert.Equal(type, (string?)message.Element("MsgType"));
        Assert.NotNull(message.Element(element));
    }

    [Fact]
    public async Task Each_event_can_be_told()
    {
        await using var app = await FakeWeComApp.StartAsync();

        Assert.Equal(26, WeComAppEvents.All.Count);
        foreach (var name in WeComAppEvents.All.Append("brand_new_event"))
        {
            var told = XElement.Parse(app.Raise(name).Plaintext);
            Assert.Equal(("event", name), ((string?)told.Element("MsgType"), (string?)told.Element("Event")));
            Assert.Null(told.Element("MsgId"));
        }

        Assert.Equal("sys", (string?)XElement.Parse(app.Raise("change_contact").Plaintext).Element("FromUserName"));
        Assert.Equal("MENU", (string?)XElement.Parse(app.Raise("click", eventKey: "MENU").Plaintext).Element("EventKey"));
    }

    [Fact]
    public async Task A_message_keeps_its_id_whatever_it_was_given_as()
    {
        await using var app = await FakeWeComApp.StartAsync();

        Assert.Equal("42", app.Ask(new() { MsgId = "42" }).MsgId);
        Assert.Equal(app.Ask(new() { MsgId = "delivered-twice" }).MsgId, app.Ask(new() { MsgId = "delivered-twice" }).MsgId);
        Assert.True(long.Parse(app.Ask(new() { MsgId = "delivered-twice" }).MsgId, System.Globalization.CultureInfo.InvariantCulture) > 1L << 53);
        Assert.NotEqual(app.Ask(new()).MsgId, app.Ask(new()).MsgId);
    }

    [Fact]
    public async Task A_repeat_is_the_same_inside_and_new_around_it()
    {
        await using var app = await FakeWeComApp.StartAsync(new() { TimeProvider = _clock });
        var first = app.Ask(new() { Text = "hi" });

        var second = first.SignedAt(_clock.GetUtcNow() + TimeSpan.FromSeconds(5));

        Assert.Equal(first.Plaintext, second.Plaintext);
        Assert.NotEqual(first.Body, second.Body);
        Assert.NotEqual((first.Nonce, first.Signature), (second.Nonce, second.Signature));
    }

    [Fact]
    public async Task What_is_wrong_with_a_call_is_wrong_in_one_thing_only()
    {
        await using var app = await FakeWeComApp.StartAsync(new() { TimeProvider = _clock });
        var cipher = new WeComCipher(app.Token, app.EncodingAesKey, app.CorpId);
        var webhook = app.Ask(new() { Text = "hi" });

        Assert.Equal(("1767225606", "1767225305"), (webhook.Timestamp, webhook.Stale().Timestamp));
        Assert.Equal(Signature(cipher, webhook.Stale()), webhook.Stale().Signature);
        Assert.Equal(Signature(cipher, webhook.For("wwother")), webhook.For("wwother").Signature);
        Assert.Throws<WeComBadAnswerException>(() => cipher.Decrypt(Encrypted(webhook.For("wwother"))));
        Assert.NotEqual(Signature(cipher, webhook.Forged()), webhook.Forged().Signature);
        Assert.Equal((webhook.Signature, "1767225607"), (webhook.Redated(_clock.GetUtcNow() + TimeSpan.FromSeconds(1)).Signature, webhook.Redated(_clock.GetUtcNow() + TimeSpan.FromSeconds(1)).Timestamp));
        Assert.DoesNotContain("msg_signature", webhook.WithoutSignature().ToRequest(Webhook).RequestUri!.Query, StringComparison.Ordinal);
        Assert.Equal(webhook.Signature, webhook.WithBody([1]).Signature);
    }

    [Fact]
    public async Task An_address_is_checked_with_an_echo_that_must_come_back_bare()
    {
        await using var app = await FakeWeComApp.StartAsync();
        var check = app.CheckAddress("4869230421567213");

        using var request = check.ToRequest(Webhook);

        var query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        var cipher = new WeComCipher(app.Token, app.EncodingAesKey, app.CorpId);
        Assert.Equal(HttpMethod.Get, request.Method);
        Assert.Equal(cipher.Sign(query["timestamp"]!, query["nonce"]!, query["echostr"]!), query["msg_signature"]);
        Assert.Equal("4869230421567213", Encoding.UTF8.GetString(cipher.Decrypt(query["echostr"]!)));
        Assert.True(check.IsPassedBy(200, "4869230421567213"u8));
        Assert.False(check.IsPassedBy(200, "\"4869230421567213\""u8));
        Assert.False(check.IsPassedBy(200, "4869230421567213\n"u8));
        Assert.False(check.IsPassedBy(403, "4869230421567213"u8));
        using var forged = check.Forged().ToRequest(Webhook);
        Assert.NotEqual(query["msg_signature"], HttpUtility.ParseQueryString(forged.RequestUri!.Query)["msg_signature"]);
    }

    private static string Signature(WeComCipher cipher, WeComWebhook webhook) => cipher.Sign(webhook.Timestamp, webhook.Nonce, Encrypted(webhook));

    private static string Encrypted(WeComWebhook webhook) => (string)XElement.Parse(Encoding.UTF8.GetString(webhook.Body)).Element("Encrypt")!;
}
