using System.Text.Json.Nodes;
using BotHost.Adapters.QQ;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.QQ;

/// <summary>A private answer grows in one message, and whatever happens its last text arrives once and whole.</summary>
public sealed class QQStreamTests
{
    private const string Whole = "秋风起，叶落黄。";

    [Fact]
    public async Task An_answer_grows_in_one_message_and_its_last_frame_is_its_delivery()
    {
        using var bot = new QQBot().Token().Takes("stream-1").Takes().Takes();
        var sink = bot.Open(bot.Question());

        Assert.IsType<ShowResult.Shown>(await ShowAsync(bot, sink, "秋"));
        Assert.IsType<ShowResult.Shown>(await ShowAsync(bot, sink, "秋风起"));
        Assert.Equal(new SendResult.Delivered("stream-1"), await FinishAsync(bot, sink, Whole));

        Assert.Equal("getAppAccessToken stream_messages stream_messages stream_messages", bot.Calls);
        Assert.Equal(["秋", "秋风起", Whole], Frames(bot).Select(frame => (string)frame["content_raw"]!));
        Assert.Equal([0, 1, 2], Frames(bot).Select(frame => (int)frame["index"]!));
        Assert.Equal([1, 1, 10], Frames(bot).Select(frame => (int)frame["input_state"]!));
        Assert.Equal([null, "stream-1", "stream-1"], Frames(bot).Select(frame => (string?)frame["stream_msg_id"]));
        Assert.All(Frames(bot), frame => Assert.Equal(QQSequence.Stream, (int)frame["msg_seq"]!));
    }

    [Fact]
    public async Task The_parts_after_the_growing_one_are_ordinary_messages()
    {
        using var bot = new QQBot().Token().Takes("stream-1").Takes().Takes();
        var sink = bot.Open(bot.Question());
        await ShowAsync(bot, sink, "秋");
        await FinishAsync(bot, sink, Whole);

        await sink.SendAsync(new ReplyPart(1, new TextPart("二")), CancellationToken.None);

        Assert.Equal((2, "二"), ((int)bot.Sent[2]["msg_seq"]!, (string)bot.Sent[2]["content"]!));
    }

    [Fact]
    public void Only_a_fresh_private_question_has_an_answer_that_grows()
    {
        using var bot = new QQBot();
        var question = bot.Question();
        var rules = bot.Open(question).Growth!;

        Assert.InRange(rules.Pace, TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(270), rules.Longest);
        Assert.Null(bot.Open(bot.GroupQuestion()).Growth);
        Assert.Null(bot.Open(bot.Question("channel direct message")).Growth);
        Assert.Null(bot.Open(bot.Question("FRIEND_ADD")).Growth);

        bot.Time.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(TimeSpan.FromSeconds(170), bot.Open(question).Growth!.Longest);
        bot.Time.Advance(TimeSpan.FromSeconds(170));
        Assert.Null(bot.Open(question).Growth);
    }

    [Fact]
    public async Task After_five_minutes_nothing_more_is_shown_and_the_stream_is_still_closed()
    {
        using var bot = new QQBot().Token().Takes("stream-1").Takes();
        var sink = bot.Open(bot.Question());
        await ShowAsync(bot, sink, "秋");
        bot.Time.Advance(TimeSpan.FromSeconds(270));

        Assert.IsType<ShowResult.Over>(await ShowAsync(bot, sink, "秋风"));
        Assert.Equal(new SendResult.Delivered("stream-1"), await FinishAsync(bot, sink, Whole));
    }

    [Fact]
    public async Task What_says_the_same_costs_no_frame()
    {
        using var bot = new QQBot().Token().Takes("stream-1");
        var sink = bot.Open(bot.Question());

        await ShowAsync(bot, sink, "```py\nprint(1)\n```");
        Assert.IsType<ShowResult.Shown>(await ShowAsync(bot, sink, "```py\nprint(1)"));
        Assert.IsType<ShowResult.Shown>(await ShowAsync(bot, sink, "```py\nprint(1)\n```"));

        Assert.Equal("```py\nprint(1)", (string)Assert.Single(Frames(bot))["content_raw"]!);
    }

    [Fact]
    public async Task No_more_is_shown_than_the_first_part_will_hold_wherever_it_is_cut()
    {
        using var bot = new QQBot().Token().Takes("stream-1").Takes();
        var sink = bot.Open(bot.Question());
        var paragraph = new string('字', 1_999) + "\n\n";
        var part = Conversation.Text.AnswerSplitter.Split(paragraph + new string('母', 3_000), QQSender.MaxPartBytes, QQSender.MaxPartCharacters)[0];

        await ShowAsync(bot, sink, paragraph + new string('母', 1_500));
        Assert.IsType<ShowResult.Shown>(await ShowAsync(bot, sink, part));
        Assert.Equal(new SendResult.Delivered("stream-1"), await FinishAsync(bot, sink, part));

        Assert.StartsWith((string)Frames(bot)[0]["content_raw"]!, part, StringComparison.Ordinal);
        Assert.Equal(part.Trim(), (string)Frames(bot)[^1]["content_raw"]!);
    }

    [Fact]
    public async Task The_last_frame_keeps_its_distance_from_the_one_before()
    {
        using var bot = new QQBot().Token().Takes("stream-1");
        var sink = bot.Open(bot.Question());
        await ShowAsync(bot, sink, "秋");

        var finishing = SendAsync(sink, Whole);
        await Eventually.UntilAsync(() => bot.Time.Due.Count > 0);
        Assert.Single(Frames(bot));
        bot.Takes();
        bot.Time.Advance(TimeSpan.FromMilliseconds(400));

        Assert.IsType<SendResult.Delivered>(await finishing);
    }

    [Fact]
    public async Task A_text_that_does_not_go_on_where_the_last_one_ended_is_not_shown()
    {
        using var bot = new QQBot().Token().Takes("stream-1");
        var sink = bot.Open(bot.Question());
        await ShowAsync(bot, sink, "秋风");

        Assert.IsType<ShowResult.Skipped>(await ShowAsync(bot, sink, "冬"));
    }

    [Theory]
    [InlineData(400, "50002", 1)]
    [InlineData(400, "22009", 2)]
    public async Task A_throttled_frame_is_skipped_and_its_index_used_again(int status, string code, int seconds)
    {
        using var bot = new QQBot().Token().Takes("stream-1").Refuses(code, status).Takes().Takes();
        var sink = bot.Open(bot.Question());
        await ShowAsync(bot, sink, "秋");

        var skipped = Assert.IsType<ShowResult.Skipped>(await ShowAsync(bot, sink, "秋风"));
        Assert.Equal(TimeSpan.FromSeconds(seconds), skipped.Wait);
        bot.Time.Advance(TimeSpan.FromSeconds(seconds));
        await ShowAsync(bot, sink, "秋风起");
        await FinishAsync(bot, sink, Whole);

        Assert.Equal([0, 1, 1, 2], Frames(bot).Select(frame => (int)frame["index"]!));
    }

    [Fact]
    public async Task A_first_frame_that_was_throttled_is_a_first_frame_again()
    {
        using var bot = new QQBot().Token().Refuses("50002").Takes("stream-1").Takes();
        var sink = bot.Open(bot.Question());

        Assert.IsType<ShowResult.Skipped>(await ShowAsync(bot, sink, "秋"));
        Assert.IsType<ShowResult.Shown>(await ShowAsync(bot, sink, "秋风"));
        Assert.Equal(new SendResult.Delivered("stream-1"), await FinishAsync(bot, sink, Whole));

        Assert.Equal([0, 0, 1], Frames(bot).Select(frame => (int)frame["index"]!));
    }

    [Fact]
    public async Task A_frame_whose_fate_is_unknown_gives_its_index_away()
    {
        using var bot = new QQBot().Token().Takes("stream-1");
        bot.Http.Breaks();
        bot.Http.Answers(502, "<html></html>");
        bot.Takes();
        var sink = bot.Open(bot.Question());
        await ShowAsync(bot, sink, "秋");

        Assert.IsType<ShowResult.Skipped>(await ShowAsync(bot, sink, "秋风"));
        Assert.IsType<ShowResult.Skipped>(await ShowAsync(bot, sink, "秋风起"));
        Assert.Equal(new SendResult.Delivered("stream-1"), await FinishAsync(bot, sink, Whole));

        Assert.Equal([0, 1, 2, 3], Frames(bot).Select(frame => (int)frame["index"]!));
    }

    [Theory]
    [InlineData(400, """{"code":50056}""")]
    [InlineData(404, "{}")]
    [InlineData(500, "{}")]
    [InlineData(200, "{}")]
    public async Task Where_no_stream_begins_the_answer_is_an_ordinary_message(int status, string body)
    {
        using var bot = new QQBot().Token();
        bot.Http.Answers(status, body);
        bot.Takes();
        var sink = bot.Open(bot.Question());

        Assert.IsType<ShowResult.Over>(await ShowAsync(bot, sink, "秋"));
        Assert.Null(sink.Growth);
        Assert.Equal(new SendResult.Delivered("ROBOT1.0_sent.1"), await FinishAsync(bot, sink, Whole));
        Assert.Equal((Whole, 1), ((string)bot.Sent[^1]["content"]!, (int)bot.Sent[^1]["msg_seq"]!));
    }

    [Fact]
    public async Task A_stream_that_takes_no_more_frames_is_still_closed_with_the_whole_text()
    {
        using var bot = new QQBot().Token().Takes("stream-1").Refuses("40007").Takes();
        var sink = bot.Open(bot.Question());
        await ShowAsync(bot, sink, "秋");

        Assert.IsType<ShowResult.Over>(await ShowAsync(bot, sink, "秋风"));
        Assert.Equal(new SendResult.Delivered("stream-1"), await FinishAsync(bot, sink, Whole));
    }

    [Fact]
    public async Task A_stream_that_cannot_be_closed_is_followed_by_one_whole_message()
    {
        using var bot = new QQBot().Token().Takes("stream-1").Refuses("40034005").Takes();
        var question = bot.Question();
        var sink = bot.Open(question);
        await ShowAsync(bot, sink, "秋");

        Assert.Equal(new SendResult.Delivered("ROBOT1.0_sent.1"), await FinishAsync(bot, sink, Whole));

        // Asked to send it again, nobody touches the stream.
        bot.Refuses("40054005");
        Assert.IsType<SendResult.Delivered>(await FinishAsync(bot, bot.Open(question), Whole));
        Assert.True(JsonNode.DeepEquals(bot.Sent[^2], bot.Sent[^1]));
    }

    [Fact]
    public async Task A_stream_that_is_refused_its_whole_text_is_closed_as_it_stands_and_followed_by_that_text_in_another_form()
    {
        const string withLink = Whole + " https://a.example/x";
        using var bot = new QQBot().Token().Takes("stream-1").Refuses("40054010").Takes().Refuses("40054010").Takes();
        var sink = bot.Open(bot.Question());
        await ShowAsync(bot, sink, "秋");

        Assert.Equal(new SendResult.Delivered("ROBOT1.0_sent.1"), await FinishAsync(bot, sink, withLink));

        Assert.Equal([(0, 1, "秋"), (1, 10, withLink), (1, 10, "秋")], Frames(bot).Select(Frame));
        Assert.Equal([withLink, Whole + " a．example/x"], bot.Sent.Skip(3).Select(sent => (string)sent["content"]!));
    }

    [Fact]
    public async Task A_text_that_the_review_refuses_in_a_stream_is_not_sent_again_in_a_message()
    {
        using var bot = new QQBot().Token().Takes("stream-1").Refuses("40034006").Takes().Takes();
        var sink = bot.Open(bot.Question());
        await ShowAsync(bot, sink, "秋");

        Assert.IsType<SendResult.Refused>(await FinishAsync(bot, sink, Whole));

        Assert.Equal([(0, 1, "秋"), (1, 10, Whole), (1, 10, "秋")], Frames(bot).Select(Frame));
        Assert.Contains("内容审核", (string)bot.Sent[3]["content"]!, StringComparison.Ordinal);
        Assert.Equal(QQSequence.Refusal, (int)bot.Sent[3]["msg_seq"]!);
    }

    [Fact]
    public async Task A_stream_that_cannot_be_closed_right_now_is_closed_before_anything_follows_it()
    {
        using var bot = new QQBot().Token().Takes("stream-1").Refuses("50002").Takes().Takes();
        var question = bot.Question();
        await ShowAsync(bot, bot.Open(question), "秋");

        Assert.IsType<SendResult.Deferred>(await FinishAsync(bot, bot.Open(question), "春天来了。"));
        bot.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new SendResult.Delivered("ROBOT1.0_sent.1"), await FinishAsync(bot, bot.Open(question), "春天来了。"));

        Assert.Equal([(0, 1, "秋"), (1, 10, "秋"), (1, 10, "秋")], Frames(bot).Select(Frame));
        Assert.Equal("春天来了。", (string)bot.Sent[3]["content"]!);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Where_markdown_is_refused_no_answer_grows_for_an_hour(int frame)
    {
        using var bot = new QQBot().Token();
        for (var taken = 1; taken < frame; taken++)
            bot.Takes("stream-1");
        bot.Refuses("50056");
        var sink = bot.Open(bot.Question());
        for (var shown = 1; shown <= frame; shown++)
            await ShowAsync(bot, sink, Whole[..shown]);

        bot.State = new MemoryDeliveryState();
        Assert.Null(bot.Open(bot.Question()).Growth);
        bot.Time.Advance(TimeSpan.FromHours(1));
        Assert.NotNull(bot.Open(bot.Question()).Growth);
    }

    [Fact]
    public async Task What_a_stream_still_takes_is_known_after_a_kill()
    {
        using var bot = new QQBot().Token();
        bot.Http.Answers(200, """{"id":"stream-1","remain_msg_len":6}""");
        bot.Takes();
        var question = bot.Question();
        var sink = bot.Open(question);
        await ShowAsync(bot, sink, "秋");
        await ShowAsync(bot, sink, "秋风起，叶");

        using var restarted = new QQBot().Token().Takes().Takes();
        restarted.State = new MemoryDeliveryState(bot.State.Value);

        Assert.Equal(new SendResult.Delivered("ROBOT1.0_sent.1"), await FinishAsync(restarted, restarted.Open(question), Whole));
        Assert.Equal((2, 10, "秋风起，叶"), Frame(restarted.Sent[0]));
        Assert.Equal(Whole, (string)restarted.Sent[1]["content"]!);
    }

    [Fact]
    public async Task A_stream_without_room_for_the_rest_is_closed_and_followed_by_the_whole_text()
    {
        using var bot = new QQBot().Token();
        bot.Http.Answers(200, """{"id":"stream-1","remain_msg_len":3}""");
        bot.Takes().Takes();
        var sink = bot.Open(bot.Question());
        await ShowAsync(bot, sink, "秋");

        Assert.IsType<ShowResult.Over>(await ShowAsync(bot, sink, "秋风起，叶"));
        Assert.Equal(new SendResult.Delivered("ROBOT1.0_sent.1"), await FinishAsync(bot, sink, Whole));
        Assert.Equal(("秋", 10), ((string)bot.Sent[1]["content_raw"]!, (int)bot.Sent[1]["input_state"]!));
        Assert.Equal(Whole, (string)bot.Sent[2]["content"]!);
    }

    [Fact]
    public async Task A_closing_frame_that_may_have_been_taken_is_sent_again_unchanged_and_recognised()
    {
        using var bot = new QQBot().Token().Takes("stream-1");
        bot.Http.Breaks();
        bot.Refuses("40054005");
        var question = bot.Question();
        var sink = bot.Open(question);
        await ShowAsync(bot, sink, "秋");

        Assert.IsType<SendResult.Deferred>(await FinishAsync(bot, sink, Whole));
        Assert.Equal(new SendResult.Delivered("stream-1"), await FinishAsync(bot, bot.Open(question), Whole));
        Assert.True(JsonNode.DeepEquals(bot.Sent[1], bot.Sent[2]));
    }

    [Fact]
    public async Task An_answer_after_a_restart_finishes_the_stream_that_it_begins_like()
    {
        using var bot = new QQBot().Token().Takes("stream-1").Takes();
        var question = bot.Question();
        var sink = bot.Open(question);
        await ShowAsync(bot, sink, "秋");
        await ShowAsync(bot, sink, "秋风起");

        using var restarted = new QQBot().Token().Takes();
        restarted.State = new MemoryDeliveryState(bot.State.Value);
        var again = restarted.Open(question);

        Assert.Null(again.Growth);
        Assert.Equal(new SendResult.Delivered("stream-1"), await FinishAsync(restarted, again, Whole));
        Assert.Equal((2, 10, Whole), Frame(Assert.Single(restarted.Sent)));
    }

    [Fact]
    public async Task Another_answer_after_a_restart_closes_the_stream_and_follows_whole()
    {
        using var bot = new QQBot().Token().Takes("stream-1").Takes();
        var question = bot.Question();
        var sink = bot.Open(question);
        await ShowAsync(bot, sink, "秋");
        await ShowAsync(bot, sink, "秋风起");

        using var restarted = new QQBot().Token().Takes().Takes();
        restarted.State = new MemoryDeliveryState(bot.State.Value);

        Assert.Equal(new SendResult.Delivered("ROBOT1.0_sent.1"), await FinishAsync(restarted, restarted.Open(question), "春天来了。"));
        Assert.Equal((2, 10, "秋风起"), Frame(restarted.Sent[0]));
        Assert.Equal("春天来了。", (string)restarted.Sent[1]["content"]!);
    }

    /// <summary>
    /// The process dies after its n-th step, for every n: a step is a call that the platform took, or something stored. A new process finishes
    /// with the same answer. The platform keeps what it took, and refuses what it took before.
    /// </summary>
    [Fact]
    public async Task A_kill_after_any_step_leaves_exactly_one_whole_text()
    {
        for (var steps = 0; ; steps++)
        {
            using var platform = new FakeStreams();
            var question = Question();
            var state = new DyingState(steps, platform);
            var survived = await TellAsync(platform, question, state);
            if (!survived)
            {
                platform.StepsLeft = int.MaxValue;
                Assert.True(await TellAsync(platform, question, new MemoryDeliveryState(state.Value), isRestart: true), $"after step {steps}");
            }

            Assert.Equal([Whole], platform.WholeTexts(Whole));
            // A stream stays open only where the process died before it could keep the stream's name.
            Assert.True(platform.Open == 0 || QQDeliveryRecord.FromJson(state.Value).Stream is { Id: "" }, $"after step {steps}");
            if (survived)
            {
                Assert.InRange(steps, 8, 20);
                return;
            }
        }
    }

    private static IncomingMessage Question()
    {
        using var bot = new QQBot();
        return bot.Question();
    }

    /// <returns>False if the process died.</returns>
    private static async Task<bool> TellAsync(FakeStreams platform, IncomingMessage question, IDeliveryState state, bool isRestart = false)
    {
        using var bot = new QQBot(platform: platform);
        try
        {
            var sink = bot.Sender.Open(question, state);
            if (!isRestart)
            {
                await ShowAsync(bot, sink, "秋");
                await ShowAsync(bot, sink, "秋风");
                await ShowAsync(bot, sink, "秋风起");
            }

            Assert.IsType<SendResult.Delivered>(await FinishAsync(bot, sink, Whole));
            return true;
        }
        catch (ProcessKilledException)
        {
            return false;
        }
    }

    private static List<JsonNode> Frames(QQBot bot) => [.. bot.Sent.Where(sent => sent["content_raw"] is not null)];

    private static (int Index, int State, string Text) Frame(JsonNode frame) => ((int)frame["index"]!, (int)frame["input_state"]!, (string)frame["content_raw"]!);

    /// <summary>As the engine's pacer does: half a second after the last time.</summary>
    private static Task<ShowResult> ShowAsync(QQBot bot, IReplySink sink, string text)
    {
        bot.Time.Advance(TimeSpan.FromMilliseconds(500));
        return sink.ShowAsync(text, CancellationToken.None);
    }

    private static async Task<SendResult> FinishAsync(QQBot bot, IReplySink sink, string text)
    {
        bot.Time.Advance(TimeSpan.FromMilliseconds(500));
        var finishing = SendAsync(sink, text);
        // A stream that is closed as it stands keeps the distance of two frames; every other wait is longer.
        await Eventually.UntilAsync(() => finishing.IsCompleted || bot.Time.Due.Any(due => due - bot.Time.GetUtcNow() <= TimeSpan.FromMilliseconds(400)));
        if (!finishing.IsCompleted)
            bot.Time.Advance(TimeSpan.FromMilliseconds(400));
        return await finishing;
    }

    private static Task<SendResult> SendAsync(IReplySink sink, string text) => sink.SendAsync(new ReplyPart(0, new TextPart(text)), CancellationToken.None);

    private sealed class ProcessKilledException : Exception;

    /// <summary>Stores, until the process dies.</summary>
    private sealed class DyingState : IDeliveryState
    {
        private readonly FakeStreams _platform;

        public DyingState(int steps, FakeStreams platform)
        {
            _platform = platform;
            platform.StepsLeft = steps;
        }

        public string? Value { get; private set; }

        public Task StoreAsync(string value, CancellationToken cancellationToken)
        {
            _platform.Step();
            Value = value;
            return Task.CompletedTask;
        }

        public async Task<bool> TryStoreAsync(string value, CancellationToken cancellationToken)
        {
            await StoreAsync(value, cancellationToken);
            return true;
        }
    }

    /// <summary>Keeps streams and messages by the platform's rules, as far as they are known.</summary>
    private sealed class FakeStreams : HttpMessageHandler, IHttpClientFactory
    {
        private readonly Dictionary<string, (string Text, int Index, bool IsClosed)> _streams = [];
        private readonly HashSet<int> _sequences = [];
        private readonly List<string> _messages = [];

        public int StepsLeft { get; set; }

        public int Open => _streams.Values.Count(stream => !stream.IsClosed);

        public IEnumerable<string> WholeTexts(string whole) => _streams.Values.Select(stream => stream.Text).Concat(_messages).Where(text => text == whole);

        public void Step()
        {
            if (StepsLeft-- <= 0)
                throw new ProcessKilledException();
        }

        public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var call = request.RequestUri!.Segments[^1];
            if (call == "getAppAccessToken")
                return Json("""{"access_token":"t","expires_in":"7200"}""");
            var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
            Step();
            var answer = call == "stream_messages" ? Take(body) : Post(body);
            Step();         // died before the answer arrived
            return Json(answer);
        }

        private string Post(JsonNode body)
        {
            if (!_sequences.Add((int)body["msg_seq"]!))
                return """{"code":40054005}""";
            _messages.Add((string)body["content"]!);
            return """{"id":"m"}""";
        }

        private string Take(JsonNode frame)
        {
            var text = (string)frame["content_raw"]!;
            var index = (int)frame["index"]!;
            if ((string?)frame["stream_msg_id"] is not { } id)
            {
                if (!_sequences.Add((int)frame["msg_seq"]!) || index != 0)
                    return """{"code":40054005}""";
                _streams["s"] = (text, 0, false);
                return """{"id":"s"}""";
            }

            var (shown, last, isClosed) = _streams[id];
            if (isClosed)
                return """{"code":40054005}""";
            if (index <= last || !text.StartsWith(shown, StringComparison.Ordinal))
                return """{"code":40007}""";
            _streams[id] = (text, index, (int)frame["input_state"]! == 10);
            return """{"id":"s"}""";
        }

        private static HttpResponseMessage Json(string body) => new(System.Net.HttpStatusCode.OK) { Content = new StringContent(body) };
    }
}
