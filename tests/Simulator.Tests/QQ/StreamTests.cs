using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.QQ;

/// <summary>A stream is one message that grows until it is closed.</summary>
public sealed class StreamTests
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(300);

    private readonly ManualTimeProvider _clock = new(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));

    [Fact]
    public async Task A_stream_is_one_message_and_all_that_it_looked_like_is_remembered()
    {
        await using var platform = await FakeQQ.StartAsync(new() { TimeProvider = _clock });
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new() { PersonId = "ming" });
        var changes = new List<string>();
        platform.Changed += now => changes.Add(now.Text);

        var (_, first) = await client.StreamAsync(question, null, 0, "秋");
        Assert.False(Assert.Single(platform.Deliveries).IsFinished);
        var id = (string?)first!["id"];
        await NextAsync(client, question, id, 1, "秋风起");
        var (_, last) = await NextAsync(client, question, id, 2, "秋风起，叶落黄。", last: true);

        var seen = Assert.Single(platform.Deliveries);
        Assert.Equal(("stream", "ming", "markdown", "秋风起，叶落黄。", true, id), (seen.Via, seen.Target, seen.MsgType, seen.Text, seen.IsFinished, seen.Id));
        Assert.Equal(["秋", "秋风起", "秋风起，叶落黄。"], platform.States.Select(state => state.Text));
        Assert.Equal(["秋风起", "秋风起，叶落黄。"], changes);
        Assert.Equal((id, 4_000 - 8), ((string?)last!["id"], (int)last["remain_msg_len"]!));
        Assert.Equal(3, platform.StreamRequests);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task Frames_may_add_instead_of_replace()
    {
        await using var platform = await FakeQQ.StartAsync(new() { StreamPace = TimeSpan.Zero });
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());

        var id = (string?)(await client.StreamAsync(question, null, 0, "秋", mode: "append")).Body!["id"];
        await client.StreamAsync(question, id, 1, "风", mode: "append");
        await client.StreamAsync(question, id, 2, "起", last: true, mode: "append");

        Assert.Equal("秋风起", Assert.Single(platform.Deliveries).Text);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_stream_is_one_reply_under_one_number()
    {
        await using var platform = await FakeQQ.StartAsync(new() { StreamPace = TimeSpan.Zero });
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());
        await client.ReplyAsync(question, "a", seq: 1);
        await client.ReplyAsync(question, "b", seq: 2);
        await client.ReplyAsync(question, "c", seq: 3);

        var id = (string?)(await client.StreamAsync(question, null, 0, "d", seq: 4)).Body!["id"];
        Assert.Equal(200, (await client.StreamAsync(question, id, 1, "d!", last: true, seq: 4)).Status);

        Assert.Equal(40054005, QQClient.Code((await client.StreamAsync(question, null, 0, "d", seq: 4)).Body));
        Assert.Empty(platform.Violations);
        Assert.Equal(40034128, QQClient.Code((await client.ReplyAsync(question, "e", seq: 5)).Body));
    }

    [Fact]
    public async Task Frames_that_come_too_soon_are_refused_and_counted_and_may_come_again()
    {
        await using var platform = await FakeQQ.StartAsync(new() { TimeProvider = _clock });
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());
        var id = (string?)(await client.StreamAsync(question, null, 0, "a")).Body!["id"];
        _clock.Advance(Pace - TimeSpan.FromMilliseconds(1));

        Assert.Equal(50002, QQClient.Code((await client.StreamAsync(question, id, 1, "ab")).Body));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(200, (await client.StreamAsync(question, id, 1, "ab")).Status);

        Assert.Equal(1, platform.FramesTooFast);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_number_that_a_refused_frame_had_may_be_left_out()
    {
        await using var platform = await FakeQQ.StartAsync(new() { StreamPace = TimeSpan.Zero });
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());
        var id = (string?)(await client.StreamAsync(question, null, 0, "a")).Body!["id"];
        platform.Faults.Streams.FailNextSends(1, QQFault.ServerError);

        Assert.Equal(500, (await client.StreamAsync(question, id, 1, "ab")).Status);
        Assert.Equal(200, (await client.StreamAsync(question, id, 2, "abc", last: true)).Status);

        Assert.Empty(platform.Violations);
    }

    [Theory]
    [InlineData(1, "b", 1, "stream text")]
    [InlineData(0, "ab", 1, "stream index")]
    [InlineData(1, "ab", 2, "stream msg_seq")]
    public async Task A_frame_that_does_not_continue_its_stream_is_refused_and_counted(int index, string text, int seq, string rule)
    {
        await using var platform = await FakeQQ.StartAsync(new() { StreamPace = TimeSpan.Zero });
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());
        var id = (string?)(await client.StreamAsync(question, null, 0, "a")).Body!["id"];

        Assert.Equal(40007, QQClient.Code((await client.StreamAsync(question, id, index, text, seq: seq)).Body));

        Assert.StartsWith(rule, Assert.Single(platform.Violations), StringComparison.Ordinal);
        Assert.Equal("a", Assert.Single(platform.Deliveries).Text);
    }

    [Fact]
    public async Task A_frame_that_arrived_is_a_duplicate_when_it_comes_again()
    {
        await using var platform = await FakeQQ.StartAsync(new() { StreamPace = TimeSpan.Zero });
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());
        var id = (string?)(await client.StreamAsync(question, null, 0, "a")).Body!["id"];
        platform.Faults.Streams.FailNextSends(1, QQFault.ServerErrorAfterDelivery);
        Assert.Equal(500, (await client.StreamAsync(question, id, 1, "ab")).Status);

        Assert.Equal(40054005, QQClient.Code((await client.StreamAsync(question, id, 1, "ab")).Body));

        platform.Faults.Streams.FailNextSends(1, QQFault.ServerErrorAfterDelivery);
        Assert.Equal(500, (await client.StreamAsync(question, id, 2, "abc", last: true)).Status);
        Assert.Equal(40054005, QQClient.Code((await client.StreamAsync(question, id, 2, "abc", last: true)).Body));
        Assert.Equal(40054005, QQClient.Code((await client.StreamAsync(question, id, 3, "abc", last: true)).Body));
        Assert.Empty(platform.Violations);
        Assert.Equal(("abc", true), (platform.Deliveries[0].Text, platform.Deliveries[0].IsFinished));
    }

    [Fact]
    public async Task After_the_closing_frame_nothing_grows_any_more()
    {
        await using var platform = await FakeQQ.StartAsync(new() { StreamPace = TimeSpan.Zero });
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());
        var id = (string?)(await client.StreamAsync(question, null, 0, "a", last: true)).Body!["id"];

        Assert.Equal(40007, QQClient.Code((await client.StreamAsync(question, id, 1, "ab")).Body));

        Assert.StartsWith("stream closed", Assert.Single(platform.Violations), StringComparison.Ordinal);
        Assert.Equal("a", Assert.Single(platform.Deliveries).Text);
    }

    [Fact]
    public async Task A_stream_must_begin_within_five_minutes_and_may_then_go_on()
    {
        await using var platform = await FakeQQ.StartAsync(new() { TimeProvider = _clock });
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());
        _clock.Advance(TimeSpan.FromMinutes(5));
        var id = (string?)(await client.StreamAsync(question, null, 0, "a")).Body!["id"];
        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(200, (await client.StreamAsync(question, id, 1, "ab", last: true)).Status);
        Assert.Empty(platform.Violations);
        Assert.Equal(40034005, QQClient.Code((await client.StreamAsync(question, null, 0, "a", seq: 2)).Body));
        Assert.StartsWith("stream window", Assert.Single(platform.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_has_so_many_characters_and_no_more()
    {
        await using var platform = await FakeQQ.StartAsync(new() { StreamPace = TimeSpan.Zero, MaxStreamCharacters = 5 });
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());

        var (_, first) = await client.StreamAsync(question, null, 0, "abc");
        var (_, second) = await client.StreamAsync(question, (string?)first!["id"], 1, "abcdef");

        Assert.Equal((2, 40054007), ((int)first["remain_msg_len"]!, QQClient.Code(second)));
        Assert.Equal("abc", Assert.Single(platform.Deliveries).Text);
    }

    [Fact]
    public async Task Where_markdown_is_not_allowed_no_stream_of_it_begins()
    {
        await using var platform = await FakeQQ.StartAsync(new() { AllowsMarkdown = false });
        using var client = await QQClient.StartAsync(platform);

        Assert.Equal(50056, QQClient.Code((await client.StreamAsync(platform.Ask(new()), null, 0, "a")).Body));
        Assert.Empty(platform.Deliveries);
    }

    [Theory]
    [InlineData("input_mode", "\"whole\"")]
    [InlineData("input_state", "2")]
    [InlineData("index", "\"0\"")]
    [InlineData("content_type", "\"html\"")]
    [InlineData("content_raw", "null")]
    [InlineData("msg_id", "null")]
    [InlineData("event_id", "\"other\"")]
    [InlineData("msg_seq", "0")]
    public async Task A_frame_that_is_no_frame_is_refused_and_counted(string field, string value)
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());
        var frame = JsonNode.Parse("""{"input_mode":"replace","input_state":1,"index":0,"content_type":"markdown","content_raw":"a","msg_seq":1}""")!;
        frame["msg_id"] = question.MsgId;
        frame[field] = JsonNode.Parse(value);

        Assert.Equal(12001, QQClient.Code((await client.PostAsync(QQClient.Address(question) + "/stream_messages", frame)).Body));
        Assert.StartsWith("bad frame", Assert.Single(platform.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_whose_client_died_stays_unfinished_and_another_client_finishes_it()
    {
        await using var platform = await FakeQQ.StartAsync(new() { StreamPace = TimeSpan.Zero });
        var question = platform.Ask(new());
        using (var dying = await QQClient.StartAsync(platform))
        {
            platform.Faults.Streams.PauseSendAnswers();
            var opening = dying.StreamAsync(question, null, 0, "half an ans");
            await platform.Faults.Streams.WaitForHeldSendAnswersAsync(1, Fakes.Patience);
            dying.Dispose();
            await Assert.ThrowsAnyAsync<Exception>(() => opening);
        }

        platform.Faults.Clear();
        var hanging = Assert.Single(platform.Deliveries);
        Assert.Equal(("half an ans", false), (hanging.Text, hanging.IsFinished));

        using var client = await QQClient.StartAsync(platform);
        Assert.Equal(40054005, QQClient.Code((await client.StreamAsync(question, null, 0, "half an answer")).Body));
        Assert.Equal(200, (await client.StreamAsync(question, hanging.Id, 1, "half an answer", last: true)).Status);
        Assert.True(Assert.Single(platform.Deliveries).IsFinished);
        Assert.Empty(platform.Violations);
    }

    private Task<(int Status, JsonNode? Body)> NextAsync(QQClient client, QQWebhook question, string? stream, int index, string text, bool last = false)
    {
        _clock.Advance(Pace);
        return client.StreamAsync(question, stream, index, text, last);
    }
}
