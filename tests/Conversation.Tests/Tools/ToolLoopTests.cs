using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Context;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Llm.Streaming;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Telemetry;
using BotHost.Conversation.Tests.Turns;
using BotHost.Conversation.Text;
using BotHost.Conversation.Tools;
using BotHost.Conversation.Turns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotHost.Conversation.Tests.Tools;

/// <summary>A model that asks for tools gets what they give, whatever that is, and then answers.</summary>
public sealed class ToolLoopTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ManualTimeProvider _time = new();
    private readonly RecordedAudit _audit = new();
    private readonly AskingModel _model = new();

    [Fact]
    public async Task The_model_reads_what_a_tool_gave_and_its_answer_is_the_answer()
    {
        _model.Calls("add", """{"a":1}""").Says("It is 3.");

        var (heard, text) = await AskAsync(new ScriptedTool("add", (arguments, _) => Task.FromResult(new ToolOutput($"{arguments.GetProperty("a").GetInt32() + 2}"))));

        Assert.Equal("It is 3.", text);
        Assert.Equal("3", _model.Results(1).Single().Output);
        Assert.Equal(_model.CallIds(1), _model.Results(1).Select(result => result.CallId));
        Assert.Empty(heard.ToolCalls);
        Assert.Equal(ToolOutcome.Ok, Assert.Single(heard.Traces).Outcome);
    }

    [Fact]
    public async Task What_all_rounds_took_is_added_up()
    {
        _model.Calls("look", "{}").Calls("look", "{}").Says("Seen.");

        var (heard, _) = await AskAsync(new ScriptedTool("look", "grass"));

        Assert.Equal(new LlmEvent.Usage(30, 6), heard.Usage);
        Assert.False(heard.IsEstimated);
    }

    [Fact]
    public async Task The_conversation_remembers_calls_and_results_so_that_a_server_takes_them_again()
    {
        _model.Calls("look", """{"where":"garden"}""").Says("Grass.");

        var (heard, _) = await AskAsync(new ScriptedTool("look", "grass"));

        Assert.Equal([EntryKind.ToolCall, EntryKind.ToolResult], heard.Entries.Select(entry => entry.Kind));
        Assert.All(heard.Entries, entry => Assert.Equal(42, entry.GroupId));
        var messages = heard.Entries.Select(entry => entry.Message).ToList();
        Assert.Equal(messages.Select(Line), ToolPairs.Mend(messages).Select(Line));
        var call = Assert.IsType<LlmContent.ToolCall>(messages[0].Content.Single());
        Assert.Equal(("look", """{"where":"garden"}"""), (call.Name, call.Arguments));
        Assert.Equal("grass", Assert.IsType<LlmContent.ToolResult>(messages[1].Content.Single()).Output);
    }

    [Fact]
    public async Task Of_large_results_and_arguments_only_a_part_is_remembered_and_less_the_more_there_are()
    {
        var large = $$"""{"text":"{{new string('x', 20_000)}}"}""";
        for (var round = 1; round < ToolLimits.Rounds; round++)
            _model.CallsAll([.. Enumerable.Repeat(("look", large), ToolLimits.CallsOfARound)]);
        _model.Says("Enough.");

        var (heard, _) = await AskAsync(new ScriptedTool("look", new string('好', 20_000)));

        Assert.InRange(heard.Entries.Sum(entry => entry.Content.Length), 1, 2 * ToolLimits.RememberedOfATurn);
    }

    [Theory]
    [InlineData("nobody", "{}", "There is no tool of this name. There are: look")]
    [InlineData("look", "{\"where\":", "no JSON object")]
    [InlineData("look", "[1]", "no JSON object")]
    public async Task A_call_that_cannot_be_made_is_a_result_that_says_why(string name, string arguments, string says)
    {
        _model.Calls(name, arguments).Says("Sorry.");

        var (heard, text) = await AskAsync(new ScriptedTool("look", (_, _) => throw new InvalidOperationException("must not be called")));

        Assert.Contains(says, _model.Results(1).Single().Output, StringComparison.Ordinal);
        Assert.Equal("Sorry.", text);
        Assert.Equal(ToolOutcome.Refused, heard.Traces.Single().Outcome);
        Assert.Equal("{}", _model.Asked[1].Messages.SelectMany(message => message.Content).OfType<LlmContent.ToolCall>().Single().Arguments);
    }

    [Fact]
    public async Task A_tool_that_breaks_is_a_result_without_its_exceptions_text()
    {
        _model.Calls("look", "{}").Says("Sorry.");

        var (heard, _) = await AskAsync(new ScriptedTool("look", (_, _) => throw new InvalidOperationException("s3cret")));

        Assert.DoesNotContain("s3cret", _model.Results(1).Single().Output, StringComparison.Ordinal);
        Assert.Equal(ToolOutcome.Failed, heard.Traces.Single().Outcome);
    }

    [Fact]
    public async Task Tools_that_are_asked_for_together_run_side_by_side_and_answer_in_their_order()
    {
        var both = new CountdownEvent(2);
        var gate = new TaskCompletionSource();
        _model.CallsAll(("slow", "{}"), ("fast", "{}")).Says("Both.");

        async Task<ToolOutput> Meet(string output)
        {
            if (both.Signal())
                gate.SetResult();
            await gate.Task;
            return new ToolOutput(output);
        }

        await AskAsync(new ScriptedTool("slow", (_, _) => Meet("one")), new ScriptedTool("fast", (_, _) => Meet("two")));

        Assert.Equal(["one", "two"], _model.Results(1).Select(result => result.Output));
    }

    [Fact]
    public async Task A_tool_that_gives_nothing_within_its_time_is_left_and_the_person_still_gets_an_answer()
    {
        _model.Calls("look", "{}").Says("It takes too long.");

        // It does not even listen to being cancelled.
        var asking = AskAsync(new ScriptedTool("look", (_, _) => new TaskCompletionSource<ToolOutput>().Task));
        await _time.AdvanceUntilAsync(asking);

        var (heard, text) = await asking;
        Assert.Equal("It takes too long.", text);
        Assert.Equal((ToolOutcome.TimedOut, ToolLimits.OfACall), (heard.Traces.Single().Outcome, heard.Traces.Single().Elapsed));
        Assert.Contains("look timed out in 60000 ms", _audit.Details.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_time_of_all_tools_is_over_the_model_answers_without_any()
    {
        for (var i = 0; i < 5; i++)
            _model.Calls("look", "{}");
        _model.Last("Too slow.");

        var asking = AskAsync(new ScriptedTool("look", (_, _) => new TaskCompletionSource<ToolOutput>().Task));
        await _time.AdvanceUntilAsync(asking);

        Assert.Equal("Too slow.", (await asking).Text);
        Assert.Equal(4, _model.Asked.Count);        // three calls of a minute each
        Assert.Empty(_model.Asked[^1].Tools);
    }

    [Fact]
    public async Task A_model_that_never_stops_asking_is_offered_no_tools_in_the_end_and_answers()
    {
        for (var i = 0; i < 20; i++)
            _model.Calls("look", "{}");
        _model.Last("Enough.");

        var (heard, text) = await AskAsync(new ScriptedTool("look", "grass"));

        Assert.Equal("Enough.", text);
        Assert.Equal(ToolLimits.Rounds, _model.Asked.Count);
        Assert.All(_model.Asked.SkipLast(1), asked => Assert.NotEmpty(asked.Tools));
        Assert.Empty(_model.Asked[^1].Tools);
        Assert.Equal(ToolLimits.Rounds - 1, heard.Traces.Count);
        Assert.Contains("No more tools can be called", _model.Results(ToolLimits.Rounds - 1).Last().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_too_many_calls_at_once_the_first_are_made()
    {
        _model.CallsAll([.. Enumerable.Repeat(("look", "{}"), ToolLimits.CallsOfARound + 2)]).Says("Done.");

        var (heard, _) = await AskAsync(new ScriptedTool("look", "grass"));

        Assert.Equal(ToolLimits.CallsOfARound, heard.Traces.Count(trace => trace.Outcome == ToolOutcome.Ok));
        Assert.Equal(2, heard.Traces.Count(trace => trace.Outcome == ToolOutcome.Refused));
        Assert.Equal(ToolLimits.CallsOfARound + 2, _model.Results(1).Select(result => result.CallId).Distinct().Count());
    }

    [Fact]
    public async Task A_large_result_is_cut_between_two_characters_and_says_so()
    {
        _model.Calls("look", "{}").Says("Much.");

        await AskAsync(new ScriptedTool("look", string.Concat(Enumerable.Repeat("😀", 20_000))));

        var output = _model.Results(1).Single().Output;
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(output), 30_000, ToolLimits.BytesOfAResult);
        Assert.Contains("The result was cut here", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(output)));
    }

    [Fact]
    public async Task Results_leave_room_for_the_answer_in_a_small_window()
    {
        _model.CallsAll(("look", "{}"), ("look", "{}")).Says("Much.");

        await AskAsync(new ScriptedTool("look", string.Concat(Enumerable.Repeat("grass and flowers ", 1_000))), window: 4_096);

        Assert.InRange(_model.Results(1).Sum(result => TokenEstimator.O200k.Estimate(result.Output)), 100, 4_096 - 1_000);
    }

    [Fact]
    public async Task What_was_said_before_a_call_stays_and_what_follows_is_a_paragraph_of_its_own()
    {
        _model.Calls("look", "{}", saying: "Let me look.").Says("It is grass.");

        var (_, text) = await AskAsync(new ScriptedTool("look", "grass"));

        Assert.Equal("Let me look.\n\nIt is grass.", text);
        Assert.Equal("Let me look.", _model.Asked[1].Messages.SelectMany(message => message.Content).OfType<LlmContent.Text>().Last().Value);
    }

    [Fact]
    public async Task A_turn_that_is_cancelled_ends_at_once_and_what_it_cut_off_is_on_record()
    {
        using var stop = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        _model.Calls("look", "{}");

        var asking = AskAsync([new ScriptedTool("look", (_, _) =>
        {
            begun.SetResult();
            return new TaskCompletionSource<ToolOutput>().Task;
        })], cancellationToken: stop.Token);
        await begun.Task;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Contains("look cancelled", _audit.Details.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_used_before_a_call_that_the_person_stops_is_booked()
    {
        using var stop = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        _model.Calls("look", "{}", saying: "Let me look.");

        var asking = AskAsync(
            [new ScriptedTool("look", (_, _) =>
            {
                begun.SetResult();
                return new TaskCompletionSource<ToolOutput>().Task;
            })],
            cancellationToken: stop.Token,
            stopped: stop.Token);
        await begun.Task;
        await stop.CancelAsync();

        var (heard, text) = await asking;
        Assert.Equal((Heard.Stopped, new LlmEvent.Usage(10, 2), "Let me look."), (heard.Reason, heard.Usage, text));
        Assert.Empty(heard.Entries);
    }

    [Fact]
    public async Task Every_call_is_on_record_with_what_it_cost_and_without_what_was_asked()
    {
        _model.Calls("disk__read", """{"path":"salaries.txt"}""").Says("Done.");

        await AskAsync(new ScriptedTool("read", (_, _) => Task.FromResult(new ToolOutput("42")), server: "disk"));

        Assert.Equal(["disk/read ok in 0 ms, 23 bytes in, 2 out, message 42"], _audit.Details);
    }

    [Fact]
    public async Task What_may_change_something_is_on_record_before_it_does_and_is_not_called_where_it_cannot_be()
    {
        var called = 0;
        var tool = new ScriptedTool("delete", (_, _) =>
        {
            called++;
            Assert.Equal(["delete begins, message 42"], _audit.Details);
            return Task.FromResult(new ToolOutput("gone"));
        }) { IsReadOnly = false };
        _model.Calls("delete", "{}").Says("Done.").Calls("delete", "{}").Says("Not done.");

        await AskAsync(tool);
        _audit.Fails = true;
        await AskAsync(tool);

        Assert.Equal(1, called);
        Assert.Contains("could not be recorded", _model.Results(3).Single().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_was_cut_off_with_the_answer_is_not_made()
    {
        _model.Script([new LlmEvent.ToolCall("c", "delete", "{}"), new LlmEvent.Finished("length")]).Says("Shorter.");

        var (heard, text) = await AskAsync(new ScriptedTool("delete", (_, _) => throw new InvalidOperationException("must not be called")));

        Assert.Equal("Shorter.", text);
        Assert.Equal(ToolOutcome.Refused, heard.Traces.Single().Outcome);
    }

    [Fact]
    public async Task Results_that_were_too_long_after_all_are_shortened_and_no_tool_is_called_again()
    {
        var called = 0;
        var tooLong = new LlmEvent.Failed(new LlmFailure(LlmFailureKind.ContextTooLong, "HTTP 400"));
        _model.Calls("look", "{}").Script([tooLong]).Says("Short.");

        var (heard, text) = await AskAsync(new ScriptedTool("look", (_, _) =>
        {
            called++;
            return Task.FromResult(new ToolOutput(new string('a', 8_000)));
        }));

        Assert.Equal((1, "Short."), (called, text));
        Assert.InRange(_model.Results(2).Single().Output.Length, 1_000, 3_000);
        Assert.Null(heard.Failure);
    }

    [Fact]
    public async Task If_even_that_is_too_long_the_question_is_not_asked_all_over_again()
    {
        var tooLong = new LlmEvent.Failed(new LlmFailure(LlmFailureKind.ContextTooLong, "HTTP 400"));
        _model.Calls("look", "{}").Script([tooLong]).Script([tooLong]);

        var (heard, _) = await AskAsync(new ScriptedTool("look", "grass"));

        Assert.Equal(LlmFailureKind.RequestTooLarge, heard.Failure!.Kind);
        Assert.Single(heard.Traces);
    }

    [Fact]
    public async Task What_the_server_keeps_of_one_round_is_what_the_next_one_goes_on_with()
    {
        var pending = new ServerState("thread", 1, "seen", "run");
        _model.Script([new LlmEvent.ToolCall("c", "look", "{}"), new LlmEvent.Kept(pending), new LlmEvent.Finished("tool_calls")])
            .Script([new LlmEvent.Text("Grass."), new LlmEvent.Kept(pending with { Count = 4, Pending = "" }), new LlmEvent.Finished("stop")]);

        var (heard, _) = await AskAsync(new ScriptedTool("look", "grass"));

        Assert.Equal(pending, _model.Asked[1].State);
        Assert.Equal(4, heard.State!.Count);
    }

    [Fact]
    public async Task A_bot_without_tools_asks_as_it_always_did()
    {
        _model.Says("Hello.");

        var (heard, text) = await AskAsync([], tools: []);

        Assert.Equal("Hello.", text);
        Assert.Empty(_model.Asked.Single().Tools);
        Assert.Empty(heard.Entries);
    }

    public void Dispose() => _services.Dispose();

    private Task<(Heard Heard, string Text)> AskAsync(params ScriptedTool[] tools) => AskAsync(tools, tools: null);

    private Task<(Heard Heard, string Text)> AskAsync(ScriptedTool tool, int window) => AskAsync([tool], tools: null, window);

    private async Task<(Heard Heard, string Text)> AskAsync(
        ScriptedTool[] sources, string[]? tools = null, int window = 131_072, CancellationToken cancellationToken = default, CancellationToken stopped = default)
    {
        var loop = ToolLoops.Of(new ModelCalls(new EngineMetrics(_services.GetRequiredService<IMeterFactory>()), _time), _audit, _time, sources);
        var turn = TurnOf.Text("what is it?", new BotProfile { Name = "bot", Tools = tools ?? [.. sources.Select(source => source.Name)] }) with { Stopped = stopped };
        using var answer = new GrowingAnswer(
            turn, new EngineOutside(new EngineRecord()).Open(turn.Message, null!), new ReplyCapabilities { MaxPartBytes = 2_000 }, "", Task.CompletedTask, _time, NullLogger.Instance);
        var model = new LlmModel { Name = "default", Model = "fake", Client = _model, ContextWindow = window, MaxOutputTokens = 1_000 };
        var heard = await loop.AskAsync(turn, model, new LlmRequest { Messages = [LlmMessage.Of(LlmRole.User, "what is it?")] }, answer, cancellationToken);
        return (heard, (await answer.CompleteAsync()).Trim());
    }

    private static string Line(LlmMessage message) => $"{message.Role}: {string.Join(" ", message.Content)}";

    /// <summary>Does what it was told to, call by call, and remembers what it was asked.</summary>
    private sealed class AskingModel : ILlmClient
    {
        private readonly Queue<IReadOnlyList<LlmEvent>> _answers = new();
        private string? _last;
        private int _ids;

        public List<LlmRequest> Asked { get; } = [];

        public AskingModel Calls(string tool, string arguments, string saying = "") =>
            Script([.. saying.Length > 0 ? [new LlmEvent.Text(saying)] : Array.Empty<LlmEvent>(), new LlmEvent.ToolCall($"call_{_ids++}", tool, arguments), Used, new LlmEvent.Finished("tool_calls")]);

        public AskingModel CallsAll(params (string Tool, string Arguments)[] calls) =>
            Script([.. calls.Select(call => new LlmEvent.ToolCall("call_same", call.Tool, call.Arguments)), Used, new LlmEvent.Finished("tool_calls")]);

        public AskingModel Says(string text) => Script([new LlmEvent.Text(text), Used, new LlmEvent.Finished("stop")]);

        /// <summary>What it says as soon as it is offered no tools.</summary>
        public void Last(string text) => _last = text;

        public AskingModel Script(IReadOnlyList<LlmEvent> answer)
        {
            _answers.Enqueue(answer);
            return this;
        }

        public IEnumerable<LlmContent.ToolResult> Results(int call) => Asked[call].Messages[^1].Content.OfType<LlmContent.ToolResult>();

        public IEnumerable<string> CallIds(int call) => Asked[call].Messages[^2].Content.OfType<LlmContent.ToolCall>().Select(asked => asked.Id);

        public async IAsyncEnumerable<LlmEvent> StreamAsync(LlmRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            Asked.Add(request);
            foreach (var happened in _last is not null && request.Tools.Count == 0 ? [new LlmEvent.Text(_last), new LlmEvent.Finished("stop")] : _answers.Dequeue())
                yield return happened;
        }

        private static LlmEvent.Usage Used { get; } = new(10, 2);
    }
}
