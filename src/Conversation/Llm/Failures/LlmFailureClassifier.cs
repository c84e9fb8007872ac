using System.Collections.Frozen;
using System.Globalization;
using BotHost.Conversation.Llm.Streaming;

namespace BotHost.Conversation.Llm.Failures;

/// <summary>
/// Decides what a failed answer means: by its code, then its type, then its status, then its text. The tables are the whole of it; the words
/// in them are those of OpenAI, Azure, DashScope, DeepSeek, OpenRouter, vLLM, llama.cpp and Ollama.
/// </summary>
internal static class LlmFailureClassifier
{
    private static readonly string[] s_requestIdHeaders = ["x-request-id", "apim-request-id", "request-id"];

    /// <summary>Texts that say more than the code that comes with them.</summary>
    private static readonly (string Text, LlmFailureKind Kind)[] s_overrulingTexts =
    [
        ("Request too large", LlmFailureKind.RequestTooLarge), // 429 with rate_limit_exceeded: waiting does not help
        // 500 from llama.cpp, 404 from OpenRouter, 400 with no code of its own from others: nor does it here.
        ("image input not supported", LlmFailureKind.ImageRefused),
        ("image input is not supported", LlmFailureKind.ImageRefused),
        ("support image input", LlmFailureKind.ImageRefused),
        ("image_url is only supported by certain models", LlmFailureKind.ImageRefused),
        ("unknown variant `image_url`", LlmFailureKind.ImageRefused),
        ("is not a multimodal model", LlmFailureKind.ImageRefused),
        ("uploaded an unsupported image", LlmFailureKind.ImageRefused),
        ("does not represent a valid image", LlmFailureKind.ImageRefused),
    ];

    /// <summary>Codes and types.</summary>
    private static readonly FrozenDictionary<string, LlmFailureKind> s_names = new Dictionary<string, LlmFailureKind>
    {
        ["invalid_api_key"] = LlmFailureKind.BadKey,
        ["authentication_error"] = LlmFailureKind.BadKey,
        ["unsupported_country_region_territory"] = LlmFailureKind.RegionNotSupported,
        ["model_not_found"] = LlmFailureKind.ModelNotFound,
        ["DeploymentNotFound"] = LlmFailureKind.ModelNotFound,
        ["ModelNotFound"] = LlmFailureKind.ModelNotFound,
        ["insufficient_quota"] = LlmFailureKind.QuotaExhausted,
        ["credit_balance_exhausted"] = LlmFailureKind.QuotaExhausted,
        ["organization_spend_limit_exceeded"] = LlmFailureKind.QuotaExhausted,
        ["project_spend_limit_exceeded"] = LlmFailureKind.QuotaExhausted,
        ["organization_usage_limit_exceeded"] = LlmFailureKind.QuotaExhausted,
        ["Arrearage"] = LlmFailureKind.QuotaExhausted,
        ["rate_limit_exceeded"] = LlmFailureKind.RateLimited,
        ["Throttling"] = LlmFailureKind.RateLimited,
        ["Throttling.RateQuota"] = LlmFailureKind.RateLimited,
        ["Throttling.AllocationQuota"] = LlmFailureKind.RateLimited,
        ["slow_down"] = LlmFailureKind.RateLimited,
        ["conversation_locked"] = LlmFailureKind.Locked,
        ["context_length_exceeded"] = LlmFailureKind.ContextTooLong,
        ["unsupported_parameter"] = LlmFailureKind.ParameterRefused,
        ["unsupported_value"] = LlmFailureKind.ParameterRefused,
        ["invalid_function_parameters"] = LlmFailureKind.BadRequest,
        ["image_parse_error"] = LlmFailureKind.ImageRefused,
        ["failed_to_download_image"] = LlmFailureKind.ImageRefused,
        ["content_filter"] = LlmFailureKind.ContentFiltered,
        ["data_inspection_failed"] = LlmFailureKind.ContentFiltered,
        ["DataInspectionFailed"] = LlmFailureKind.ContentFiltered,
        ["moderation_blocked"] = LlmFailureKind.ContentFiltered,
        ["content_policy_violation"] = LlmFailureKind.ContentFiltered,
        ["image_content_policy_violation"] = LlmFailureKind.ContentFiltered,
        ["invalid_prompt"] = LlmFailureKind.ContentFiltered, // of Responses: the usage policy stopped it
        ["server_error"] = LlmFailureKind.ServerError,
        ["server_is_overloaded"] = LlmFailureKind.ServerError,
        ["service_unavailable_error"] = LlmFailureKind.ServerError,
        ["InternalServerError"] = LlmFailureKind.ServerError,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Statuses that say it all. The others are decided by the text first.</summary>
    private static readonly FrozenDictionary<int, LlmFailureKind> s_statuses = new Dictionary<int, LlmFailureKind>
    {
        [402] = LlmFailureKind.QuotaExhausted,
        [403] = LlmFailureKind.AccessDenied,
        [405] = LlmFailureKind.WrongAddress,
        [408] = LlmFailureKind.TimedOut,
        [409] = LlmFailureKind.ServerError, // the official clients try it again like a server's error
        [413] = LlmFailureKind.RequestTooLarge,
        [422] = LlmFailureKind.ParameterRefused,
    }.ToFrozenDictionary();

    /// <summary>Texts of a 400, or of an error inside of an answer that began with 200.</summary>
    private static readonly (string Text, LlmFailureKind Kind)[] s_texts =
    [
        ("maximum context length", LlmFailureKind.ContextTooLong),
        ("Range of input length", LlmFailureKind.ContextTooLong),
        ("exceeds the available context size", LlmFailureKind.ContextTooLong),
        ("active run", LlmFailureKind.Locked),
        (" is active.", LlmFailureKind.Locked) // "Can't add messages to thread_1 while a run run_1 is active.",
    ];

    /// <summary>How servers say in words that they do not take a field.</summary>
    private static readonly string[] s_refusals =
        ["not supported", "unsupported", "unrecognized", "unknown", "not permitted", "unexpected", "not allowed", "extra inputs"];

    /// <summary>Between two tries while an earlier answer of the same conversation is still being written.</summary>
    private static readonly TimeSpan s_lockedDelay = TimeSpan.FromSeconds(2);

    public static ClassifiedFailure Classify(FailedAnswer answer, IReadOnlyList<string> secrets, IReadOnlyList<LlmMessage> conversation)
    {
        var body = ErrorBody.Parse(answer.Body);
        // An error inside of a good answer often carries the status it should have had as its code.
        var status = answer.Status is >= 200 and < 300
            && int.TryParse(body.Code, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is >= 400 and < 600
            ? code : answer.Status;

        var field = RefusedField(status, body);
        var kind = field is not null ? LlmFailureKind.ParameterRefused : Kind(status, answer, body);
        var isRateLimit = kind == LlmFailureKind.RateLimited;
        var delay = RetryHint.Delay(answer.Headers, isRateLimit, answer.At) ?? (kind == LlmFailureKind.Locked ? s_lockedDelay : null);
        var failure = new LlmFailure(kind, Detail(answer, body, secrets, conversation), delay) { SlowsDown = IsSlowDown(body) };
        if (kind is LlmFailureKind.ContextTooLong or LlmFailureKind.RequestTooLarge)
            failure = failure with { Limit = ContextLimits.Read(body.Message) };
        if (RetryHint.Verdict(answer.Headers) is { } verdict && (!verdict || kind == LlmFailureKind.BadRequest))
            failure = failure with { IsTransient = verdict }; // a "yes" cannot mend a key or fill a purse
        return new ClassifiedFailure(failure, field);
    }

    private static LlmFailureKind Kind(int status, FailedAnswer answer, ErrorBody body)
    {
        foreach (var (text, kind) in s_overrulingTexts)
        {
            if (body.Message.Contains(text, StringComparison.OrdinalIgnoreCase))
                return kind;
        }

        if (s_names.TryGetValue(body.Code, out var named) || s_names.TryGetValue(body.Type, out named))
            return named;
        if (body.Code.StartsWith("invalid_image", StringComparison.OrdinalIgnoreCase))
            return LlmFailureKind.ImageRefused;
        if (s_statuses.TryGetValue(status, out var known))
            return known;

        foreach (var (text, kind) in s_texts)
        {
            if ((status is 400 or < 300) && body.Message.Contains(text, StringComparison.OrdinalIgnoreCase))
                return kind;
        }

        return status switch
        {
            401 => IsAboutTheKey(body.Code) ? LlmFailureKind.BadKey : LlmFailureKind.AccessDenied,
            404 => IsAboutAModel(body.Message) ? LlmFailureKind.ModelNotFound : LlmFailureKind.WrongAddress,
            429 => LlmFailureKind.RateLimited,
            >= 500 => LlmFailureKind.ServerError,
            >= 400 => LlmFailureKind.BadRequest,
            >= 300 => LlmFailureKind.WrongAddress, // we follow no redirection: the key would go with it
            _ when IsHtml(answer) => LlmFailureKind.WrongAddress,
            _ => body.IsFromApi ? LlmFailureKind.ServerError : LlmFailureKind.NotUnderstood,
        };
    }

    /// <summary>The optional field that the server does not take; null if it complains of something else.</summary>
    private static string? RefusedField(int status, ErrorBody body)
    {
        if (status is not (400 or 422) || IsContextTooLong(body))
            return null;
        if (RefusedFields.Named(body.Param) is { } named)
            return named;

        return s_refusals.Any(refusal => body.Message.Contains(refusal, StringComparison.OrdinalIgnoreCase)
            || body.Type.Contains(refusal, StringComparison.OrdinalIgnoreCase)) || body.Code.StartsWith("unsupported_", StringComparison.Ordinal)
            ? RefusedFields.Mentioned(body.Message)
            : null;
    }

    private static bool IsContextTooLong(ErrorBody body) => body.Code == "context_length_exceeded"
        || s_texts.Any(text => text.Kind == LlmFailureKind.ContextTooLong && body.Message.Contains(text.Text, StringComparison.OrdinalIgnoreCase));

    private static bool IsSlowDown(ErrorBody body) => "slow_down".Equals(body.Code, StringComparison.OrdinalIgnoreCase) || "slow_down".Equals(body.Type, StringComparison.OrdinalIgnoreCase);

    /// <summary>Most servers give a refused key no code of its own; one they do give means something else, such as an address not allowed.</summary>
    private static bool IsAboutTheKey(string code) => code is "" or "401" or "invalid_request_error";

    private static bool IsAboutAModel(string message) => message.Contains("model", StringComparison.OrdinalIgnoreCase)
        && (message.Contains("not found", StringComparison.OrdinalIgnoreCase) || message.Contains("not exist", StringComparison.OrdinalIgnoreCase));

    private static bool IsHtml(FailedAnswer answer) =>
        answer.MediaType.Contains("html", StringComparison.OrdinalIgnoreCase) || answer.Body.Span.TrimStart(" \t\r\n"u8).StartsWith("<"u8);

    private static string Detail(FailedAnswer answer, ErrorBody body, IReadOnlyList<string> secrets, IReadOnlyList<LlmMessage> conversation)
    {
        var words = new List<string> { $"HTTP {answer.Status}" };
        words.AddRange(new[] { body.Code, body.Type }.Select(Redaction.Token).Where(token => token.Length > 0).Distinct());
        if (Redaction.Token(body.Param) is { Length: > 0 } param)
            words.Add($"({param})");
        if (!body.IsFromApi)
            words.Add(answer.Body.Length == 0 ? $"empty body, {answer.MediaType}" : $"not JSON, {answer.MediaType}");
        if (answer.Headers.Location is { } location)
            words.Add($"to {(location.IsAbsoluteUri ? location.GetLeftPart(UriPartial.Path) : "another path")}");
        if (body.Filtered.Count > 0)
            words.Add($"filtered for {string.Join(", ", body.Filtered.Select(Redaction.Token))}");
        var text = string.Join(' ', words);
        if (body.Message.Length > 0)
            text += $": {body.Message}";
        text = Redaction.Clean(text, secrets, conversation);
        return RequestId(answer) is { Length: > 0 } id ? $"{text} [request {id}]" : text;
    }

    private static string RequestId(FailedAnswer answer)
    {
        foreach (var header in s_requestIdHeaders)
        {
            if (answer.Headers.TryGetValues(header, out var values))
                return Redaction.Token(values.FirstOrDefault(""));
        }

        return "";
    }
}
