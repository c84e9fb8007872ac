using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using System.Xml.Linq;
using BotHost.Simulator.Tests.WeCom;

namespace BotHost.Simulator.Tests.Platforms;

public sealed class SimulatedWeComTests
{
    private static readonly Uri Host = new("http://127.0.0.1:5080");

    [Fact]
    public async Task The_app_is_asked_at_the_webhook_of_its_bot_and_people_read_under_their_ids()
    {
        await using var platform = await SimulatedWeComApp.StartAsync();
        using var client = await WeComAppClient.StartAsync(platform.Fake);
        using var alone = platform.Ask(new() { Person = new("staff-ming", "小明"), Text = "a" }, Host);

        await client.SendAsync("A", "staff-ming");

        Assert.Equal("http://127.0.0.1:5080/webhooks/wecom", alone.RequestUri!.GetLeftPart(UriPartial.Path));
        Assert.Equal(("staff-ming", "A"), (platform.Deliveries[0].Target, platform.Deliveries[0].Text));
        Assert.Equal((1, 1, 0), (platform.SendRequests, platform.TokenRequests, platform.ThrottledCalls));
        Assert.Empty(platform.Violations);
    }

    [Theory]
    [InlineData(SimulatedMessageKind.Text, "text")]
    [InlineData(SimulatedMessageKind.Picture, "image")]
    [InlineData(SimulatedMessageKind.Audio, "voice")]
    [InlineData(SimulatedMessageKind.File, "file")]
    [InlineData(SimulatedMessageKind.Unknown, "brand_new_type")]
    public async Task Each_kind_of_message_is_sent_as_WeCom_calls_it_for_apps(SimulatedMessageKind kind, string type)
    {
        await using var platform = await SimulatedWeComApp.StartAsync();

        using var request = platform.Ask(new() { Person = new("s1", "小李"), Text = "x", Kind = kind }, Host);

        var envelope = XElement.Parse(await request.Content!.ReadAsStringAsync());
        var message = Encoding.UTF8.GetString(new WeComCipher(platform.Fake.Token, platform.Fake.EncodingAesKey, platform.Fake.CorpId).Decrypt((string)envelope.Element("Encrypt")!));
        Assert.Equal(type, (string?)XElement.Parse(message).Element("MsgType"));
    }

    [Fact]
    public async Task A_picture_with_words_is_one_message_of_both_and_its_file_is_there()
    {
        await using var platform = await SimulatedWeComAiBot.StartAsync();
        using var http = new HttpClient();

        using var request = platform.Ask(
            new() { Person = new("s1", "小李"), Text = "这是什么？", Kind = SimulatedMessageKind.Picture, Attachment = new() { Content = "x"u8.ToArray() } }, Host);

        var items = (await ReadAsync(platform.Fake, request))["mixed"]!["msg_item"]!;
        Assert.Equal("这是什么？", (string?)items[0]!["text"]!["content"]);
        Assert.Equal(32, (await http.GetByteArrayAsync((string)items[1]!["image"]!["url"]!)).Length);
        Assert.True(platform.NamesDownloadAddresses);
    }

    [Theory]
    [InlineData(SimulatedMessageKind.Text, "text", "text")]
    [InlineData(SimulatedMessageKind.Picture, "image", "mixed")]
    [InlineData(SimulatedMessageKind.Audio, "voice", "voice")]
    [InlineData(SimulatedMessageKind.File, "file", "file")]
    [InlineData(SimulatedMessageKind.Unknown, "brand_new_type", "brand_new_type")]
    public async Task Each_kind_of_message_is_sent_as_WeCom_calls_it_for_bots(SimulatedMessageKind kind, string alone, string together)
    {
        await using var platform = await SimulatedWeComAiBot.StartAsync();

        using var first = platform.Ask(new() { Person = new("s1", "小李"), Text = "x", Kind = kind }, Host);
        using var second = platform.Ask(new() { Person = new("s1", "小李"), Group = new("wrG", "项目组"), Text = "x", Kind = kind }, Host);

        Assert.Equal((alone, together), ((string?)(await ReadAsync(platform.Fake, first))["msgtype"], (string?)(await ReadAsync(platform.Fake, second))["msgtype"]));
    }

    [Fact]
    public async Task A_question_that_is_posted_goes_through_the_platform_which_then_lets_the_answer_grow()
    {
        await using var platform = await SimulatedWeComAiBot.StartAsync(options: new() { PollPace = TimeSpan.FromMilliseconds(5) });
        await using var bot = await ScriptedBot.StartAsync(platform.Fake);
        bot.Say(ScriptedBot.Frame("A"), ScriptedBot.Frame("AB"), ScriptedBot.Frame("ABC", finish: true));
        using var http = new HttpClient();
        using var request = platform.Ask(new() { Person = new("s1", "小李"), Group = new("wrG", "项目组"), Text = "a" }, new Uri(bot.Webhook, "/"));

        using var response = await http.SendAsync(request);
        var seen = await platform.WaitForAsync(deliveries => deliveries.Any(delivery => delivery.IsFinished), Fakes.Patience);

        Assert.Equal((200, "text/plain"), ((int)response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Contains("encrypt", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(("wrG", "ABC"), (Assert.Single(seen).Target, seen[0].Text));
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_forged_question_is_refused_and_nothing_comes_of_it()
    {
        await using var platform = await SimulatedWeComAiBot.StartAsync();
        await using var bot = await ScriptedBot.StartAsync(platform.Fake);
        using var http = new HttpClient();
        using var request = platform.Ask(new() { Person = new("s1", "小李"), Text = "hi", Forged = true }, new Uri(bot.Webhook, "/"));

        using var response = await http.SendAsync(request);

        Assert.Equal(403, (int)response.StatusCode);
        Assert.Empty(bot.Calls);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task Where_the_host_is_gone_the_caller_hears_nothing_either()
    {
        await using var platform = await SimulatedWeComAiBot.StartAsync();
        var bot = await ScriptedBot.StartAsync(platform.Fake);
        var host = new Uri(bot.Webhook, "/");
        await bot.DisposeAsync();
        using var http = new HttpClient();
        using var request = platform.Ask(new() { Person = new("s1", "小李"), Text = "hi" }, host);

        await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(request));

        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_forged_question_to_the_app_has_the_signature_of_a_stranger()
    {
        await using var platform = await SimulatedWeComApp.StartAsync();

        using var forged = platform.Ask(new() { Person = new("s1", "小李"), Text = "hi", Forged = true }, Host);

        var query = HttpUtility.ParseQueryString(forged.RequestUri!.Query);
        var encrypted = (string)XElement.Parse(await forged.Content!.ReadAsStringAsync()).Element("Encrypt")!;
        var cipher = new WeComCipher(platform.Fake.Token, platform.Fake.EncodingAesKey, platform.Fake.CorpId);
        Assert.NotEqual(cipher.Sign(query["timestamp"]!, query["nonce"]!, encrypted), query["msg_signature"]);
    }

    [Fact]
    public async Task The_settings_are_those_of_the_bot_and_the_address_that_both_platforms_share()
    {
        await using var app = await SimulatedWeComApp.StartAsync();
        await using var bot = await SimulatedWeComAiBot.StartAsync();

        foreach (ISimulatedPlatform platform in new ISimulatedPlatform[] { app, bot })
        {
            Assert.Equal(platform.Name, platform.Settings[$"Bots:{platform.Bot}:Platform"]);
            Assert.All(platform.Settings.Keys, key => Assert.True(key.StartsWith($"Bots:{platform.Bot}:", StringComparison.Ordinal) || key == "Platforms:WeCom:BaseUrl", key));
            Assert.All(platform.Settings.Values, Assert.NotEmpty);
        }
    }

    private static async Task<JsonNode> ReadAsync(FakeWeComAiBot bot, HttpRequestMessage request)
    {
        var encrypted = (string)JsonNode.Parse(await request.Content!.ReadAsStringAsync())!["encrypt"]!;
        return JsonNode.Parse(new WeComCipher(bot.Token, bot.EncodingAesKey, "").Decrypt(encrypted))!;
    }
}
