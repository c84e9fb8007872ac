using System.Text.Json.Nodes;
using BotHost.Conversation.Llm;
using static BotHost.Conversation.Tests.Llm.Assistants.AskedAssistant;

namespace BotHost.Conversation.Tests.Llm.Assistants;

/// <summary>Which thread a question is asked in, and what is put there: nothing twice, and nothing missing.</summary>
public sealed class ThreadTests
{
    private static readonly LlmTool _look = new("look", "Looks.", """{"type":"object"}""");

    [Fact]
    public async Task The_first_question_makes_a_thread_of_all_that_was_said_and_runs_the_assistant_in_it()
    {
        using var assistant = new AskedAssistant(NewThread, Saying("Fine."));
        var picture = new LlmMessage(LlmRole.User, [new LlmContent.Text("Look"), new LlmContent.Image("image/png", new byte[] { 1, 2, 3 })]);
        var request = Question(LlmMessage.Of(LlmRole.System, "Be brief."), User("Hi"), Assistant("Hello"), User(""), picture) with { MaxOutputTokens = 1000, Tools = [_look] };

        await assistant.ListAsync(request);

        Assert.Equal(["POST /threads", "POST /threads/thread_1/runs"], assistant.Calls);
        Assert.Equal(["default thread_1"], assistant.Made);
        Assert.All(assistant.Headers, headers => Assert.Equal($"assistants=v2 Bearer {AskedModel.Key}", headers));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(assistant.Bodies[0]), JsonNode.Parse("""
            {"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},
             {"role":"user","content":[{"type":"text","text":"Look"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AQID"}}]}]}
            """)), assistant.Bodies[0]);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(assistant.Bodies[1]), JsonNode.Parse("""
            {"assistant_id":"asst_1","model":"test-model","instructions":"Be brief.","stream":true,"max_completion_tokens":1000,
             "tools":[{"type":"function","function":{"name":"look","description":"Looks.","parameters":{"type":"object"}}}]}
            """)), assistant.Bodies[1]);
    }

    [Fact]
    public async Task The_next_question_is_all_that_is_posted_to_a_thread_that_holds_the_rest()
    {
        using var assistant = new AskedAssistant(NewThread, Saying(" Fine. "), Added, Saying("Good.", "run_2"));
        var state = await KeptAsync(assistant, Question(User("Hi")));

        var events = await assistant.ListAsync(Question(User("Hi"), Assistant("Fine."), User("And you?")) with { State = state });

        Assert.Equal(["POST /threads/thread_1/messages", "POST /threads/thread_1/runs"], assistant.Calls.Skip(2));
        Assert.Equal("""{"role":"user","content":"And you?"}""", assistant.Bodies[2]);
        Assert.Equal(("thread_1", 4, ""), events.OfType<LlmEvent.Kept>().Select(kept => (kept.State.Id, kept.State.Count, kept.State.Pending)).Single());
        Assert.IsType<LlmEvent.Finished>(events[^1]);
    }

    [Fact]
    public async Task What_the_server_keeps_comes_before_the_end_and_not_with_an_answer_that_was_cut()
    {
        using var whole = new AskedAssistant(NewThread, Saying("Fine."));
        Assert.Equal(["Text", "Usage", "Kept", "Finished"], (await whole.ListAsync(Question(User("Hi")))).Select(next => next.GetType().Name));

        using var cut = new AskedAssistant(NewThread, Run(Begun(), Delta("Fi"), Ended("incomplete")));
        Assert.Equal(["Text", "Usage", "Finished"], (await cut.ListAsync(Question(User("Hi")))).Select(next => next.GetType().Name));
    }

    public static TheoryData<string> Strangers => ["another answer", "an earlier beginning", "nothing new", "words put into the assistant's mouth"];

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task A_thread_that_does_not_hold_exactly_the_beginning_of_our_history_is_not_used(string stranger)
    {
        using var assistant = new AskedAssistant(NewThread, Saying("Fine."), NewThread, Saying("Good."));
        var state = await KeptAsync(assistant, Question(User("Hi")));

        await assistant.ListAsync((stranger switch
        {
            "another answer" => Question(User("Hi"), Assistant("Bad."), User("And you?")),
            "an earlier beginning" => Question(User("Hm"), User("Hi"), Assistant("Fine."), User("And you?")),
            "nothing new" => Question(User("Hi"), Assistant("Fine.")),
            _ => Question(User("Hi"), Assistant("Fine."), Assistant("More."), User("And you?")),
        }) with { State = state });

        Assert.Equal(["POST /threads", "POST /threads/thread_1/runs"], assistant.Calls.Skip(2));
    }

    [Fact]
    public async Task A_lost_thread_is_made_anew_of_our_own_history_in_the_same_try()
    {
        using var assistant = new AskedAssistant(NoThread, NewThread, Saying("Good."));
        var request = Question(User("Hi"), Assistant("Fine."), User("And you?"));

        Assert.Equal(["text Good.", "usage 7 3", "finished stop"], await assistant.AskAsync(request with { State = StateOf(request, 2) }));

        Assert.Equal(["POST /threads/thread_0/messages", "POST /threads", "POST /threads/thread_1/runs"], assistant.Calls);
        Assert.Equal("""{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Fine."},{"role":"user","content":"And you?"}]}""", assistant.Bodies[1]);
    }

    [Fact]
    public async Task A_thread_that_is_lost_between_message_and_run_is_made_anew_too()
    {
        using var assistant = new AskedAssistant(Added, NoThread, NewThread, Saying("Good."));
        var request = Question(User("Hi"), Assistant("Fine."), User("And you?"));
        Assert.Equal(["text Good.", "usage 7 3", "finished stop"], await assistant.AskAsync(request with { State = StateOf(request, 2) }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_try_that_failed_in_a_thread_is_not_repeated_there_so_that_no_message_is_posted_twice(int failsAt)
    {
        var failure = StubAnswer.Json("""{"error":{"message":"sorry","type":"server_error","code":null}}""", 500);
        StubAnswer[] first = failsAt == 0 ? [failure] : [Added, failure];
        using var assistant = new AskedAssistant([.. first, NewThread, Saying("Good.")]);
        var request = Question(User("Hi"), Assistant("Fine."), User("And you?"));
        request = request with { State = StateOf(request, 2) };

        Assert.Equal(["failed ServerError"], await assistant.AskAsync(request));
        Assert.Equal(["text Good.", "usage 7 3", "finished stop"], await assistant.AskAsync(request));
        Assert.Equal(["POST /threads", "POST /threads/thread_1/runs"], assistant.Calls.TakeLast(2));
    }

    [Fact]
    public async Task A_run_that_waits_for_tools_is_given_the_results_of_all_of_them_at_once_and_goes_on()
    {
        using var assistant = new AskedAssistant(NewThread, Run(Begun(), Calling("run_1", "call_1", "call_2")), Saying("Seen.", "run_1"), Added, Saying("Good.", "run_2"));
        var asked = Question(User("Look")) with { Tools = [_look] };
        var events = await assistant.ListAsync(asked);
        Assert.Equal(
            ["""tool call_1 look {"at":"call_1"}""", """tool call_2 look {"at":"call_2"}""", "usage 7 3", "finished tool_calls"],
            events.Where(next => next is not LlmEvent.Kept).Select(AskedModel.Tell));
        var pending = Assert.Single(events.OfType<LlmEvent.Kept>()).State;
        Assert.Equal(("thread_1", 1, "run_1"), (pending.Id, pending.Count, pending.Pending));

        LlmMessage[] looked = [User("Look"), Calls("call_1", "call_2"), Gave("call_2", "two"), Gave("call_1", "one")];
        events = await assistant.ListAsync(Question(looked) with { Tools = [_look], State = pending });
        Assert.Equal("POST /threads/thread_1/runs/run_1/submit_tool_outputs", assistant.Calls[^1]);
        Assert.Equal(
            """{"tool_outputs":[{"tool_call_id":"call_1","output":"one"},{"tool_call_id":"call_2","output":"two"}],"stream":true}""", assistant.Bodies[^1]);

        var done = Assert.Single(events.OfType<LlmEvent.Kept>()).State;
        Assert.Equal((5, ""), (done.Count, done.Pending));
        await assistant.ListAsync(Question([.. looked, Assistant("Seen."), User("Thanks")]) with { State = done });
        Assert.Equal(["POST /threads/thread_1/messages", "POST /threads/thread_1/runs"], assistant.Calls.TakeLast(2));
    }

    [Fact]
    public async Task A_run_that_takes_no_results_any_more_is_left_for_a_thread_that_tells_what_the_tools_gave()
    {
        using var assistant = new AskedAssistant(
            Refusal(400, "Runs in status expired do not accept tool outputs."), NewThread, Saying("Seen."));
        var request = Question(User("Look"), Calls("call_1"), Gave("call_1", "one"));

        Assert.Equal(["text Seen.", "usage 7 3", "finished stop"], await assistant.AskAsync(request with { State = StateOf(request, 1) with { Pending = "run_0" } }));
        Assert.Equal(["POST /threads/thread_0/runs/run_0/submit_tool_outputs", "POST /threads", "POST /threads/thread_1/runs"], assistant.Calls);
        await assistant.UntilCourteousAsync(calls: 1);
        Assert.Equal(["POST /threads/thread_0/runs/run_0/cancel"], assistant.Courtesies);
    }

    [Theory]
    [InlineData("a result is missing")]
    [InlineData("something else was said")]
    public async Task Results_that_are_not_those_a_run_waits_for_are_not_given_to_it(string flaw)
    {
        using var assistant = new AskedAssistant(NewThread, Saying("Seen."));
        var request = flaw == "a result is missing"
            ? Question(User("Look"), Calls("call_1", "call_2"), Gave("call_1", "one"))
            : Question(User("Look"), Calls("call_1"), Gave("call_1", "one"), User("Stop"));
        await assistant.ListAsync(request with { State = StateOf(request, 1) with { Pending = "run_0" } });
        Assert.Equal("POST /threads", assistant.Calls[0]);
        Assert.Contains("Called look {\\\"at\\\":1}, which gave: one", assistant.Bodies[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_in_the_way_that_is_complete_only_holds_us_up()
    {
        using var assistant = new AskedAssistant(
            Refusal(400, "Can't add messages to thread_0 while a run run_7 is active."), Look("completed"), Added,
            Refusal(400, "Thread thread_0 already has an active run run_8."), Look("completed"), Saying("Good."));
        var request = Question(User("Hi"), Assistant("Fine."), User("And you?"));

        Assert.Equal(["text Good.", "usage 7 3", "finished stop"], await assistant.AskAsync(request with { State = StateOf(request, 2) }));
        Assert.Equal(
            [
                "POST /threads/thread_0/messages", "GET /threads/thread_0/runs/run_7", "POST /threads/thread_0/messages",
                "POST /threads/thread_0/runs", "GET /threads/thread_0/runs/run_8", "POST /threads/thread_0/runs",
            ],
            assistant.Calls);
        Assert.Equal(["POST /threads/thread_0/runs/run_7/cancel", "POST /threads/thread_0/runs/run_8/cancel"], assistant.Courtesies);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_run_in_the_way_that_had_to_be_cancelled_may_have_left_something_and_a_thread_is_made_of_our_own_history(int before)
    {
        var time = new ManualTimeProvider();
        StubAnswer[] begun = before == 0 ? [] : [Added];
        using var assistant = new AskedAssistant(
            time, new Uri("https://models.example/v1"),
            [.. begun, Refusal(400, "Thread thread_0 already has an active run run_7."), Look("cancelling"), Look("cancelled"), NewThread, Saying("Good.")]);
        var request = Question(User("Hi"), Assistant("Fine."), User("And you?"));

        var asking = assistant.AskAsync(request with { State = StateOf(request, 2) });
        await time.AdvanceUntilAsync(asking);

        Assert.Equal(["text Good.", "usage 7 3", "finished stop"], await asking);
        Assert.Equal(["GET /threads/thread_0/runs/run_7", "GET /threads/thread_0/runs/run_7", "POST /threads", "POST /threads/thread_1/runs"], assistant.Calls.TakeLast(4));
        Assert.Equal("POST /threads/thread_0/runs/run_7/cancel", assistant.Courtesies[0]);
    }

    [Fact]
    public async Task Who_breaks_off_goes_on_at_once_and_the_run_is_cancelled_at_the_server()
    {
        using var assistant = new AskedAssistant(NewThread, Stalled(Begun(), Delta("Hel")));
        using var enough = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var next in assistant.Once.StreamAsync(Question(User("Hi")), enough.Token))
            {
                Assert.Equal("text Hel", AskedModel.Tell(next));
                await enough.CancelAsync();
            }
        });

        await assistant.UntilCourteousAsync(calls: 1);
        Assert.Equal(["POST /threads/thread_1/runs/run_1/cancel"], assistant.Courtesies);
    }

    [Theory]
    [InlineData("https://api.openai.com/v1", true)]
    [InlineData("https://models.example/v1", false)]
    public async Task Where_the_API_was_switched_off_the_failure_and_the_doctor_say_so(string baseUrl, bool isSwitchedOff)
    {
        const string SwitchedOff = "This bot still uses the Assistants API, which OpenAI switched off on 2026-08-26; switch it to Responses.";
        using var assistant = new AskedAssistant(
            TimeProvider.System, new Uri(baseUrl), Refusal(404, "Not found."), StubAnswer.Json("""{"object":"list","data":[{"id":"test-model"}]}"""));

        var failure = Assert.IsType<LlmEvent.Failed>(Assert.Single(await assistant.ListAsync(Question(User("Hi"))))).Failure;
        Assert.Equal(LlmFailureKind.WrongAddress, failure.Kind);
        Assert.Equal(isSwitchedOff, failure.Detail.StartsWith(SwitchedOff, StringComparison.Ordinal));

        var findings = await assistant.Probe.CheckAsync(TestContext.Current.CancellationToken);
        Assert.Equal(isSwitchedOff, findings.Any(finding => finding.Health == ModelHealth.Failed && finding.Result.Contains(SwitchedOff, StringComparison.Ordinal)));
    }

    private static StubAnswer Look(string status) => StubAnswer.Json($$"""{"id":"run_7","object":"thread.run","status":"{{status}}"}""");

    private static async Task<ServerState> KeptAsync(AskedAssistant assistant, LlmRequest request) =>
        (await assistant.ListAsync(request)).OfType<LlmEvent.Kept>().Single().State;

    /// <summary>A thread that holds the first messages of a question.</summary>
    private static ServerState StateOf(LlmRequest request, int count) => new("thread_0", count, HistoryDigest.Of(request.Messages.Take(count)));

    private static LlmMessage Calls(params string[] ids) =>
        new(LlmRole.Assistant, [.. ids.Select(id => new LlmContent.ToolCall(id, "look", """{"at":1}"""))]);

    private static LlmMessage Gave(string id, string output) => new(LlmRole.Tool, [new LlmContent.ToolResult(id, output)]);
}
