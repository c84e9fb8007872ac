using System.Text.Json.Nodes;
using BotHost.Simulator.Tests.DingTalk;

namespace BotHost.Simulator.Tests.Platforms;

/// <summary>What every simulated platform owes to a play.</summary>
public sealed class SimulatedPlatformTests
{
    private static readonly Uri Host = new("http://127.0.0.1:5080");

    [Fact]
    public async Task Each_platform_has_a_name_a_bot_and_its_settings()
    {
        foreach (var platform in await SimulatedPlatforms.StartAllAsync(TestContext.Current.CancellationToken))
        {
            await using var _ = platform;

            Assert.Equal(platform.Name, platform.Settings[$"Bots:{platform.Bot}:Platform"]);
            Assert.All(platform.Settings.Keys, key => Assert.True(key.StartsWith($"Bots:{platform.Bot}:", StringComparison.Ordinal) || key.StartsWith($"Platforms:{platform.Name}:", StringComparison.Ordinal), key));
            Assert.All(platform.Settings, setting => Assert.NotEmpty(setting.Value));
        }
    }

    [Fact]
    public async Task Each_platform_calls_the_webhook_of_its_bot()
    {
        foreach (var platform in await SimulatedPlatforms.StartAllAsync(TestContext.Current.CancellationToken))
        {
            await using var _ = platform;

            using var request = platform.Ask(new SimulatedQuestion { Person = new("s1", "小李"), Text = "你好" }, Host);

            // A platform whose answers travel in the answers to its calls passes them on itself.
            Assert.Equal($"/webhooks/{platform.Bot}", request.RequestUri!.AbsolutePath);
            Assert.Equal(platform is SimulatedWeComAiBot ? ((SimulatedWeComAiBot)platform).Fake.BaseUrl.Authority : Host.Authority, request.RequestUri.Authority);
        }
    }

    [Fact]
    public async Task Each_platform_is_started_by_its_name()
    {
        foreach (var name in SimulatedPlatforms.Names)
        {
            await using var platform = await SimulatedPlatforms.StartAsync(name, new SimulatedPlatformOptions(), TestContext.Current.CancellationToken);

            Assert.Equal(name, platform.Name);
            Assert.Equal((0, 0, 0), (platform.SendRequests, platform.TokenRequests, platform.ThrottledCalls));
        }

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => SimulatedPlatforms.StartAsync("Pigeon", new(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_question_asked_twice_under_one_id_is_one_message_twice()
    {
        await using var platform = await SimulatedDingTalk.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var question = new SimulatedQuestion { Person = new("s1", "小李"), Text = "你好", Id = "m1" };

        using var first = platform.Ask(question, Host);
        using var second = platform.Ask(question, Host);

        Assert.Equal("m1", (string?)(await BodyAsync(first))["msgId"]);
        Assert.Equal("m1", (string?)(await BodyAsync(second))["msgId"]);
    }

    [Fact]
    public async Task A_forged_question_has_another_sign()
    {
        await using var platform = await SimulatedDingTalk.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var signer = platform.Fake.Ask(new() { Text = "hi" });

        using var forged = platform.Ask(new() { Person = new("s1", "小李"), Text = "hi", Forged = true }, Host);

        Assert.NotEqual(signer.SignedAt(DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(forged.Headers.GetValues("timestamp").Single(), System.Globalization.CultureInfo.InvariantCulture))).Sign, forged.Headers.GetValues("sign").Single());
    }

    [Fact]
    public async Task People_and_groups_read_under_the_ids_they_asked_with()
    {
        await using var platform = await SimulatedDingTalk.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = new DingTalkClient(platform.Fake);
        using var alone = platform.Ask(new() { Person = new("s1", "小李"), Text = "a" }, Host);
        using var together = platform.Ask(new() { Person = new("s1", "小李"), Group = new("cidG==", "项目组"), Text = "b" }, Host);

        await client.SendBySessionAsync(new Uri((string)(await BodyAsync(alone))["sessionWebhook"]!), "A");
        await client.SendBySessionAsync(new Uri((string)(await BodyAsync(together))["sessionWebhook"]!), "B");

        Assert.Equal([("s1", "A"), ("cidG==", "B")], platform.Deliveries.Select(delivery => (delivery.Target, delivery.Text)));
        Assert.Equal("项目组", (string?)(await BodyAsync(together))["conversationTitle"]);
    }

    [Theory]
    [InlineData(SimulatedMessageKind.Text, "text")]
    [InlineData(SimulatedMessageKind.Picture, "picture")]
    [InlineData(SimulatedMessageKind.Audio, "audio")]
    [InlineData(SimulatedMessageKind.File, "file")]
    [InlineData(SimulatedMessageKind.Unknown, "unknownMsgType")]
    public async Task Each_kind_of_message_is_sent_as_DingTalk_calls_it(SimulatedMessageKind kind, string msgtype)
    {
        await using var platform = await SimulatedDingTalk.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

        using var request = platform.Ask(new() { Person = new("s1", "小李"), Text = "x", Kind = kind }, Host);

        Assert.Equal(msgtype, (string?)(await BodyAsync(request))["msgtype"]);
    }

    private static async Task<JsonNode> BodyAsync(HttpRequestMessage request)
    {
        return JsonNode.Parse(await request.Content!.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }
}
