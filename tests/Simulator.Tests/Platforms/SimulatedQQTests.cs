using System.Text.Json.Nodes;
using BotHost.Simulator.Tests.QQ;

namespace BotHost.Simulator.Tests.Platforms;

public sealed class SimulatedQQTests
{
    private static readonly Uri Host = new("http://127.0.0.1:5080");

    [Fact]
    public async Task People_and_groups_read_under_the_ids_they_asked_with()
    {
        await using var platform = await SimulatedQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform.Fake);
        using var alone = platform.Ask(new() { Person = new("s1", "小李"), Text = "a", Id = "m1" }, Host);
        using var together = platform.Ask(new() { Person = new("s1", "小李"), Group = new("cidG==", "项目组"), Text = "b", Id = "m2" }, Host);

        await client.PostAsync($"/v2/users/{platform.Fake.UserOpenId("s1")}/messages", Reply("m1", "A"));
        await client.PostAsync($"/v2/groups/{platform.Fake.GroupOpenId("cidG==")}/messages", Reply("m2", "B"));

        Assert.Equal("http://127.0.0.1:5080/webhooks/qq", alone.RequestUri!.ToString());
        Assert.Equal([("s1", "A"), ("cidG==", "B")], platform.Deliveries.Select(delivery => (delivery.Target, delivery.Text)));
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_question_asked_twice_with_one_id_is_one_message_in_one_envelope()
    {
        await using var platform = await SimulatedQQ.StartAsync();
        var question = new SimulatedQuestion { Person = new("s1", "小李"), Text = "你好", Id = "m1" };

        using var first = platform.Ask(question, Host);
        using var second = platform.Ask(question, Host);

        var (one, other) = (await BodyAsync(first), await BodyAsync(second));
        Assert.Equal(("m1", "m1"), ((string?)one["d"]!["id"], (string?)other["d"]!["id"]));
        Assert.Equal((string)one["id"]!, (string?)other["id"]);
    }

    [Fact]
    public async Task A_forged_question_is_signed_with_another_key()
    {
        await using var platform = await SimulatedQQ.StartAsync();
        var signer = new QQSigner(platform.Fake.AppSecret);

        using var genuine = platform.Ask(new() { Person = new("s1", "小李"), Text = "hi" }, Host);
        using var forged = platform.Ask(new() { Person = new("s1", "小李"), Text = "hi", Forged = true }, Host);

        Assert.Equal(await SignAsync(signer, genuine), genuine.Headers.GetValues("X-Signature-Ed25519").Single());
        Assert.NotEqual(await SignAsync(signer, forged), forged.Headers.GetValues("X-Signature-Ed25519").Single());
    }

    [Theory]
    [InlineData(SimulatedMessageKind.Text, null)]
    [InlineData(SimulatedMessageKind.Picture, "image/jpeg")]
    [InlineData(SimulatedMessageKind.Audio, "voice")]
    [InlineData(SimulatedMessageKind.File, "file")]
    [InlineData(SimulatedMessageKind.Unknown, null)]
    public async Task Each_kind_of_message_is_sent_as_QQ_calls_it(SimulatedMessageKind kind, string? type)
    {
        await using var platform = await SimulatedQQ.StartAsync();

        using var request = platform.Ask(new() { Person = new("s1", "小李"), Text = "x", Kind = kind }, Host);

        var said = (await BodyAsync(request))["d"]!;
        Assert.Equal(type, (string?)said["attachments"]?[0]!["content_type"]);
        Assert.Equal(kind == SimulatedMessageKind.Unknown ? 199 : 0, (int)said["message_type"]!);
    }

    [Fact]
    public async Task A_stream_tells_how_it_grows()
    {
        await using var platform = await SimulatedQQ.StartAsync(options: new() { StreamPace = TimeSpan.Zero });
        using var client = await QQClient.StartAsync(platform.Fake);
        var told = new List<string>();
        platform.Delivered += seen => told.Add(seen.Text);
        platform.Changed += seen => told.Add(seen.Text);
        var question = platform.Fake.Ask(new());

        var id = (string?)(await client.StreamAsync(question, null, 0, "a")).Body!["id"];
        await client.StreamAsync(question, id, 1, "ab", last: true);

        Assert.Equal(["a", "ab"], told);
    }

    private static JsonObject Reply(string msgId, string text) => new() { ["msg_type"] = 0, ["content"] = text, ["msg_id"] = msgId };

    private static async Task<JsonNode> BodyAsync(HttpRequestMessage request) => JsonNode.Parse(await request.Content!.ReadAsStringAsync())!;

    private static async Task<string> SignAsync(QQSigner signer, HttpRequestMessage request)
    {
        return signer.Sign(request.Headers.GetValues("X-Signature-Timestamp").Single(), await request.Content!.ReadAsByteArrayAsync());
    }
}
