using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.Feishu;

/// <summary>Cards that grow: one message, one writer, in order, within the limits, and closed at the end.</summary>
public sealed class CardTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_780_000_000);

    private readonly ManualTimeProvider _clock = new(Now);

    [Fact]
    public async Task A_card_is_one_message_that_grows_until_it_is_closed()
    {
        await using var platform = await StartAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var changes = new List<string>();
        platform.Changed += delivery => changes.Add(delivery.Text);
        var card = await client.CreateCardAsync();

        var message = (string?)(await client.ReplyWithCardAsync(platform.Ask(new() { PersonId = "ming" }).MessageId, card)).Data["message_id"];
        await client.WriteAsync(card, "你", 1);
        await client.WriteAsync(card, "你好", 2);
        Assert.False(platform.Deliveries.Single().IsFinished);
        await client.WriteAsync(card, "你好！", 3);
        await client.ConfigureAsync(card, streams: false, 4, summary: "你好！");

        var seen = Assert.Single(platform.Deliveries);
        Assert.Equal((message, "reply", "ming", "interactive", "你好！", "你好！", 3, true), (seen.Id, seen.Via, seen.Target, seen.MsgType, seen.Title, seen.Text, seen.Updates, seen.IsFinished));
        Assert.Equal([("", false), ("你", false), ("你好", false), ("你好！", false), ("你好！", true)], platform.States.Select(state => (state.Text, state.IsFinished)));
        Assert.Equal(["你", "你好", "你好！", "你好！"], changes);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task What_was_written_before_the_card_was_sent_is_there_when_it_is()
    {
        await using var platform = await StartAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var card = await client.CreateCardAsync();

        await client.WriteAsync(card, "early", 1);
        await client.ReplyWithCardAsync(platform.Ask(new()).MessageId, card);

        Assert.Equal(("early", 0), (platform.Deliveries.Single().Text, platform.Deliveries.Single().Updates));
    }

    [Theory]
    [InlineData(0, 10002)]
    [InlineData(-1, 10002)]
    [InlineData(4, 300317)]
    [InlineData(5, 300317)]
    [InlineData(6, 0)]
    public async Task The_sequence_rises_over_all_operations_of_a_card(int sequence, int code)
    {
        await using var platform = await StartAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var card = await client.CreateCardAsync();
        await client.WriteAsync(card, "a", 2);
        await client.ConfigureAsync(card, streams: true, 5);

        Assert.Equal(code, (await client.WriteAsync(card, "b", sequence)).Code);
        Assert.Equal(code == 0 ? 0 : 1, platform.Violations.Count(line => line.StartsWith("sequence: ", StringComparison.Ordinal)));
        Assert.Equal(0, (await client.WriteAsync(await client.CreateCardAsync(), "another card counts on its own", 1)).Code);
    }

    [Fact]
    public async Task An_operation_without_a_sequence_is_refused()
    {
        await using var platform = await StartAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var card = await client.CreateCardAsync();

        var reply = await client.CallAsync("PUT", $"/open-apis/cardkit/v1/cards/{card}/elements/answer/content", new JsonObject { ["content"] = "a" });

        Assert.Equal(10002, reply.Code);
        Assert.Single(platform.Violations);
    }

    [Fact]
    public async Task An_operation_that_comes_again_under_its_uuid_is_done_once()
    {
        await using var platform = await StartAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var card = await client.CreateCardAsync();
        await client.WriteAsync(card, "a", 1, "u1");
        await client.WriteAsync(card, "ab", 2, "u2");

        Assert.Equal(0, (await client.WriteAsync(card, "a", 1, "u1")).Code);
        Assert.Empty(platform.Violations);
        Assert.Equal(200770, (await client.WriteAsync(card, "abc", 3, "u1")).Code);
        Assert.Equal(10002, (await client.WriteAsync(card, "abc", 3, new string('u', 65))).Code);
        Assert.Equal(2, platform.Violations.Count);
        await client.ReplyWithCardAsync(platform.Ask(new()).MessageId, card);
        Assert.Equal("ab", platform.Deliveries.Single().Text);
    }

    [Fact]
    public async Task Nobody_writes_to_a_card_that_was_closed_unless_he_opens_it_again()
    {
        await using var platform = await StartAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var card = await client.CreateCardAsync();
        await client.ConfigureAsync(card, streams: false, 1);

        Assert.Equal(300309, (await client.WriteAsync(card, "late", 2)).Code);
        Assert.Single(platform.Violations, line => line.StartsWith("stream: ", StringComparison.Ordinal));
        await client.ConfigureAsync(card, streams: true, 3);
        Assert.Equal(0, (await client.WriteAsync(card, "late", 4)).Code);
    }

    [Fact]
    public async Task A_stream_ends_after_ten_minutes_and_what_it_said_hangs()
    {
        await using var platform = await StartAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var card = await client.CreateCardAsync();
        await client.ReplyWithCardAsync(platform.Ask(new()).MessageId, card);
        _clock.Advance(new TimeSpan(0, 9, 59));
        Assert.Equal(0, (await client.WriteAsync(card, "half", 1)).Code);

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(200850, (await client.WriteAsync(card, "whole", 2)).Code);
        Assert.Equal(("half", false), (platform.Deliveries.Single().Text, platform.Deliveries.Single().IsFinished));
        Assert.Equal(0, (await client.ConfigureAsync(card, streams: true, 3)).Code);
        Assert.Equal(0, (await client.WriteAsync(card, "whole", 4)).Code);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_stream_that_the_platform_ended_can_be_finished_with_a_whole_new_card()
    {
        await using var platform = await StartAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var card = await client.CreateCardAsync();
        await client.ReplyWithCardAsync(platform.Ask(new()).MessageId, card);
        await client.WriteAsync(card, "half", 1);

        platform.EndStreams();

        Assert.Equal(200850, (await client.WriteAsync(card, "whole", 2)).Code);
        Assert.Equal(0, (await client.ReplaceAsync(card, FeishuClient.Card("whole"), 3)).Code);
        Assert.Equal(("whole", true), (platform.Deliveries.Single().Text, platform.Deliveries.Single().IsFinished));
    }

    [Fact]
    public async Task A_card_takes_ten_operations_a_second()
    {
        await using var platform = await StartAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var card = await client.CreateCardAsync();
        for (var i = 1; i <= 10; i++)
            Assert.Equal(0, (await client.WriteAsync(card, new string('x', i), i)).Code);

        var reply = await client.ConfigureAsync(card, streams: false, 11);

        Assert.Equal((429, 99991400), (reply.Status, reply.Code));
        Assert.Single(platform.Violations, line => line.StartsWith("pace: ", StringComparison.Ordinal));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await client.ConfigureAsync(card, streams: false, 11)).Code);
    }

    [Fact]
    public async Task A_card_is_sent_once_and_a_repeated_send_is_still_that_one()
    {
        await using var platform = await StartAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var card = await client.CreateCardAsync();
        var question = platform.Ask(new()).MessageId;

        Assert.Equal(0, (await client.ReplyWithCardAsync(question, card, "u")).Code);
        Assert.Equal(0, (await client.ReplyWithCardAsync(question, card, "u")).Code);
        Assert.Empty(platform.Violations);
        Assert.Equal(230099, (await client.ReplyWithCardAsync(question, card, "another")).Code);
        Assert.Equal(230099, (await client.ReplyWithCardAsync(question, "1", "third")).Code);
        Assert.Equal(2, platform.Violations.Count);
        Assert.Single(platform.Deliveries);
    }

    [Fact]
    public async Task A_card_that_is_lost_stays_as_it_is_for_ever()
    {
        await using var platform = await StartAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var card = await client.CreateCardAsync();
        await client.ReplyWithCardAsync(platform.Ask(new()).MessageId, card);
        await client.WriteAsync(card, "half", 1);

        platform.LoseCards();

        Assert.Equal(200740, (await client.WriteAsync(card, "whole", 2)).Code);
        Assert.Equal(200740, (await client.ReplaceAsync(card, FeishuClient.Card("whole"), 3)).Code);
        Assert.Equal(200740, (await client.ConfigureAsync(card, streams: false, 4)).Code);
        Assert.Equal(("half", false), (platform.Deliveries.Single().Text, platform.Deliveries.Single().IsFinished));
        Assert.Empty(platform.Violations);
        Assert.Equal(200740, (await client.WriteAsync("1", "invented", 1)).Code);
        Assert.Single(platform.Violations);
    }

    [Fact]
    public async Task A_card_lives_fourteen_days()
    {
        await using var platform = await Fakes.FeishuAsync(new() { TimeProvider = _clock, TokenLifetime = TimeSpan.FromDays(30) });
        using var client = await FeishuClient.ConnectAsync(platform);
        var card = await client.CreateCardAsync();

        _clock.Advance(TimeSpan.FromDays(14));

        Assert.Equal(200750, (await client.ConfigureAsync(card, streams: false, 1)).Code);
        var sent = await client.ReplyWithCardAsync(platform.Ask(new()).MessageId, card);
        Assert.Equal(230099, sent.Code);
        Assert.Contains("ErrCode: 200750;", (string?)sent.Body!["msg"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 300307)]
    [InlineData("![a](https://example.com/a.png)", 230099)]
    [InlineData("![a](img_v3_02ab_aaaaaaaa-bbbb)", 0)]
    [InlineData("`![a](https://example.com/a.png)` and\n```md\n![a](a.png)\n```", 0)]
    [InlineData("|a|\n|-|\n\n|b|\n|-|\n\n|c|\n|:-:|", 0)]
    [InlineData("|a|\n|-|\n\n|b|\n|-|\n\n|c|\n|-|\n\nd | e\n--- | ---", 230099)]
    [InlineData("|a|\n|-|\n\n|b|\n|-|\n\n|c|\n|-|\n\n```\n|d|\n|-|\n```", 0)]
    [InlineData("<at id=ou_1></at>", 0)]
    [InlineData("<at id=nobody></at>", 230099)]
    public async Task The_words_of_a_card_are_looked_through(string text, int code)
    {
        await using var platform = await StartAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var card = await client.CreateCardAsync();
        await client.ReplyWithCardAsync(platform.Ask(new()).MessageId, card);

        Assert.Equal(code, (await client.WriteAsync(card, text, 1)).Code);

        Assert.Equal(code == 0 ? 0 : 1, platform.Violations.Count);
        Assert.Equal(code == 0 ? 1 : 0, platform.Deliveries.Single().Updates);
    }

    [Fact]
    public async Task A_write_that_is_refused_uses_up_no_sequence_and_changes_nothing()
    {
        await using var platform = await StartAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var card = await client.CreateCardAsync();
        await client.ReplyWithCardAsync(platform.Ask(new()).MessageId, card);

        await client.WriteAsync(card, "![a](a.png)", 1);

        Assert.Equal(0, (await client.WriteAsync(card, "good", 1)).Code);
        Assert.Equal("good", platform.Deliveries.Single().Text);
    }

    [Theory]
    [InlineData("nobody", 300313)]
    [InlineData("line", 300310)]
    public async Task Only_a_text_that_is_there_can_be_written(string element, int code)
    {
        await using var platform = await StartAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var card = FeishuClient.Card("", streams: true);
        card["body"]!["elements"]!.AsArray().Add(new JsonObject { ["tag"] = "hr", ["element_id"] = "line" });
        var id = (string)(await client.CreateCardAsync(card)).Data["card_id"]!;

        Assert.Equal(code, (await client.WriteAsync(id, "hi", 1, element: element)).Code);
    }

    [Theory]
    [InlineData("""{"config":{},"body":{"elements":[]}}""", 300303)]
    [InlineData("""{"schema":"2.0","elements":[]}""", 300303)]
    [InlineData("""{"schema":"2.0","body":{"elements":[{"content":"no tag"}]}}""", 300303)]
    [InlineData("""{"schema":"2.0","body":{"elements":[{"tag":"markdown","element_id":"1st","content":"a"}]}}""", 300303)]
    [InlineData("""{"schema":"2.0","body":{"elements":[{"tag":"markdown","element_id":"a23456789012345678901","content":"a"}]}}""", 300303)]
    [InlineData("""{"schema":"2.0","body":{"elements":[{"tag":"hr","element_id":"a"},{"tag":"hr","element_id":"a"}]}}""", 300301)]
    [InlineData("""[]""", 300303)]
    [InlineData("""{""", 300303)]
    public async Task A_card_with_a_mistake_in_it_is_not_made(string card, int code)
    {
        await using var platform = await StartAsync();
        using var client = await FeishuClient.ConnectAsync(platform);

        var created = await client.CallAsync("POST", "/open-apis/cardkit/v1/cards", new JsonObject { ["type"] = "card_json", ["data"] = card });
        var sent = await client.ReplyWithAsync(platform.Ask(new()).MessageId, "interactive", card);

        Assert.Equal(code, created.Code);
        Assert.True(sent.Code is 230099 or 230001, sent.Text);       // what is not even an object is a bad content to a message
        Assert.Equal(2, platform.Violations.Count);
    }

    [Theory]
    [InlineData(199, 0)]
    [InlineData(200, 300305)]
    public async Task A_card_has_at_most_200_elements(int lines, int code)
    {
        await using var platform = await StartAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var card = FeishuClient.Card("");
        for (var i = 0; i < lines; i++)
            card["body"]!["elements"]!.AsArray().Add(new JsonObject { ["tag"] = "hr" });

        Assert.Equal(code, (await client.CreateCardAsync(card)).Code);
    }

    [Fact]
    public async Task A_card_has_at_most_30_kilobytes_however_it_came_to_them()
    {
        await using var platform = await StartAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var frame = FeishuClient.Card("", streams: true, summary: "").ToJsonString().Length;
        var card = (string)(await client.CreateCardAsync(FeishuClient.Card("", streams: true, summary: ""))).Data["card_id"]!;
        var room = (30 * 1024) - frame;

        Assert.Equal(0, (await client.WriteAsync(card, new string('x', room), 1)).Code);
        Assert.Equal(0, (await client.WriteAsync(card, new string('好', room / 3), 2)).Code);
        Assert.Equal(0, (await client.WriteAsync(card, new string('\n', room / 2), 3)).Code);
        Assert.Empty(platform.Violations);
        Assert.Equal(200860, (await client.WriteAsync(card, new string('x', room + 1), 4)).Code);
        Assert.Equal(200860, (await client.WriteAsync(card, new string('\n', (room / 2) + 1), 5)).Code);
        Assert.Equal(200860, (await client.ReplaceAsync(card, FeishuClient.Card(new string('x', room + 100)), 6)).Code);
        Assert.Equal(3, platform.Violations.Count(line => line.StartsWith("size: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Only_a_shared_card_is_replaced()
    {
        await using var platform = await StartAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var card = await client.CreateCardAsync();
        var own = FeishuClient.Card("mine");
        own["config"]!["update_multi"] = false;

        Assert.Equal(300302, (await client.ReplaceAsync(card, own, 1)).Code);
        Assert.Single(platform.Violations);
    }

    [Fact]
    public async Task People_read_all_texts_of_a_card_and_no_captions()
    {
        await using var platform = await StartAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var card = FeishuClient.Card("answer");
        var elements = card["body"]!["elements"]!.AsArray();
        elements.Add(JsonNode.Parse("""{"tag":"div","text":{"tag":"plain_text","content":"note"}}"""));
        elements.Add(JsonNode.Parse("""{"tag":"button","text":{"tag":"plain_text","content":"停止"}}"""));
        elements.Add(JsonNode.Parse("""{"tag":"column_set","columns":[{"tag":"column","elements":[{"tag":"markdown","content":"column"}]}]}"""));

        await client.ReplyWithAsync(platform.Ask(new()).MessageId, "interactive", card.ToJsonString());

        Assert.Equal("answer\nnote\ncolumn", platform.Deliveries.Single().Text);
    }

    private Task<FakeFeishu> StartAsync() => Fakes.FeishuAsync(new() { TimeProvider = _clock });
}
