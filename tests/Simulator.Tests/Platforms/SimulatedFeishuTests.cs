using System.Text.Json.Nodes;
using BotHost.Simulator.Tests.Feishu;

namespace BotHost.Simulator.Tests.Platforms;

/// <summary>Feishu as a play sees it.</summary>
public sealed class SimulatedFeishuTests
{
    private static readonly Uri Host = new("http://127.0.0.1:5080");

    [Fact]
    public async Task A_question_asked_twice_under_one_id_is_one_message_twice()
    {
        await using var platform = await StartPlainAsync();
        var question = new SimulatedQuestion { Person = new("s1", "小李"), Text = "你好", Id = "m1" };

        using var first = platform.Ask(question, Host);
        using var second = platform.Ask(question, Host);

        Assert.Equal(FeishuIds.Message("m1"), (string?)(await MessageAsync(first))["message_id"]);
        Assert.Equal(FeishuIds.Message("m1"), (string?)(await MessageAsync(second))["message_id"]);
    }

    [Fact]
    public async Task People_and_groups_read_under_the_ids_they_asked_with()
    {
        await using var platform = await StartPlainAsync();
        using var client = await FeishuClient.ConnectAsync(platform.Fake);
        using var alone = platform.Ask(new() { Person = new("s1", "小李"), Text = "a" }, Host);
        using var together = platform.Ask(new() { Person = new("s1", "小李"), Group = new("cidG==", "项目组"), Text = "b" }, Host);

        await client.ReplyAsync((string)(await MessageAsync(alone))["message_id"]!, "A");
        await client.ReplyAsync((string)(await MessageAsync(together))["message_id"]!, "B");

        Assert.Equal([("s1", "A"), ("cidG==", "B")], platform.Deliveries.Select(delivery => (delivery.Target, delivery.Text)));
        Assert.Equal("""{"text":"@_user_1 b"}""", (string?)(await MessageAsync(together))["content"]);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_play_is_told_of_every_change_of_a_card()
    {
        await using var platform = await StartPlainAsync();
        using var client = await FeishuClient.ConnectAsync(platform.Fake);
        var told = new List<(string, bool)>();
        platform.Delivered += delivery => told.Add((delivery.Text, delivery.IsFinished));
        platform.Changed += delivery => told.Add((delivery.Text, delivery.IsFinished));
        using var question = platform.Ask(new() { Person = new("s1", "小李"), Text = "a" }, Host);
        var card = await client.CreateCardAsync();

        await client.ReplyWithCardAsync((string)(await MessageAsync(question))["message_id"]!, card);
        await client.WriteAsync(card, "hi", 1);
        await client.ConfigureAsync(card, streams: false, 2);

        Assert.Equal([("", false), ("hi", false), ("hi", true)], told);
    }

    [Theory]
    [InlineData(SimulatedMessageKind.Text, "text")]
    [InlineData(SimulatedMessageKind.Picture, "image")]
    [InlineData(SimulatedMessageKind.Audio, "audio")]
    [InlineData(SimulatedMessageKind.File, "file")]
    [InlineData(SimulatedMessageKind.Unknown, "hologram")]
    public async Task Each_kind_of_message_is_sent_as_Feishu_calls_it(SimulatedMessageKind kind, string type)
    {
        await using var platform = await StartPlainAsync();

        using var request = platform.Ask(new() { Person = new("s1", "小李"), Text = "x", Kind = kind }, Host);

        Assert.Equal(type, (string?)(await MessageAsync(request))["message_type"]);
    }

    [Fact]
    public async Task Only_an_app_with_an_encrypt_key_has_a_setting_for_it()
    {
        await using var plain = await StartPlainAsync();
        await using var hidden = await SimulatedFeishu.StartAsync("lark", cancellationToken: TestContext.Current.CancellationToken);

        Assert.DoesNotContain("Bots:feishu:EncryptKey", plain.Settings.Keys);
        Assert.Equal(hidden.Fake.EncryptKey, hidden.Settings["Bots:lark:EncryptKey"]);
    }

    private static Task<SimulatedFeishu> StartPlainAsync()
    {
        return SimulatedFeishu.StartAsync(options: new() { EncryptKey = "" }, cancellationToken: TestContext.Current.CancellationToken);
    }

    private static async Task<JsonNode> MessageAsync(HttpRequestMessage request)
    {
        return JsonNode.Parse(await request.Content!.ReadAsStringAsync(TestContext.Current.CancellationToken))!["event"]!["message"]!;
    }
}
