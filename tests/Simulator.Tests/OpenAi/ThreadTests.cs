using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.OpenAi;

/// <summary>The Assistants API of the fake: what it keeps, what it says, and what it refuses.</summary>
public sealed class ThreadTests
{
    [Fact]
    public async Task A_run_tells_its_steps_its_words_and_its_end_each_by_name()
    {
        await using var model = await Fakes.OpenAiAsync(new() { Chunks = 2 });
        using var client = new ThreadClient(model);
        var thread = await client.CreateAsync("你好");

        var events = await client.RunAsync(thread);

        Assert.Equal(
            [
                "thread.run.created", "thread.run.in_progress", "thread.run.step.created", "thread.message.created", "thread.message.delta", "thread.message.delta",
                "thread.message.completed", "thread.run.step.completed", "thread.run.completed", "done",
            ],
            events.Select(one => one.EventType));
        Assert.Equal("echo: 你好", Text(events));
        Assert.Equal("completed", (string?)Last(events)["status"]);
        Assert.NotNull(Last(events)["usage"]!["prompt_tokens"]);
        Assert.Empty(model.Violations);
    }

    [Fact]
    public async Task What_the_model_is_told_is_the_instructions_and_all_that_the_thread_holds()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ThreadClient(model);
        var thread = await client.CreateAsync("one");
        await client.RunAsync(thread, """{"assistant_id":"asst_fake","instructions":"Be brief.","stream":true,"tools":[{"type":"function","function":{"name":"look"}}]}""");
        await client.PostAsync($"/threads/{thread}/messages", """{"role":"user","content":[{"type":"text","text":"two"}]}""");
        await client.RunAsync(thread);

        var first = model.Requests[0];
        Assert.Equal((FakeApi.Assistants, thread, "one"), (first.Api, first.ConversationId, first.LastUserText));
        Assert.Equal(["look"], first.Tools);
        Assert.Equal(["system: Be brief.", "user: one"], first.Messages.Select(message => message.ToString()));
        Assert.Equal(["user: one", "assistant: echo: one", "user: two"], model.Requests[1].Messages.Select(message => message.ToString()));
    }

    [Fact]
    public async Task A_run_that_calls_tools_waits_for_all_of_their_results_and_goes_on_with_them()
    {
        await using var model = await Fakes.OpenAiAsync(new()
        {
            Answer = request => request.Messages[^1].Role == "tool"
                ? $"It is {request.Messages[^1].Text}."
                : new FakeAnswer("") { ToolCalls = [new("call_1", "look", "{}"), new("call_2", "look", "{}")] },
        });
        using var client = new ThreadClient(model);
        var thread = await client.CreateAsync("look");
        var run = Last(await client.RunAsync(thread));
        Assert.Equal("requires_action", (string?)run["status"]);
        Assert.Equal(["call_1", "call_2"], run["required_action"]!["submit_tool_outputs"]!["tool_calls"]!.AsArray().Select(call => (string?)call!["id"]));

        var path = $"/threads/{thread}/runs/{(string?)run["id"]}/submit_tool_outputs";
        Assert.Equal(400, (await client.PostAsync(path, """{"tool_outputs":[{"tool_call_id":"call_1","output":"red"}],"stream":true}""")).Status);
        var events = await client.EventsAsync(path, """{"tool_outputs":[{"tool_call_id":"call_1","output":"red"},{"tool_call_id":"call_2","output":"blue"}],"stream":true}""");
        Assert.Equal("It is blue.", Text(events));
        Assert.Equal(
            ["user: look", "assistant:  [call call_1 look {}] [call call_2 look {}]", "tool call_1: red", "tool call_2: blue"],
            model.Requests[^1].Messages.Select(message => message.ToString()));
    }

    [Fact]
    public async Task Somebody_elses_run_is_in_the_way_until_it_is_cancelled_and_looked_at()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ThreadClient(model);
        var thread = await client.CreateAsync("one");
        model.Threads.OccupyAll();

        Assert.Equal((400, $"Can't add messages to {thread} while a run run_1 is active."), await client.PostAsync($"/threads/{thread}/messages", """{"role":"user","content":"two"}"""));
        Assert.Equal((400, $"Thread {thread} already has an active run run_1."), await client.PostAsync($"/threads/{thread}/runs", ThreadClient.Run));
        Assert.Equal(200, (await client.PostAsync($"/threads/{thread}/runs/run_1/cancel", "{}")).Status);
        Assert.Equal("cancelling", await client.StatusAsync(thread, "run_1"));
        Assert.Equal("cancelled", await client.StatusAsync(thread, "run_1"));
        Assert.Equal((400, "Cannot cancel run with status 'cancelled'."), await client.PostAsync($"/threads/{thread}/runs/run_1/cancel", "{}"));
        Assert.Equal("echo: one", Text(await client.RunAsync(thread)));
    }

    [Fact]
    public async Task Calls_that_put_something_into_a_thread_can_fail_and_those_that_look_or_ask_do_not()
    {
        ModelFault? fault = null;
        await using var model = await Fakes.OpenAiAsync(new() { KeepingFault = _ => fault });
        using var client = new ThreadClient(model);
        var thread = await client.CreateAsync("one");
        fault = ModelFault.ServerError;
        Assert.Equal(500, (await client.PostAsync("/threads", "{}")).Status);
        Assert.Equal(500, (await client.PostAsync($"/threads/{thread}/messages", """{"role":"user","content":"two"}""")).Status);
        Assert.Equal("echo: one", Text(await client.RunAsync(thread)));
        Assert.Equal(1, model.Threads.Made);
    }

    [Fact]
    public async Task A_run_that_is_over_and_not_noticed_is_in_the_way_until_it_is_looked_at()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ThreadClient(model);
        var thread = await client.CreateAsync("one");
        model.Threads.OccupyAll(isOver: true);
        Assert.Equal(400, (await client.PostAsync($"/threads/{thread}/runs", ThreadClient.Run)).Status);
        Assert.Equal("completed", await client.StatusAsync(thread, "run_1"));
        Assert.Equal("echo: one", Text(await client.RunAsync(thread)));
    }

    [Fact]
    public async Task A_run_that_somebody_breaks_off_goes_on_until_it_expires_after_ten_minutes()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.Parse("2026-02-02T02:40:00Z", CultureInfo.InvariantCulture));
        await using var model = await Fakes.OpenAiAsync(new() { TimeProvider = clock });
        using var client = new ThreadClient(model);
        var thread = await client.CreateAsync("one");
        model.Faults.PauseAnswers();
        var running = client.RunAsync(thread);
        await model.Faults.WaitForHeldCallsAsync(1, Fakes.Patience);
        client.GoAway();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await model.Faults.WaitForHeldCallsAsync(0, Fakes.Patience);
        model.Faults.ResumeAnswers();

        clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Assert.Equal(400, (await client.PostAsync($"/threads/{thread}/messages", """{"role":"user","content":"two"}""")).Status);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["expired"], model.Threads.Runs);
        Assert.Equal(200, (await client.PostAsync($"/threads/{thread}/messages", """{"role":"user","content":"two"}""")).Status);
    }

    [Theory]
    [InlineData(AnswerFlaw.RunFailed, "thread.run.failed")]
    [InlineData(AnswerFlaw.RunExpired, "thread.run.expired")]
    [InlineData(AnswerFlaw.LengthFinish, "thread.run.incomplete")]
    [InlineData(AnswerFlaw.FilteredFinish, "thread.run.incomplete")]
    [InlineData(AnswerFlaw.ErrorMidStream, "error")]
    public async Task A_run_can_end_badly(AnswerFlaw flaw, string last)
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ThreadClient(model);
        model.Faults.FailNext(flaw);
        var events = await client.RunAsync(await client.CreateAsync("one"));
        Assert.Equal(last, events[^2].EventType);
        Assert.DoesNotContain("thread.run.completed", events.Select(one => one.EventType));
    }

    [Fact]
    public async Task A_run_that_was_refused_never_was()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ThreadClient(model);
        var thread = await client.CreateAsync("one");
        model.Faults.FailNext(ModelFault.ServerError);
        Assert.Equal(500, (await client.PostAsync($"/threads/{thread}/runs", ThreadClient.Run)).Status);
        Assert.Empty(model.Threads.Runs);
        Assert.Equal("echo: one", Text(await client.RunAsync(thread)));
    }

    [Fact]
    public async Task What_is_deleted_or_forgotten_or_never_was_is_not_found()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ThreadClient(model);
        var (deleted, forgotten) = (await client.CreateAsync("one"), await client.CreateAsync("one"));
        Assert.Equal(200, await client.DeleteAsync(deleted));
        Assert.Equal([forgotten], model.Threads.Ids);
        model.Threads.ForgetAll();
        foreach (var thread in (string[])[deleted, forgotten, "thread_x"])
        {
            Assert.Equal((404, $"No thread found with id '{thread}'."), await client.PostAsync($"/threads/{thread}/messages", """{"role":"user","content":"two"}"""));
            Assert.Equal((404, $"No thread found with id '{thread}'."), await client.PostAsync($"/threads/{thread}/runs", ThreadClient.Run));
            Assert.Equal(404, await client.DeleteAsync(thread));
        }

        Assert.Empty(model.Violations);
    }

    [Theory]
    [InlineData("/threads", """{"messages":[{"role":"system","content":"Be brief."}]}""")]
    [InlineData("/threads", """{"messages":[{"role":"user","content":""}]}""")]
    [InlineData("/threads", """{"messages":[{"role":"assistant","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw=="}}]}]}""")]
    [InlineData("/threads/{0}/runs", """{"assistant_id":"asst_fake"}""")]
    [InlineData("/threads/{0}/runs", """{"assistant_id":"asst_fake","stream":true,"max_completion_tokens":255}""")]
    [InlineData("/threads/{0}/runs", "not JSON")]
    public async Task What_the_real_one_would_refuse_is_refused_and_noted(string path, string body)
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ThreadClient(model);
        var thread = await client.CreateAsync("one");
        Assert.Equal(400, (await client.PostAsync(string.Format(CultureInfo.InvariantCulture, path, thread), body)).Status);
        Assert.Single(model.Violations);
    }

    [Fact]
    public async Task Without_the_beta_header_or_a_key_nobody_is_let_in()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var bare = new ThreadClient(model, beta: null);
        using var stranger = new ThreadClient(model, key: "sk-wrong");
        Assert.Equal(400, (await bare.PostAsync("/threads", "{}")).Status);
        Assert.Equal(401, (await stranger.PostAsync("/threads", "{}")).Status);
        Assert.Equal(0, model.Threads.Made);
    }

    private static string Text(IEnumerable<SseItem<string>> events) => string.Concat(events
        .Where(one => one.EventType == "thread.message.delta").Select(one => (string?)JsonNode.Parse(one.Data)!["delta"]!["content"]![0]!["text"]!["value"]));

    /// <summary>The last thing before the end mark.</summary>
    private static JsonNode Last(List<SseItem<string>> events) => JsonNode.Parse(events[^2].Data)!;

    private sealed class ThreadClient(FakeOpenAi model, string? beta = "assistants=v2", string? key = null) : IDisposable
    {
        public const string Run = """{"assistant_id":"asst_fake","stream":true}""";

        private readonly HttpClient _http = new();

        public void Dispose() => _http.Dispose();

        public void GoAway() => _http.CancelPendingRequests();

        public async Task<string> CreateAsync(string text)
        {
            using var response = await SendAsync(HttpMethod.Post, "/threads", $$$"""{"messages":[{"role":"user","content":"{{{text}}}"}]}""");
            return (string)JsonNode.Parse(await ModelClient.TextAsync(response))!["id"]!;
        }

        public Task<List<SseItem<string>>> RunAsync(string thread, string body = Run) => EventsAsync($"/threads/{thread}/runs", body);

        public async Task<List<SseItem<string>>> EventsAsync(string path, string body)
        {
            using var response = await SendAsync(HttpMethod.Post, path, body);
            Assert.Equal(200, (int)response.StatusCode);
            await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            var events = new List<SseItem<string>>();
            await foreach (var one in SseParser.Create(stream).EnumerateAsync(TestContext.Current.CancellationToken))
                events.Add(one);
            return events;
        }

        /// <returns>The status, and the error's words.</returns>
        public async Task<(int Status, string? Message)> PostAsync(string path, string body)
        {
            using var response = await SendAsync(HttpMethod.Post, path, body);
            var answer = await ModelClient.TextAsync(response);
            return ((int)response.StatusCode, answer.StartsWith('{') ? (string?)JsonNode.Parse(answer)!["error"]?["message"] : null);
        }

        public async Task<string?> StatusAsync(string thread, string run)
        {
            using var response = await SendAsync(HttpMethod.Get, $"/threads/{thread}/runs/{run}", body: null);
            return (string?)JsonNode.Parse(await ModelClient.TextAsync(response))!["status"];
        }

        public async Task<int> DeleteAsync(string thread)
        {
            using var response = await SendAsync(HttpMethod.Delete, $"/threads/{thread}", body: null);
            return (int)response.StatusCode;
        }

        private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body)
        {
            using var request = new HttpRequestMessage(method, model.BaseUrl + path);
            if (body is not null)
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key ?? model.ApiKey}");
            if (beta is not null)
                request.Headers.TryAddWithoutValidation("OpenAI-Beta", beta);
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        }
    }
}
