namespace BotHost.Simulator;

/// <summary>What the model's server does instead of a good answer.</summary>
public abstract record ModelFault
{
    private const string Json = "application/json";

    private ModelFault()
    {
    }

    /// <summary>401, with a part of the key in the text as OpenAI does it.</summary>
    public static ModelFault BadKey { get; } = Refused(401, "invalid_request_error", "invalid_api_key", "The key sk-fa****ke is not valid.");

    /// <summary>404.</summary>
    public static ModelFault ModelNotFound { get; } = Refused(404, "invalid_request_error", "model_not_found", "There is no such model for this key.");

    /// <summary>429 that no waiting mends.</summary>
    public static ModelFault QuotaExhausted { get; } = Refused(429, "insufficient_quota", "insufficient_quota", "The quota of this account is used up.");

    /// <summary>400.</summary>
    public static ModelFault ContextTooLong { get; } = Refused(
        400, "invalid_request_error", "context_length_exceeded", "The maximum context length of this model is 8192 tokens; the messages have 9000.");

    /// <summary>400: the question was stopped.</summary>
    public static ModelFault ContentFilter { get; } = Refused(400, "invalid_request_error", "content_filter", "The prompt was stopped by the content filter.");

    /// <summary>400: what was to be drawn is not allowed.</summary>
    public static ModelFault ModerationBlocked { get; } = Refused(
        400, "image_generation_user_error", "moderation_blocked", "Your request was rejected as a result of our safety system.");

    /// <summary>400: this model looks at no pictures.</summary>
    public static ModelFault NoVision { get; } = Status(
        400, """{"error":{"message":"Invalid content type. image_url is only supported by certain models.","type":"invalid_request_error","param":"messages.[0].content.[1].type","code":null}}""");

    /// <summary>400: another response is being made in the same conversation.</summary>
    public static ModelFault ConversationLocked { get; } = Refused(
        400, "invalid_request_error", "conversation_locked", "Another process is currently operating on this conversation. Please retry in a few seconds.");

    /// <summary>500.</summary>
    public static ModelFault ServerError { get; } = Refused(500, "server_error", "server_error", "The server had an error.");

    /// <summary>A page with status 200, as proxies give.</summary>
    public static ModelFault Html200 { get; } = new Instead(200, "text/html; charset=utf-8", "<!DOCTYPE html><html><body>Welcome</body></html>");

    /// <summary>Nothing with status 200.</summary>
    public static ModelFault EmptyBody200 { get; } = new Instead(200, Json, "");

    /// <summary>An error with status 200, as gateways give.</summary>
    public static ModelFault ErrorBody200 { get; } = Status(200, ErrorJson("upstream_error", "upstream_error", "The upstream failed."));

    /// <summary>The connection ends before the first byte of an answer.</summary>
    public static ModelFault NoAnswer { get; } = new Gone();

    /// <summary>400, as OpenAI says it.</summary>
    public static ModelFault ContextLongerThan(int window, int tokens) => Refused(
        400, "invalid_request_error", "context_length_exceeded", $"This model's maximum context length is {window} tokens. However, your messages resulted in {tokens} tokens.");

    public static ModelFault Status(int status, string body, IReadOnlyDictionary<string, string>? headers = null)
    {
        return new Instead(status, Json, body) { Headers = headers ?? new Dictionary<string, string>() };
    }

    /// <summary>429 that asks to wait.</summary>
    public static ModelFault RateLimited(TimeSpan retryAfter, RetryAfterForm form = RetryAfterForm.Seconds) => new Limited(retryAfter, form);

    public static ModelFault Flawed(AnswerFlaw flaw) => new Flaw(flaw);

    public static implicit operator ModelFault(AnswerFlaw flaw) => Flawed(flaw);

    internal static string ErrorJson(string type, string code, string message)
    {
        return $$$"""{"error":{"message":"{{{message}}}","type":"{{{type}}}","param":null,"code":"{{{code}}}"}}""";
    }

    internal static Instead Refused(int status, string type, string code, string message) => new(status, Json, ErrorJson(type, code, message));

    /// <summary>Another answer altogether.</summary>
    internal sealed record Instead(int Code, string ContentType, string Body) : ModelFault
    {
        public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
    }

    /// <summary>No answer.</summary>
    internal sealed record Gone : ModelFault;

    /// <summary>429; the header depends on the clock.</summary>
    internal sealed record Limited(TimeSpan After, RetryAfterForm Form) : ModelFault;

    /// <summary>The answer, told in its own way.</summary>
    internal sealed record Flaw(AnswerFlaw Kind) : ModelFault;
}
