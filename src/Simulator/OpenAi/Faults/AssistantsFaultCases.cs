using static BotHost.Simulator.FaultRows;

namespace BotHost.Simulator;

/// <summary>The rows of the fault table that only the Assistants API has: how its runs end, what is in their way, and threads that are gone.</summary>
/// <remarks>
/// Sources: "Assistant stream events", https://platform.openai.com/docs/api-reference/assistants-streaming/events; "Runs",
/// https://platform.openai.com/docs/api-reference/runs/object.
/// </remarks>
internal static class AssistantsFaultCases
{
    public static IEnumerable<ModelFaultCase> All => [.. Runs().Concat(Requests()).Select(row => row with { Only = [FaultApi.Assistants] }), .. Threads()];

    private static IEnumerable<ModelFaultCase> Runs()
    {
        yield return Answered("run: failed for a server's error, once", 2, Run("failed", Error("server_error")));
        yield return Outage("run: failed for a server's error, for good", Down, Run("failed", Error("server_error")));
        yield return Answered("run: failed without a reason, once", 2, Run("failed"));
        yield return Answered("run: failed for its rate, once", 2, Run("failed", Error("rate_limit_exceeded")));
        yield return Outage("run: failed for its rate, for good", Busy, Run("failed", Error("rate_limit_exceeded")));
        yield return Told("run: failed for the prompt", Filtered, Run("failed", Error("invalid_prompt"))) with { Forever = false, IsKept = false };
        foreach (var status in (IEnumerable<string>)["expired", "cancelled"])
        {
            yield return Answered($"run: {status}, once", 2, Run(status));
            yield return Outage($"run: {status}, for good", Down, Run(status));
            yield return Case($"run: {status} after the first words", FaultOutcome.Partial, Interrupted, 1, Run(status, more: "", s_words)) with { IsKept = true };
        }

        yield return Case("run: failed after the first words", FaultOutcome.Partial, Interrupted, 1, Run("failed", Error("server_error"), s_words)) with { IsKept = true };
        yield return Case("run: stopped after the first words", FaultOutcome.Told, Filtered, 1, Run("failed", Error("invalid_prompt"), s_words)) with { IsKept = false };
        yield return Answered("run: its words' room used up before the first, once", 2, Run("incomplete", Reason("max_completion_tokens")));
        yield return Case("run: its words' room used up before the first, again", FaultOutcome.Told, Length, 2, Run("incomplete", Reason("max_completion_tokens"))) with { Forever = true };
        yield return Told("run: filtered before the first word", Filtered, Run("incomplete", Reason("content_filter"))) with { Forever = false, IsKept = false };
        yield return Answered("run: an error event, once", 2, Stream(("error", """{"message":"x","type":"server_error","param":null,"code":null}""")));
        yield return Told("run: an error event about the quota", Quota, Stream(("error", """{"message":"x","type":"insufficient_quota","param":null,"code":"insufficient_quota"}""")));
        yield return Case("run: told as a whole", FaultOutcome.Told, Empty, 2, AnswerFlaw.IgnoreStream) with { Forever = true };
    }

    private static IEnumerable<ModelFaultCase> Requests()
    {
        const string Active = """{"error":{"message":"Thread thread_1 already has an active run run_1.","type":"invalid_request_error","param":null,"code":null}}""";
        yield return Answered("run: a parameter refused by its name", 2, Refusal(
            400, """{"error":{"message":"Unsupported parameter","type":"invalid_request_error","param":"max_completion_tokens","code":"unsupported_parameter"}}"""));
        yield return Told("run: no such assistant", Address, 404, """{"error":{"message":"No assistant found with id 'asst_1'.","type":"invalid_request_error","param":null,"code":null}}""");
        yield return Answered("run: another one is active", 2, Refusal(400, Active)) with { HasHistory = true, IsKept = true };
        yield return Answered("run: its thread is gone", 2, Refusal(404, Gone)) with { HasHistory = true, IsKept = true };
    }

    private static IEnumerable<ModelFaultCase> Threads()
    {
        const string Active = """{"error":{"message":"Can't add messages to thread_1 while a run run_1 is active.","type":"invalid_request_error","param":null,"code":null}}""";
        FaultApi[] calls = [FaultApi.ThreadCalls];
        yield return Answered("thread: gone", 2, Refusal(404, Gone)) with { HasHistory = true, IsKept = true, Only = calls };
        yield return Answered("thread: a run is active in it", 2, Refusal(400, Active)) with { HasHistory = true, IsKept = true, Only = calls };
        yield return Told("thread: the server has none", Address, 404, """{"detail":"Not Found"}""") with { Only = calls };
    }

    private const string Gone = """{"error":{"message":"No thread found with id 'thread_1'.","type":"invalid_request_error","param":null,"code":null}}""";

    private static readonly (string, string) s_words = (
        "thread.message.delta",
        $$$$"""{"id":"msg_1","object":"thread.message.delta","delta":{"content":[{"index":0,"type":"text","text":{"value":"{{{{ModelFaultPlay.Answer[..6]}}}}","annotations":[]}}]}}""");

    private static string Error(string code) => $$""","last_error":{"code":"{{code}}","message":"x"}""";

    private static string Reason(string reason) => $$""","incomplete_details":{"reason":"{{reason}}"}""";

    private static ModelFault Run(string status, string more = "", params (string Name, string Data)[] before) => Stream([
        ("thread.run.created", """{"id":"run_1","object":"thread.run","status":"queued"}"""),
        .. before,
        ($"thread.run.{status}", $$"""{"id":"run_1","object":"thread.run","status":"{{status}}"{{more}}}"""),
        ("done", "[DONE]")]);

    private static ModelFault Stream(params (string Name, string Data)[] events) =>
        ModelFault.Status(200, string.Concat(events.Select(one => $"event: {one.Name}\ndata: {one.Data}\n\n")));
}
