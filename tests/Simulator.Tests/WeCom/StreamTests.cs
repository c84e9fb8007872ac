using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.WeCom;

public sealed class StreamTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _clock = new(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));
    private FakeWeComAiBot _platform = null!;
    private ScriptedBot _bot = null!;

    public async ValueTask InitializeAsync()
    {
        _platform = await FakeWeComAiBot.StartAsync(new() { TimeProvider = _clock, PollPace = Timeout.InfiniteTimeSpan });
        _bot = await ScriptedBot.StartAsync(_platform);
    }

    public async ValueTask DisposeAsync()
    {
        await _bot.DisposeAsync();
        await _platform.DisposeAsync();
        Assert.Empty(_bot.Mistakes.Lines);
    }

    [Fact]
    public async Task An_answer_grows_with_each_poll_until_it_is_finished()
    {
        _bot.Say(ScriptedBot.Frame(""), ScriptedBot.Frame("今天"), ScriptedBot.Frame("今天广州"), ScriptedBot.Frame("今天广州有雨。", finish: true));

        await _bot.HearAsync(_platform.Ask(new() { Text = "天气？", IsGroup = true, GroupId = "wrG" }));
        for (var i = 0; i < 5; i++)
            await _platform.PollAsync();

        var seen = Assert.Single(_platform.Deliveries);
        Assert.Equal(("stream", "wrG", "今天广州有雨。", true, "st-1"), (seen.Via, seen.Target, seen.Text, seen.IsFinished, seen.Id));
        Assert.Equal(["", "今天", "今天广州", "今天广州有雨。"], _platform.States.Select(state => state.Text));
        Assert.Equal((3, 0), (_platform.Polls, _platform.OpenStreams));
        Assert.Empty(_platform.Violations);
    }

    [Fact]
    public async Task A_poll_names_the_stream_has_its_own_id_and_brings_no_response_address()
    {
        _bot.Say(ScriptedBot.Frame("a"));
        await _bot.HearAsync(_platform.Ask(new() { IsGroup = true, GroupId = "wrG", PersonId = "lisi" }));

        await _platform.PollAsync();
        await _platform.PollAsync();

        var calls = _bot.Calls.ToArray();
        Assert.Equal(3, calls.Select(call => (string?)call["msgid"]).Distinct().Count());
        Assert.Equal(("stream", "st-1", "wrG", "group", "lisi"), ((string?)calls[1]["msgtype"], (string?)calls[1]["stream"]!["id"], (string?)calls[1]["chatid"], (string?)calls[1]["chattype"], (string?)calls[1]["from"]!["userid"]));
        Assert.Null(calls[1]["response_url"]);
    }

    [Fact]
    public async Task Whoever_carries_the_calls_makes_the_answer_grow_as_the_platform_itself_would()
    {
        _bot.Say(ScriptedBot.Frame("今天"), ScriptedBot.Frame("今天广州"), ScriptedBot.Frame("今天广州有雨。", finish: true));
        using var http = new HttpClient();
        var question = _platform.Ask(new() { Text = "天气？" });
        Assert.Null(_platform.PollFor(question));

        Assert.True(await CarryAsync(http, question));
        Assert.True(await CarryAsync(http, _platform.PollFor(question)!));
        Assert.False(await CarryAsync(http, _platform.PollFor(question)!));

        Assert.Null(_platform.PollFor(question));
        var seen = Assert.Single(_platform.Deliveries);
        Assert.Equal(("今天广州有雨。", true), (seen.Text, seen.IsFinished));
        Assert.Equal(["今天", "今天广州", "今天广州有雨。"], _platform.States.Select(state => state.Text));
        Assert.Equal((2, 0), (_platform.Polls, _platform.FailedPolls));
        Assert.Empty(_platform.Violations);
    }

    [Fact]
    public async Task What_comes_back_to_a_carried_poll_is_checked_and_a_dead_bot_is_no_mistake()
    {
        _bot.Say(ScriptedBot.Frame("今天"));
        using var http = new HttpClient();
        var question = _platform.Ask(new());
        await CarryAsync(http, question);

        Assert.True(_platform.Take(_platform.PollFor(question)!, status: 0, []));
        Assert.Empty(_platform.Violations);
        Assert.True(_platform.Take(_platform.PollFor(question)!, status: 200, []));

        Assert.Equal((2, 1), (_platform.Polls, _platform.FailedPolls));
        Assert.StartsWith("poll: answered with nothing", Assert.Single(_platform.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_platform_polls_by_itself_until_the_answer_is_finished()
    {
        await using var platform = await FakeWeComAiBot.StartAsync(new() { PollPace = TimeSpan.FromMilliseconds(5) });
        await using var bot = await ScriptedBot.StartAsync(platform);
        bot.Say(ScriptedBot.Frame("a"), ScriptedBot.Frame("ab"), ScriptedBot.Frame("abc", finish: true));

        await bot.HearAsync(platform.Ask(new()));
        var seen = await platform.WaitForAsync(deliveries => deliveries.Any(delivery => delivery.IsFinished), Fakes.Patience);

        Assert.Equal("abc", Assert.Single(seen).Text);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task The_end_of_the_platform_breaks_off_its_polls_and_waits_for_none()
    {
        var platform = await FakeWeComAiBot.StartAsync(new() { PollPace = TimeSpan.FromMilliseconds(5), Patience = 10 * Fakes.Patience });
        await using var bot = await ScriptedBot.StartAsync(platform);
        bot.Say(ScriptedBot.Frame("a"));
        await bot.HearAsync(platform.Ask(new()));
        bot.Gate.Close();
        await bot.Gate.UntilHeldAsync(1, Fakes.Patience);

        await platform.DisposeAsync();

        await bot.Gate.UntilHeldAsync(0, Fakes.Patience);
        Assert.Equal(0, platform.FailedPolls);
    }

    [Fact]
    public async Task A_bot_that_does_not_answer_in_time_is_hung_up_on()
    {
        await using var platform = await FakeWeComAiBot.StartAsync(new() { Patience = TimeSpan.FromMilliseconds(50) });
        await using var bot = await ScriptedBot.StartAsync(platform);
        bot.Gate.Close();

        var answer = await bot.HearAsync(platform.Ask(new()));

        Assert.Equal(0, answer.Status);
        await bot.Gate.UntilHeldAsync(0, Fakes.Patience);
    }

    [Fact]
    public async Task One_message_delivered_twice_at_a_time_is_one_stream()
    {
        _bot.Say(ScriptedBot.Frame("a"));
        var question = _platform.Ask(new());
        _bot.Gate.Close();
        var deliveries = new[] { _bot.HearAsync(question), _bot.HearAsync(question), _bot.HearAsync(question) };
        await _bot.Gate.UntilHeldAsync(3, Fakes.Patience);

        _bot.Gate.Open();
        await Task.WhenAll(deliveries);

        Assert.Equal("a", Assert.Single(_platform.Deliveries).Text);
        Assert.Empty(_platform.Violations);
    }

    [Fact]
    public async Task An_answer_may_be_finished_at_once()
    {
        _bot.Say(ScriptedBot.Frame("好的", finish: true));

        await _bot.HearAsync(_platform.Ask(new()));
        await _platform.PollAsync();

        Assert.True(Assert.Single(_platform.Deliveries).IsFinished);
        Assert.Equal(0, _platform.Polls);
    }

    [Fact]
    public async Task To_an_empty_answer_nobody_comes_back()
    {
        var answer = await _bot.HearAsync(_platform.Ask(new()));
        await _platform.PollAsync();

        Assert.Equal(new WeComAiBotAnswer(200, ""), answer);
        Assert.Equal((1, 0), (_platform.EmptyAnswers, _platform.Polls));
        Assert.Empty(_platform.Deliveries);
        Assert.Empty(_platform.Violations);
    }

    [Fact]
    public async Task After_six_minutes_a_stream_stays_as_it_is()
    {
        _bot.Say(ScriptedBot.Frame("half"));
        await _bot.HearAsync(_platform.Ask(new()));

        _clock.Advance(TimeSpan.FromSeconds(359));
        await _platform.PollAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _platform.PollAsync();
        await _platform.PollAsync();

        Assert.False(Assert.Single(_platform.Deliveries).IsFinished);
        Assert.Equal((1, 1, 0), (_platform.Polls, _platform.ExpiredStreams, _platform.OpenStreams));
        Assert.StartsWith("stream left open", Assert.Single(_platform.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_frame_may_be_a_notice_that_gives_way_to_the_answer()
    {
        _bot.Say(ScriptedBot.Frame("正在思考…"), ScriptedBot.Frame("代码：```c#\nvar x\n```"), ScriptedBot.Frame("代码：```c#\nvar x = 1;"), ScriptedBot.Frame("抱歉", finish: true));
        await _bot.HearAsync(_platform.Ask(new()));

        for (var i = 0; i < 3; i++)
            await _platform.PollAsync();

        Assert.Equal("抱歉", Assert.Single(_platform.Deliveries).Text);
        Assert.Empty(_platform.Violations);
    }

    [Fact]
    public async Task A_bot_that_sends_the_difference_is_found_out()
    {
        _bot.Say(ScriptedBot.Frame("今天"), ScriptedBot.Frame("广州"), ScriptedBot.Frame("有雨"));
        await _bot.HearAsync(_platform.Ask(new()));

        await _platform.PollAsync();
        await _platform.PollAsync();

        Assert.StartsWith("stream text", Assert.Single(_platform.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bot_that_was_away_may_start_anew_and_is_still_asked()
    {
        _bot.Say(ScriptedBot.Frame("正在思考…"), ScriptedBot.Frame("first try"), null, ScriptedBot.Frame("again"));
        await _bot.HearAsync(_platform.Ask(new()));
        await _platform.PollAsync();

        _bot.Status = 503;
        await _platform.PollAsync();
        _bot.Status = 200;
        await _platform.PollAsync();

        Assert.Equal("again", Assert.Single(_platform.Deliveries).Text);
        Assert.Equal((3, 1), (_platform.Polls, _platform.FailedPolls));
        Assert.Empty(_platform.Violations);
    }

    [Fact]
    public async Task A_bot_that_is_gone_is_asked_at_its_new_address()
    {
        _bot.Say(ScriptedBot.Frame("a"));
        await _bot.HearAsync(_platform.Ask(new()));
        await _bot.DisposeAsync();
        await _platform.PollAsync();
        await using var restarted = await ScriptedBot.StartAsync(_platform);
        restarted.Say(ScriptedBot.Frame("ab", finish: true));

        _platform.Through(restarted.Webhook);
        await _platform.PollAsync();

        Assert.Equal(("ab", true), (_platform.Deliveries[0].Text, _platform.Deliveries[0].IsFinished));
        Assert.Equal(1, _platform.FailedPolls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"msgtype\":\"text\",\"text\":{\"content\":\"hi\"}}")]
    [InlineData("{\"msgtype\":\"markdown\",\"markdown\":{\"content\":\"hi\"}}")]
    [InlineData("{\"msgtype\":\"stream\",\"stream\":{\"id\":\"st-2\",\"finish\":true,\"content\":\"x\"}}")]
    [InlineData("{\"msgtype\":\"stream\",\"stream\":{\"id\":\"\",\"finish\":true,\"content\":\"x\"}}")]
    [InlineData("{\"msgtype\":\"stream\",\"stream\":{\"id\":\"st-1\",\"finish\":\"true\",\"content\":\"x\"}}")]
    [InlineData("{\"msgtype\":\"stream\",\"stream\":{\"id\":\"st-1\",\"finish\":true,\"content\":[]}}")]
    [InlineData("{\"msgtype\":\"stream\",\"stream\":{\"id\":\"st-1\",\"finish\":false,\"content\":\"a\",\"msg_item\":[]}}")]
    [InlineData("{\"msgtype\":\"stream\",\"stream\":{\"id\":\"st-1\",\"finish\":false,\"content\":\"a\",\"feedback\":{\"id\":\"f\"}}}")]
    [InlineData("[]")]
    public async Task A_poll_is_answered_with_this_stream_or_it_is_a_mistake(string answer)
    {
        _bot.Say(ScriptedBot.Frame("a"), answer.Length == 0 ? null : answer);
        await _bot.HearAsync(_platform.Ask(new()));

        await _platform.PollAsync();

        Assert.Single(_platform.Violations);
        Assert.Equal(("a", false), (_platform.Deliveries[0].Text, _platform.Deliveries[0].IsFinished));
        Assert.Equal(1, _platform.OpenStreams);
    }

    [Fact]
    public async Task A_poll_that_is_refused_is_a_mistake()
    {
        _bot.Say(ScriptedBot.Frame("a"), null);
        await _bot.HearAsync(_platform.Ask(new()));
        _bot.Status = 404;

        await _platform.PollAsync();

        Assert.StartsWith("poll", Assert.Single(_platform.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_beyond_20480_bytes_is_not_shown()
    {
        _bot.Say(ScriptedBot.Frame(new string('x', 20_480)), ScriptedBot.Frame(new string('x', 20_479) + "汉", finish: true));
        await _bot.HearAsync(_platform.Ask(new()));

        await _platform.PollAsync();

        Assert.Equal(20_480, _platform.Deliveries[0].Text.Length);
        Assert.StartsWith("too long: 20482", Assert.Single(_platform.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finish_without_content_wipes_the_message_and_is_a_mistake()
    {
        _bot.Say(ScriptedBot.Frame("half an answer"), ScriptedBot.Frame("", finish: true));
        await _bot.HearAsync(_platform.Ask(new()));

        await _platform.PollAsync();

        Assert.Equal(("", true), (_platform.Deliveries[0].Text, _platform.Deliveries[0].IsFinished));
        Assert.StartsWith("empty finish", Assert.Single(_platform.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_delivered_again_goes_on_with_its_stream()
    {
        _bot.Say(ScriptedBot.Frame("a"), ScriptedBot.Frame("ab"));
        var question = _platform.Ask(new());

        await _bot.HearAsync(question);
        await _bot.HearAsync(question.SignedAt(_clock.GetUtcNow() + TimeSpan.FromSeconds(5)));

        Assert.Equal("ab", Assert.Single(_platform.Deliveries).Text);
        Assert.Equal(1, _platform.OpenStreams);
        Assert.Empty(_platform.Violations);
    }

    [Fact]
    public async Task A_second_stream_for_one_message_is_a_second_answer()
    {
        _bot.Say(ScriptedBot.Frame("a"), ScriptedBot.Frame("a", id: "st-2"));
        var question = _platform.Ask(new());

        await _bot.HearAsync(question);
        await _bot.HearAsync(question);

        Assert.Equal(2, _platform.Deliveries.Count);
        Assert.StartsWith("second stream", Assert.Single(_platform.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_id_for_two_messages_is_a_mistake()
    {
        _bot.Say(ScriptedBot.Frame("a"));

        await _bot.HearAsync(_platform.Ask(new()));
        await _bot.HearAsync(_platform.Ask(new()));

        Assert.Single(_platform.Deliveries);
        Assert.StartsWith("stream id", Assert.Single(_platform.Violations), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonce", "\"1\"")]
    [InlineData("timestamp", "\"now\"")]
    [InlineData("timestamp", "1")]
    [InlineData("msgsignature", null)]
    [InlineData("msgsignature", "\"0000000000000000000000000000000000000000\"")]
    [InlineData("encrypt", null)]
    [InlineData("encrypt", "\"AAAA\"")]
    public async Task An_envelope_that_is_not_right_is_not_opened(string name, string? value)
    {
        _bot.Say(ScriptedBot.Frame("a"));
        _bot.Spoil = envelope =>
        {
            envelope.Remove(name);
            if (value is not null)
                envelope[name] = JsonNode.Parse(value);
        };

        await _bot.HearAsync(_platform.Ask(new()));

        Assert.Empty(_platform.Deliveries);
        Assert.Single(_platform.Violations);
    }

    [Fact]
    public async Task A_timestamp_may_be_a_string()
    {
        _bot.Say(ScriptedBot.Frame("a"));
        _bot.Spoil = envelope => envelope["timestamp"] = envelope["timestamp"]!.ToString();

        await _bot.HearAsync(_platform.Ask(new()));

        Assert.Single(_platform.Deliveries);
        Assert.Empty(_platform.Violations);
    }

    [Fact]
    public async Task Opening_the_chat_is_answered_with_a_text_and_feedback_with_nothing()
    {
        _bot.Say("""{"msgtype":"text","text":{"content":"你好"}}""");

        await _bot.HearAsync(_platform.EnterChat("lisi"));
        await _bot.HearAsync(_platform.Judge("fb-1"));

        var welcome = Assert.Single(_platform.Deliveries);
        Assert.Equal(("welcome", "lisi", "你好"), (welcome.Via, welcome.Target, welcome.Text));
        Assert.StartsWith("answer", Assert.Single(_platform.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_is_not_answered_with_a_text()
    {
        _bot.Say("""{"msgtype":"text","text":{"content":"你好"}}""");

        await _bot.HearAsync(_platform.Ask(new()));

        Assert.Empty(_platform.Deliveries);
        Assert.Single(_platform.Violations);
    }

    [Fact]
    public async Task A_poll_by_hand_changes_nothing_and_gives_what_was_said()
    {
        _bot.Say(ScriptedBot.Frame("gone", finish: true, id: "st-old"));

        var answer = await _bot.HearAsync(_platform.Poll("st-old"));

        Assert.Equal(ScriptedBot.Frame("gone", finish: true, id: "st-old"), answer.Plaintext);
        Assert.Empty(_platform.Deliveries);
        Assert.Empty(_platform.Violations);
    }

    [Fact]
    public async Task What_refuses_or_does_not_answer_begins_nothing()
    {
        _bot.Status = 403;
        var refused = await _bot.HearAsync(_platform.Ask(new()));
        await _bot.DisposeAsync();
        var gone = await _bot.HearAsync(_platform.Ask(new()));

        Assert.Equal((403, 0), (refused.Status, gone.Status));
        Assert.Empty(_platform.Deliveries);
        Assert.Empty(_platform.Violations);
    }

    private async Task<bool> CarryAsync(HttpClient http, WeComWebhook call)
    {
        using var request = call.ToRequest(_bot.Webhook);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return _platform.Take(call, (int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }
}
