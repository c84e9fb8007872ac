using System.Collections.Frozen;
using BotHost.Adapters.Http;

namespace BotHost.Adapters.WeComAiBot;

/// <summary>Why a call failed, by what can be done about it.</summary>
internal enum WeComAiBotErrorKind
{
    Throttled,

    /// <summary>No access token came along: what the doctor expects to hear.</summary>
    TokenMissing,
    TooLong,
    ContentRefused,
    BadMessage,

    /// <summary>The bot was removed or switched off.</summary>
    BotGone,

    /// <summary>WeCom says no. Most likely the address was used before, or is too old.</summary>
    Refused,
    Server,

    /// <summary>No connection: the call surely did not arrive.</summary>
    Unreachable,

    /// <summary>The call may have arrived.</summary>
    Unanswered,
}

/// <summary>A failed call: what kind, and the code to look up. No texts, no addresses.</summary>
internal sealed record WeComAiBotError(WeComAiBotErrorKind Kind, string Detail)
{
    /// <summary>How long to leave WeCom alone; null where nothing is known.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>True if the same message may go through later.</summary>
    public bool IsTransient => Kind is WeComAiBotErrorKind.Throttled or WeComAiBotErrorKind.Server or WeComAiBotErrorKind.Unreachable or WeComAiBotErrorKind.Unanswered;

    public override string ToString() => $"{WeComAiBotErrors.Words[Kind]} ({Detail})";
}

/// <summary>
/// WeCom's codes, sorted by what to do. Source: 全局错误码 (90313). 主动回复消息 (101138) has no table of its own: a code that is not here is a refusal for good.
/// </summary>
internal static class WeComAiBotErrors
{
    /// <summary>访问频率限制 (90312): a block lasts as long as the window that was exceeded, a minute at least.</summary>
    private static readonly TimeSpan ThrottledWait = TimeSpan.FromSeconds(60);

    private const int MaxCodeCharacters = 40;

    public static FrozenDictionary<WeComAiBotErrorKind, string> Words { get; } = new Dictionary<WeComAiBotErrorKind, string>
    {
        [WeComAiBotErrorKind.Throttled] = "the bot is throttled",
        [WeComAiBotErrorKind.TokenMissing] = "WeCom wants an access token",
        [WeComAiBotErrorKind.TooLong] = "the message is too long",
        [WeComAiBotErrorKind.ContentRefused] = "WeCom refuses the content",
        [WeComAiBotErrorKind.BadMessage] = "WeCom does not understand the call",
        [WeComAiBotErrorKind.BotGone] = "the bot was removed or switched off",
        [WeComAiBotErrorKind.Refused] = "WeCom takes no answer here, any more or at all",
        [WeComAiBotErrorKind.Server] = "WeCom failed",
        [WeComAiBotErrorKind.Unreachable] = "WeCom cannot be reached",
        [WeComAiBotErrorKind.Unanswered] = "no answer from WeCom",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, WeComAiBotErrorKind> ByCode = new (WeComAiBotErrorKind Kind, string[] Codes)[]
    {
        (WeComAiBotErrorKind.Server, ["-1"]),
        (WeComAiBotErrorKind.Throttled, ["45009", "45033"]),
        (WeComAiBotErrorKind.TokenMissing, ["41001"]),
        (WeComAiBotErrorKind.TooLong, ["45001", "45002"]),
        (WeComAiBotErrorKind.ContentRefused, ["85002"]),
        (WeComAiBotErrorKind.BadMessage, ["40008", "40035", "40058", "40063", "44001", "44004"]),
        (WeComAiBotErrorKind.BotGone, ["93000", "93004", "93006", "93008", "301007"]),
    }.SelectMany(row => row.Codes, (row, code) => KeyValuePair.Create(code, row.Kind)).ToFrozenDictionary(StringComparer.Ordinal);

    /// <returns>Null if the call succeeded.</returns>
    public static WeComAiBotError? Find(HttpAnswer answer, WeComAiBotResponse? response)
    {
        if (answer.Failure.Length > 0)
            return new WeComAiBotError(answer.NeverArrived ? WeComAiBotErrorKind.Unreachable : WeComAiBotErrorKind.Unanswered, answer.Failure);
        var code = response?.ErrCode ?? "";
        if (KindOf(answer.Status, code, isJson: response is not null) is not { } kind)
            return null;
        var detail = code.Length > 0 ? $"HTTP {answer.Status}, errcode {Short(code)}" : $"HTTP {answer.Status}";
        return new WeComAiBotError(kind, detail) { Wait = kind == WeComAiBotErrorKind.Throttled && !(answer.RetryAfter > ThrottledWait) ? ThrottledWait : answer.RetryAfter };
    }

    private static WeComAiBotErrorKind? KindOf(int status, string code, bool isJson)
    {
        if (ByCode.TryGetValue(code, out var kind))
            return kind;
        return status switch
        {
            >= 200 and < 300 when !isJson => WeComAiBotErrorKind.Server,      // a gateway's page: nothing says that it was taken
            >= 200 and < 300 when code is "" or "0" => null,
            429 => WeComAiBotErrorKind.Throttled,
            408 or >= 500 => WeComAiBotErrorKind.Server,
            _ => WeComAiBotErrorKind.Refused,
        };
    }

    private static string Short(string code)
    {
        var name = Untrusted.Name(code);
        return name.Length <= MaxCodeCharacters ? name : name[..MaxCodeCharacters];
    }
}
