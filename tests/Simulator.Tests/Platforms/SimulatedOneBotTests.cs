using System.Text.Json.Nodes;
using BotHost.Simulator.Tests.OneBot;

namespace BotHost.Simulator.Tests.Platforms;

public sealed class SimulatedOneBotTests
{
    private static readonly Uri Host = new("http://127.0.0.1:5080");

    [Fact]
    public async Task People_and_groups_read_under_the_ids_they_asked_with()
    {
        await using var platform = await SimulatedOneBot.StartAsync();
        using var client = new OneBotClient(platform.Fake);
        using var alone = platform.Ask(new() { Person = new("s1", "小李"), Text = "a" }, Host);
        using var together = platform.Ask(new() { Person = new("s1", "小李"), Group = new("cidG==", "项目组"), Text = "b" }, Host);

        await client.SendPrivateAsync((long)(await BodyAsync(alone))["user_id"]!, "A");
        await client.SendToGroupAsync((long)(await BodyAsync(together))["group_id"]!, OneBotClient.Segment("text", "text", "B"));

        Assert.Equal("http://127.0.0.1:5080/webhooks/onebot", alone.RequestUri!.ToString());
        Assert.Equal([("s1", "A"), ("cidG==", "B")], platform.Deliveries.Select(delivery => (delivery.Target, delivery.Text)));
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_question_asked_twice_with_one_id_is_one_message()
    {
        await using var platform = await SimulatedOneBot.StartAsync();
        var question = new SimulatedQuestion { Person = new("s1", "小李"), Text = "你好", Id = "msg-delivered-twice" };

        using var first = platform.Ask(question, Host);
        using var second = platform.Ask(question, Host);

        Assert.Equal((int)(await BodyAsync(first))["message_id"]!, (int)(await BodyAsync(second))["message_id"]!);
    }

    [Fact]
    public async Task A_forged_question_has_another_signature()
    {
        await using var platform = await SimulatedOneBot.StartAsync();
        using var forged = platform.Ask(new() { Person = new("s1", "小李"), Text = "hi", Forged = true }, Host);

        var right = platform.Fake.Post(await forged.Content!.ReadAsByteArrayAsync()).Signature;

        Assert.NotEqual(right, forged.Headers.GetValues("X-Signature").Single());
    }

    [Theory]
    [InlineData(SimulatedMessageKind.Text, "text")]
    [InlineData(SimulatedMessageKind.Picture, "image")]
    [InlineData(SimulatedMessageKind.Audio, "record")]
    [InlineData(SimulatedMessageKind.File, "file")]
    [InlineData(SimulatedMessageKind.Unknown, "hologram")]
    public async Task Each_kind_of_message_is_sent_as_the_standard_calls_it(SimulatedMessageKind kind, string type)
    {
        await using var platform = await SimulatedOneBot.StartAsync();

        using var request = platform.Ask(new() { Person = new("s1", "小李"), Text = "x", Kind = kind }, Host);

        Assert.Equal(type, (string?)(await BodyAsync(request))["message"]![0]!["type"]);
    }

    [Theory]
    [InlineData(null, "Secret")]
    [InlineData("", "AllowUnsigned")]
    public async Task A_host_is_told_whether_events_are_signed(string? secret, string setting)
    {
        await using var platform = await SimulatedOneBot.StartAsync(options: new() { Secret = secret });

        Assert.Contains($"Bots:onebot:{setting}", platform.Settings.Keys);
    }

    private static async Task<JsonNode> BodyAsync(HttpRequestMessage request) => JsonNode.Parse(await request.Content!.ReadAsStringAsync())!;
}
