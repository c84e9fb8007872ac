using static BotHost.Simulator.FaultRows;

namespace BotHost.Simulator;

/// <summary>The rows of the fault table that only Responses has: what its last event says, and what becomes of the conversations that the server keeps.</summary>
/// <remarks>
/// Sources: "Streaming events", https://platform.openai.com/docs/api-reference/responses-streaming; "Conversations",
/// https://platform.openai.com/docs/api-reference/conversations.
/// </remarks>
internal static class ResponsesFaultCases
{
    private static readonly FaultApi[] s_all = [FaultApi.Responses, FaultApi.Conversations];

    public static IEnumerable<ModelFaultCase> All =>
        [.. Failed().Concat(Errors()).Concat(Incomplete()).Concat(Parameters()).Select(row => row with { Only = s_all }), .. Conversations()];

    private static IEnumerable<ModelFaultCase> Failed()
    {
        yield return Answered("Responses: failed for a server's error, once", 2, Ended("failed", "server_error"));
        yield return Outage("Responses: failed for a server's error, for good", Down, Ended("failed", "server_error"));
        yield return Answered("Responses: failed for its rate, once", 2, Ended("failed", "rate_limit_exceeded"));
        yield return Outage("Responses: failed for its rate, for good", Busy, Ended("failed", "rate_limit_exceeded"));
        yield return Answered("Responses: failed without a reason, once", 2, Stream("""{"type":"response.failed","response":{"object":"response","status":"failed","error":null}}"""));
        yield return Answered("Responses: cancelled, once", 2, Stream("""{"type":"response.cancelled","response":{"object":"response","status":"cancelled","error":null}}"""));
        yield return Answered("Responses: failed, told as a whole, once", 2, ModelFault.Status(200, """{"object":"response","status":"failed","error":{"code":"server_error","message":"x"},"output":[]}"""));
        yield return Told("Responses: failed for the prompt", Filtered, Ended("failed", "invalid_prompt")) with { Forever = false, IsKept = false };
        yield return Told("Responses: failed for a picture's content", Filtered, Ended("failed", "image_content_policy_violation")) with { Forever = false, IsKept = false };
        yield return Case("Responses: failed after the first words", FaultOutcome.Partial, Interrupted, 1, Stream(s_words, EndedEvent("failed", "server_error"))) with { IsKept = true };
        yield return Case("Responses: stopped after the first words", FaultOutcome.Told, Filtered, 1, Stream(s_words, EndedEvent("failed", "invalid_prompt"))) with { IsKept = false };
    }

    /// <summary>The documented form and the nested one.</summary>
    private static IEnumerable<ModelFaultCase> Errors()
    {
        (string Name, Func<string, ModelFault> Of)[] forms =
        [
            ("an error event", code => Stream($$"""{"type":"error","code":"{{code}}","message":"x","param":null,"sequence_number":1}""")),
            ("a nested error event", code => Stream($$$"""{"type":"error","error":{"type":"{{{code}}}","code":"{{{code}}}","message":"x","param":null}}""")),
        ];
        foreach (var (name, of) in forms)
        {
            yield return Answered($"Responses: {name} of the server, once", 2, of("server_error"));
            yield return Answered($"Responses: {name} about the rate, once", 2, of("rate_limit_exceeded"));
            yield return Told($"Responses: {name} about the quota", Quota, of("insufficient_quota"));
            yield return Told($"Responses: {name} about the context, nothing to leave out", TooLong, of("context_length_exceeded")) with { MostCalls = 2 };
            yield return Answered($"Responses: {name} about the context, older messages left out", 2, of("context_length_exceeded")) with { HasHistory = true };
        }
    }

    private static IEnumerable<ModelFaultCase> Incomplete()
    {
        var thought = Stream("""{"type":"response.reasoning_summary_text.delta","delta":"hm"}""", IncompleteEvent("max_output_tokens"));
        yield return Answered("Responses: all of it thought, once", 2, thought);
        yield return Case("Responses: all of it thought, again", FaultOutcome.Told, Length, 2, thought) with { Forever = true };
        yield return Answered("Responses: incomplete before the first word, once", 2, Stream(IncompleteEvent("max_output_tokens")));
        yield return Told("Responses: filtered before the first word", Filtered, Stream(IncompleteEvent("content_filter"))) with { Forever = false, IsKept = false };
    }

    private static IEnumerable<ModelFaultCase> Parameters()
    {
        yield return Answered("Responses: a parameter refused by its name", 2, Refusal(
            400, """{"error":{"message":"Unsupported parameter","type":"invalid_request_error","param":"max_output_tokens","code":"unsupported_parameter"}}"""));
    }

    private static IEnumerable<ModelFaultCase> Conversations()
    {
        const string Busy = """{"error":{"message":"Another process is currently operating on this conversation. Please retry in a few seconds.","type":"invalid_request_error","param":"conversation","code":"conversation_locked"}}""";
        const string Orphan = """{"error":{"message":"No tool output found for function call call_1.","type":"invalid_request_error","param":"input","code":null}}""";
        const string Gone = """{"error":{"message":"Conversation with id 'conv_1' not found.","type":"invalid_request_error","param":null,"code":null}}""";
        FaultApi[] both = [FaultApi.Conversations, FaultApi.ConversationCalls];
        yield return Case("conversation: locked for good", FaultOutcome.Told, Locked, 5, Refusal(400, Busy)) with { Forever = true, Only = [FaultApi.Conversations] };
        yield return Answered("conversation: locked at the next question", 2, Refusal(400, Busy)) with { HasHistory = true, IsKept = true, Only = [FaultApi.Conversations] };
        yield return Answered("conversation: not found", 2, Refusal(404, Gone)) with { HasHistory = true, IsKept = true, Only = [FaultApi.Conversations] };
        yield return Answered("conversation: another project's", 2, Refusal(403, "{}")) with { HasHistory = true, IsKept = true, Only = [FaultApi.Conversations] };
        yield return Answered("conversation: a tool's call left open in it", 2, Refusal(400, Orphan)) with { HasHistory = true, IsKept = true, Only = [FaultApi.Conversations] };
        yield return Told("conversation: the server keeps none", Address, 404, """{"detail":"Not Found"}""") with { Only = both };
    }

    private static readonly string s_words = $$"""{"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"{{ModelFaultPlay.Answer[..6]}}"}""";

    private static ModelFault Ended(string status, string code) => Stream(EndedEvent(status, code));

    private static string EndedEvent(string status, string code) =>
        $$$"""{"type":"response.{{{status}}}","response":{"object":"response","status":"{{{status}}}","error":{"code":"{{{code}}}","message":"x"},"incomplete_details":null,"output":[]}}""";

    private static string IncompleteEvent(string reason) =>
        $$$"""{"type":"response.incomplete","response":{"object":"response","status":"incomplete","error":null,"incomplete_details":{"reason":"{{{reason}}}"},"output":[]}}""";

    private static ModelFault Stream(params string[] events) => ModelFault.Status(200, string.Concat(events.Select(data => $"data: {data}\n\n")));
}
