using System.Text;
using System.Text.Json.Nodes;
using System.Web;

namespace BotHost.Simulator.Tests.WeCom;

public sealed class AiBotQuestionTests
{
    private static readonly Uri Webhook = new("http://127.0.0.1:1/webhooks/wecom-aibot");

    [Fact]
    public async Task A_private_text_is_as_the_page_shows_it()
    {
        await using var bot = await FakeWeComAiBot.StartAsync(new() { AiBotId = "aibTEST" });

        var said = Read(bot.Ask(new() { Text = "你好", PersonId = "lisi", MsgId = "CAIQz7/MjQYY=" }));
        var address = (string)said["response_url"]!;

        Assert.StartsWith(bot.BaseUrl + "cgi-bin/aibot/response?response_code=RC_", address, StringComparison.Ordinal);
        said["response_url"] = "R";
        Assert.Equal(
            """{"msgid":"CAIQz7/MjQYY=","aibotid":"aibTEST","chattype":"single","from":{"userid":"lisi"},"response_url":"R","msgtype":"text","text":{"content":"你好"}}""",
            said.ToJsonString(Relaxed));
    }

    [Fact]
    public async Task In_a_group_the_bots_name_stands_in_the_words()
    {
        await using var bot = await FakeWeComAiBot.StartAsync(new() { BotName = "IT 机器人" });

        var said = Read(bot.Ask(new() { Text = "打印机坏了", IsGroup = true, GroupId = "wrG", Quote = "旧的" }));

        Assert.Equal(("group", "wrG", "@IT 机器人 打印机坏了"), ((string?)said["chattype"], (string?)said["chatid"], (string?)said["text"]!["content"]));
        Assert.Equal("""{"msgtype":"text","text":{"content":"旧的"}}""", said["quote"]!.ToJsonString(Relaxed));
    }

    [Fact]
    public async Task Words_around_a_picture_are_a_list_of_parts()
    {
        await using var bot = await FakeWeComAiBot.StartAsync();

        var said = Read(bot.Ask(new() { Text = "看图", IsGroup = true, Kind = WeComAiBotMessageKind.Mixed }));

        Assert.Equal(["text", "image"], said["mixed"]!["msg_item"]!.AsArray().Select(item => (string)item!["msgtype"]!));
        Assert.Equal("@小助手 看图", (string?)said["mixed"]!["msg_item"]![0]!["text"]!["content"]);
    }

    [Theory]
    [InlineData(WeComAiBotMessageKind.Image, "image", "url")]
    [InlineData(WeComAiBotMessageKind.Voice, "voice", "content")]
    [InlineData(WeComAiBotMessageKind.File, "file", "url")]
    [InlineData(WeComAiBotMessageKind.Video, "video", "url")]
    [InlineData(WeComAiBotMessageKind.Unknown, "brand_new_type", "foo")]
    public async Task Each_kind_has_its_part(WeComAiBotMessageKind kind, string type, string name)
    {
        await using var bot = await FakeWeComAiBot.StartAsync();

        var said = Read(bot.Ask(new() { Text = "x", Kind = kind }));

        Assert.Equal(type, (string?)said["msgtype"]);
        Assert.NotNull(said[type]![name]);
    }

    [Fact]
    public async Task Events_say_what_happened_and_only_a_pressed_button_brings_a_response_address()
    {
        await using var bot = await FakeWeComAiBot.StartAsync();

        var (opened, pressed, judged) = (Read(bot.EnterChat("lisi")), Read(bot.Press("ok \"1\"", groupId: "wrG")), Read(bot.Judge("fb-1")));

        Assert.Equal(["enter_chat", "template_card_event", "feedback_event"], new[] { opened, pressed, judged }.Select(said => (string)said["event"]!["eventtype"]!));
        Assert.Equal([false, true, false], new[] { opened, pressed, judged }.Select(said => said["response_url"] is not null));
        Assert.Equal("ok \"1\"", (string?)pressed["event"]!["template_card_event"]!["event_key"]);
        Assert.Null(opened["chattype"]);
    }

    [Fact]
    public async Task The_call_is_signed_and_made_for_an_empty_receiver()
    {
        await using var bot = await FakeWeComAiBot.StartAsync();
        var webhook = bot.Ask(new() { Text = "你好" });

        using var request = webhook.ToRequest(Webhook);

        var query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        var encrypted = (string)JsonNode.Parse(await request.Content!.ReadAsStringAsync())!["encrypt"]!;
        var cipher = new WeComCipher(bot.Token, bot.EncodingAesKey, "");
        Assert.Equal(cipher.Sign(query["timestamp"]!, query["nonce"]!, encrypted), query["msg_signature"]);
        Assert.Equal(webhook.Plaintext, Encoding.UTF8.GetString(cipher.Decrypt(encrypted)));
    }

    [Fact]
    public async Task A_message_delivered_twice_brings_the_same_response_address()
    {
        await using var bot = await FakeWeComAiBot.StartAsync();

        Assert.Equal((string)Read(bot.Ask(new() { MsgId = "m1" }))["response_url"]!, (string?)Read(bot.Ask(new() { MsgId = "m1" }))["response_url"]);
        Assert.NotEqual((string)Read(bot.Ask(new()))["response_url"]!, (string?)Read(bot.Ask(new()))["response_url"]);
    }

    /// <summary>A bot has no token: whoever looks whether WeCom is there is told so.</summary>
    [Fact]
    public async Task A_call_that_wants_a_token_is_refused_and_is_no_mistake()
    {
        await using var bot = await FakeWeComAiBot.StartAsync();
        using var http = new HttpClient { BaseAddress = bot.BaseUrl };

        Assert.Equal(41001, (int)JsonNode.Parse(await http.GetStringAsync("/cgi-bin/getcallbackip"))!["errcode"]!);
        Assert.Empty(bot.Violations);
    }

    private static JsonNode Read(WeComWebhook webhook) => JsonNode.Parse(webhook.Plaintext)!;

    private static System.Text.Json.JsonSerializerOptions Relaxed { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
