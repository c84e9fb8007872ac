using static BotHost.Simulator.FaultRows;

namespace BotHost.Simulator;

/// <summary>
/// The fault table: every way in which a model's server is known to fail, and what has to come of it. The words are what the person must be
/// told, the codes and texts those that the servers document.
/// </summary>
public static class ModelFaultCases
{
    public static IReadOnlyList<ModelFaultCase> All { get; } =
    [
        .. Deviations(), .. Breaks(), .. Keys(), .. Addresses(), .. Limits(), .. Requests(), .. Filters(), .. Outages(), .. Endings(),
        .. ResponsesFaultCases.All, .. AssistantsFaultCases.All, .. AzureFaultCases.All,
    ];

    /// <summary>The rows that mean something over an API: all but its gaps.</summary>
    public static IReadOnlyList<ModelFaultCase> Over(FaultApi api) =>
        [.. All.Where(row => row.Only is { } only ? only.Contains(api) : !FaultGap.All.Any(gap => gap.Holds(row, api)))];

    /// <summary>What is no fault for whoever reads it: ordinary deviations of compatible servers.</summary>
    private static IEnumerable<ModelFaultCase> Deviations()
    {
        AnswerFlaw[] harmless =
        [
            AnswerFlaw.IgnoreStream, AnswerFlaw.ChoicesNull, AnswerFlaw.UnknownFinishReason, AnswerFlaw.EmptyFinishReason, AnswerFlaw.UsageAsFloat,
            AnswerFlaw.DoneWithTrailingBlank, AnswerFlaw.EmptyDataLines, AnswerFlaw.CommentsThenAnswer, AnswerFlaw.Bom, AnswerFlaw.Crlf, AnswerFlaw.NoBlankAfterData,
            AnswerFlaw.ReasoningThenAnswer, AnswerFlaw.OneChunk,
        ];
        foreach (var flaw in harmless)
            yield return Answered($"deviation: {flaw}", 1, ModelFault.Flawed(flaw)) with { IsKept = true };

        yield return Answered("deviation: a tool that nobody offered, its arguments an object", 1, AnswerFlaw.ToolArgumentsAsObject) with { IsKept = true };

        var answer = ModelFaultPlay.Answer;
        (string Name, string Body)[] bodies =
        [
            ("whole, no finish reason", $$$"""{"choices":[{"message":{"content":"{{{answer}}}"},"finish_reason":null}]}"""),
            ("whole, role unknown, created a fraction", $$$"""{"created":1.5,"choices":[{"message":{"role":"bot","content":"{{{answer}}}"},"finish_reason":"stop"}]}"""),
            ("whole, role empty, created a text, usage in fractions", $$$"""{"created":"now","choices":[{"message":{"role":"","content":"{{{answer}}}"}}],"usage":{"prompt_tokens":5.0,"completion_tokens":2.0}}"""),
            ("whole, created null, content in parts", $$$"""{"created":null,"choices":[{"message":{"content":[{"type":"text","text":"{{{answer}}}"}]}}]}"""),
            ("stream, created a fraction, role unknown", Stream($$$"""{"created":1.5,"choices":[{"delta":{"role":"bot","content":"{{{answer}}}"}}]}""", """{"choices":[{"delta":{},"finish_reason":"stop"}]}""")),
            ("stream, no end mark", $$$"""data: {"choices":[{"delta":{"content":"{{{answer}}}"},"finish_reason":"stop"}]}""" + "\n\n"),
            ("stream, chunks without choices or delta", Stream("""{"id":"1"}""", """{"choices":[]}""", """{"choices":[{"delta":null}]}""", $$$"""{"choices":[{"delta":{"content":"{{{answer}}}"}}],"usage":null}""", """{"choices":[{"finish_reason":"eos_token"}]}""")),
            ("Azure: filter results before the answer", Stream("""{"choices":[],"prompt_filter_results":[{"prompt_index":0}]}""", $$$"""{"choices":[{"delta":{"content":"{{{answer}}}"},"content_filter_results":{}}]}""", """{"choices":[{"finish_reason":"stop","delta":{}}]}""")),
        ];
        foreach (var (name, body) in bodies)
            yield return Answered($"deviation: {name}", 1, ModelFault.Status(200, body)) with { IsKept = true };
    }

    /// <summary>After the first words nothing is tried again.</summary>
    private static IEnumerable<ModelFaultCase> Breaks()
    {
        AnswerFlaw[] flaws = [AnswerFlaw.ErrorMidStream, AnswerFlaw.ErrorEventMidStream, AnswerFlaw.ResetMidStream, AnswerFlaw.EndWithoutFinish, AnswerFlaw.StallMidStream];
        foreach (var flaw in flaws)
            yield return Case($"break: {flaw}", FaultOutcome.Partial, Interrupted, 1, flaw) with { IsKept = true, IsSlow = flaw == AnswerFlaw.StallMidStream };
    }

    private static IEnumerable<ModelFaultCase> Keys()
    {
        yield return Told("key: OpenAI", BadKey, 401, """{"error":{"message":"Incorrect API key provided: sk-ab***yz","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""");
        yield return Told("key: Azure", BadKey, 401, """{"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong API endpoint."}}""");
        yield return Told("key: DeepSeek", BadKey, 401, """{"error":{"message":"Authentication Fails","type":"authentication_error","param":null,"code":"invalid_request_error"}}""");
        yield return Told("key: no words", BadKey, 401, "");
        yield return Answered("key: another is well", 2, ModelFault.BadKey) with { Keys = 2 };
        yield return Told("access: address not allowed", NoAccess, 401, """{"error":{"message":"IP not authorized","code":"ip_not_authorized"}}""");
        yield return Told("access: forbidden", NoAccess, 403, """{"error":{"message":"no","code":"forbidden"}}""");
        yield return Answered("access: another key may", 2, Refusal(403, "{}")) with { Keys = 2 };
        yield return Told("region", Region, 403, """{"error":{"message":"Country, region, or territory not supported","type":"request_forbidden","code":"unsupported_country_region_territory"}}""");
        string[] codes = ["insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded", "project_spend_limit_exceeded", "organization_usage_limit_exceeded"];
        foreach (var code in codes)
            yield return Told($"quota: {code}", Quota, 429, $$$"""{"error":{"message":"x","type":"x","code":"{{{code}}}"}}""");
        yield return Told("quota: by its type", Quota, 429, """{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":null}}""");
        yield return Told("quota: DeepSeek", Quota, 402, """{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}""");
        yield return Told("quota: DashScope", Quota, 400, """{"error":{"code":"Arrearage","message":"Access denied, please make sure your account is in good standing."}}""");
        yield return Answered("quota: another key has some", 2, ModelFault.QuotaExhausted) with { Keys = 2 };
    }

    private static IEnumerable<ModelFaultCase> Addresses()
    {
        yield return Told("model: OpenAI", NoModel, 404, """{"error":{"message":"The model 'x' does not exist","type":"invalid_request_error","param":"model","code":"model_not_found"}}""");
        yield return Told("model: Azure", NoModel, 404, """{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}""");
        yield return Told("model: DashScope", NoModel, 404, """{"error":{"code":"ModelNotFound","message":"x"}}""");
        yield return Told("model: Ollama", NoModel, 404, """{"error":"model 'x' not found, try pulling it first"}""");
        yield return Told("model: vLLM", NoModel, 404, """{"object":"error","message":"The model `x` does not exist.","type":"NotFoundError","param":null,"code":404}""");
        yield return Told("address: 404 of a framework", Address, 404, """{"detail":"Not Found"}""");
        yield return Told("address: 404 of a proxy", Address, 404, "<html>404</html>");
        yield return Told("address: 404 without words", Address, 404, "");
        yield return Told("address: Azure", Address, 404, """{"error":{"code":"404","message":"Resource not found"}}""");
        yield return Told("address: 405", Address, 405, """{"detail":"Method Not Allowed"}""");
        yield return Told("address: moved", Address, 302, "");
        yield return Case("address: a page with a good status", FaultOutcome.Told, Address, 1, ModelFault.Html200);
    }

    private static IEnumerable<ModelFaultCase> Limits()
    {
        var soon = TimeSpan.FromSeconds(2);
        foreach (var form in Enum.GetValues<RetryAfterForm>())
            yield return Answered($"rate: wait in {form}", 2, ModelFault.RateLimited(soon, form));
        yield return Answered("rate: wait until the tokens are reset", 2, ModelFault.Status(
            429, """{"error":{"message":"Rate limit reached","type":"tokens","code":"rate_limit_exceeded"}}""", new Dictionary<string, string> { ["x-ratelimit-reset-tokens"] = "1.5s" }));
        yield return Answered("rate: no word of how long", 2, Refusal(429, ""));
        yield return Answered("rate: Azure", 2, Refusal(429, """{"error":{"code":"429","message":"Requests have exceeded the rate limit."}}"""));
        yield return Answered("rate: DashScope", 2, Refusal(429, """{"code":"Throttling.RateQuota","message":"Requests rate limit exceeded"}"""));
        yield return Answered("rate: another key at once", 2, ModelFault.RateLimited(TimeSpan.FromMinutes(30))) with { Keys = 2 };
        yield return Case("rate: longer than a person waits", FaultOutcome.Told, Busy, 1, ModelFault.RateLimited(TimeSpan.FromMinutes(30)));
        yield return Outage("rate: for good", Busy, Refusal(429, """{"error":{"message":"Rate limit reached","type":"requests","code":"rate_limit_exceeded"}}"""));
        yield return Answered("slow down", 2, Refusal(429, """{"error":{"message":"Slow down","code":"slow_down"}}"""));
        yield return Answered("slow down, as it was before", 2, Refusal(503, """{"error":{"message":"Slow down","code":"slow_down"}}"""));

        const string TooLarge = """{"error":{"message":"Request too large for x on tokens per min (TPM): Limit 30000, Requested 40000.","type":"tokens","code":"rate_limit_exceeded"}}""";
        yield return Case("larger than the minute's tokens", FaultOutcome.Told, TooLong, 1, Refusal(429, TooLarge)) with { Forever = true, MostCalls = 2 };
        yield return Told("body too large", TooLong, 413, "<html>413</html>") with { MostCalls = 2 };
        (string Name, string Body)[] contexts =
        [
            ("OpenAI", """{"error":{"message":"This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}"""),
            ("vLLM", """{"object":"error","message":"This model's maximum context length is 4096 tokens.","type":"BadRequestError","code":400}"""),
            ("DashScope", """{"error":{"message":"Range of input length should be [1, 30720]","code":"invalid_parameter_error"}}"""),
            ("llama.cpp", """{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}"""),
        ];
        foreach (var (name, body) in contexts)
        {
            yield return Told($"context: {name}, nothing to leave out", TooLong, 400, body) with { MostCalls = 2 };
            yield return Answered($"context: {name}, older messages left out", 2, Refusal(400, body)) with { HasHistory = true };
        }
    }

    private static IEnumerable<ModelFaultCase> Requests()
    {
        yield return Answered("parameter: refused by its name", 2, Refusal(400, """{"error":{"message":"Unsupported parameter","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}"""));
        yield return Answered("parameter: a value", 2, Refusal(400, """{"error":{"message":"Unsupported value","param":"stream_options.include_usage","code":"unsupported_value"}}"""));
        yield return Answered("parameter: of a framework", 2, Refusal(422, """{"detail":[{"loc":["body","stream_options"],"msg":"extra fields not permitted","type":"value_error.extra"}]}"""));
        yield return Told("parameter: not ours to leave out", BadRequest, 400, """{"error":{"message":"no","param":"messages","code":"unsupported_value"}}""");
        yield return Told("request: 400", BadRequest, 400, """{"error":{"message":"x","type":"invalid_request_error","code":null}}""");
        yield return Told("request: in one word", BadRequest, 400, """{"error":"invalid request"}""");
        yield return Told("request: no words", BadRequest, 400, "");
        yield return Told("request: tool schema", BadRequest, 400, """{"error":{"message":"x","param":"tools[0].function.parameters","code":"invalid_function_parameters"}}""");
        yield return Told("request: orphaned tool call", BadRequest, 400, """{"error":{"message":"An assistant message with 'tool_calls' must be followed by tool messages","param":"messages.[3].role"}}""");
        yield return Answered("request: the server says to try again", 2, ModelFault.Status(400, "{}", new Dictionary<string, string> { ["x-should-retry"] = "true" }));
        yield return Case("locked: for a moment", FaultOutcome.Answered, Words.None, 2, Refusal(400, """{"error":{"message":"Another process is currently operating on this conversation. Please retry in a few seconds.","type":"invalid_request_error","param":"conversation","code":"conversation_locked"}}"""));
        yield return Case("locked: for good", FaultOutcome.Told, Locked, 5, Refusal(400, """{"error":{"message":"Thread thread_1 already has an active run run_1.","type":"invalid_request_error","param":null,"code":null}}""")) with { Forever = true };

        (string Name, int Status, string Body)[] images =
        [
            ("unreadable", 400, """{"error":{"message":"x","code":"invalid_image_format"}}"""),
            ("not parsed", 400, """{"error":{"message":"x","code":"image_parse_error"}}"""),
            ("not downloaded", 400, """{"error":{"message":"x","code":"failed_to_download_image"}}"""),
            ("not supported", 500, """{"error":{"message":"image input not supported","code":500,"type":"server_error"}}"""),
        ];
        foreach (var (name, status, body) in images)
            yield return Case($"image: {name}", FaultOutcome.Answered, Image, 2, Refusal(status, body)) with { HasPicture = true };
    }

    private static IEnumerable<ModelFaultCase> Filters()
    {
        (string Name, string Body)[] filters =
        [
            ("Azure", """{"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{"violence":{"filtered":true,"severity":"high"}}}}}"""),
            ("DashScope", """{"error":{"code":"data_inspection_failed","message":"x","type":"data_inspection_failed"}}"""),
            ("DashScope, as it was before", """{"code":"DataInspectionFailed","message":"x"}"""),
            ("moderation", """{"error":{"message":"x","code":"moderation_blocked"}}"""),
        ];
        foreach (var (name, body) in filters)
            yield return Told($"filter: {name}", Filtered, 400, body) with { Forever = false, IsKept = false };
        yield return Case("filter: an error in the middle of the answer", FaultOutcome.Told, Filtered, 1, ModelFault.Status(200, Stream(
            $$$"""{"choices":[{"delta":{"content":"{{{ModelFaultPlay.Answer[..6]}}}"}}]}""", """{"error":{"code":"data_inspection_failed","message":"x","type":"data_inspection_failed"}}"""))) with { IsKept = false };
        yield return Case("filter: in the middle of the answer", FaultOutcome.Told, Filtered, 1, AnswerFlaw.FilteredFinish) with { IsKept = false };
    }

    private static IEnumerable<ModelFaultCase> Outages()
    {
        (string Name, int Status, string Body)[] errors =
        [
            ("500", 500, """{"error":{"message":"x","type":"server_error"}}"""),
            ("500 in one word", 500, """{"error":"text"}"""),
            ("500 with a detail", 500, """{"detail":"text"}"""),
            ("500 at the top", 500, """{"object":"error","message":"x","code":500}"""),
            ("500 with code and message", 500, """{"code":"InternalError","message":"x"}"""),
            ("500 as text", 500, "Internal Server Error"),
            ("502 of a proxy", 502, "<html>Bad Gateway</html>"),
            ("503", 503, """{"error":{"message":"x","code":"server_is_overloaded"}}"""),
            ("504 without words", 504, ""),
            ("520", 520, ""),
            ("529", 529, """{"error":{"message":"x","type":"service_unavailable_error"}}"""),
            ("409", 409, """{"error":{"message":"x"}}"""),
            ("408", 408, ""),
            ("error with a good status", 200, """{"error":{"message":"no channel","type":"gateway_error"}}"""),
        ];
        foreach (var (name, status, body) in errors)
            yield return Answered($"outage: {name}, once", 2, Refusal(status, body));
        yield return Outage("outage: 503 for good", Down, Refusal(503, ""));
        yield return Outage("outage: error with a good status for good", Down, ModelFault.ErrorBody200);
        yield return Case("outage: the server says not to try again", FaultOutcome.Told, Down, 1, ModelFault.Status(500, "{}", new Dictionary<string, string> { ["x-should-retry"] = "false" }));
        yield return Case("outage: back later than a person waits", FaultOutcome.Told, Down, 1, ModelFault.Status(503, "", new Dictionary<string, string> { ["Retry-After"] = "121" }));
        yield return Answered("connection: dropped before the headers, once", 2, ModelFault.NoAnswer);
        yield return Outage("connection: dropped before the headers for good", Down, ModelFault.NoAnswer);
        yield return Answered("silence: once", 2, AnswerFlaw.Stall) with { IsSlow = true };
        yield return Case("silence: for good", FaultOutcome.Told, TimedOut, 2, AnswerFlaw.Stall) with { Forever = true, IsSlow = true };
    }

    private static IEnumerable<ModelFaultCase> Endings()
    {
        yield return Answered("empty: once", 2, AnswerFlaw.EmptyAnswer);
        yield return Case("empty: for good", FaultOutcome.Told, Empty, 2, AnswerFlaw.EmptyAnswer) with { Forever = true };
        yield return Case("empty: no body at all", FaultOutcome.Told, Empty, 2, ModelFault.EmptyBody200) with { Forever = true };
        yield return Case("length: an answer", FaultOutcome.Answered, Length, 1, AnswerFlaw.LengthFinish) with { IsKept = true };
        var thought = ModelFault.Status(200, Stream("""{"choices":[{"delta":{"reasoning_content":"hm"}}]}""", """{"choices":[{"delta":{},"finish_reason":"length"}]}"""));
        yield return Answered("length: all of it thought, once", 2, thought);
        yield return Case("length: all of it thought, again", FaultOutcome.Told, Length, 2, thought) with { Forever = true };
    }

    private static string Stream(params string[] chunks) => string.Concat(chunks.Append("[DONE]").Select(chunk => $"data: {chunk}\n\n"));
}
