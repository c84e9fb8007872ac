using System.Collections.Frozen;
using System.Text.RegularExpressions;
using BotHost.Adapters.Http;

namespace BotHost.Adapters.OneBot;

/// <summary>Why a call failed, by what can be done about it.</summary>
internal enum OneBotErrorKind
{
    /// <summary>The access token is missing or wrong.</summary>
    AccessRefused,

    /// <summary>There is something at the address, and it is not a OneBot client.</summary>
    ActionUnknown,

    /// <summary>The group or the person is out of the account's reach.</summary>
    TargetInvalid,
    BadMessage,

    /// <summary>The group has silenced the account. Who goes on trying there gets accounts suspended.</summary>
    Muted,

    /// <summary>QQ distrusts the account: everything it sends now makes it worse.</summary>
    RiskControl,
    Throttled,

    /// <summary>The client says no, and not why.</summary>
    SendFailed,
    Server,

    /// <summary>No connection: the call surely did not arrive.</summary>
    Unreachable,

    /// <summary>The call may have arrived, and nobody knows whether the message was sent.</summary>
    Unanswered,
}

/// <summary>A failed call: what kind, and the numbers to find it by. No texts, no secrets.</summary>
internal sealed record OneBotError(OneBotErrorKind Kind, string Detail)
{
    /// <summary>How long to leave it alone; null where nothing is known.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>True if the same message may go through later.</summary>
    public bool IsTransient => Kind is OneBotErrorKind.Muted or OneBotErrorKind.RiskControl or OneBotErrorKind.Throttled or OneBotErrorKind.SendFailed
        or OneBotErrorKind.Server or OneBotErrorKind.Unreachable or OneBotErrorKind.Unanswered;

    /// <summary>True if nothing of this account should be sent meanwhile.</summary>
    public bool StopsAccount => Kind is OneBotErrorKind.RiskControl or OneBotErrorKind.Throttled;

    public override string ToString() => $"{OneBotErrors.Words[Kind]} ({Detail})";
}

/// <summary>
/// The answers of the clients, sorted by what to do. The protocol knows success and failure only (OneBot 11, communication/http.md); codes and
/// words are those of NapCat, Lagrange.OneBot and go-cqhttp, from their sources and issues.
/// </summary>
internal static partial class OneBotErrors
{
    /// <summary>A send that failed for no known reason is tried again, but not in a hurry: failing often is suspicious by itself.</summary>
    private static readonly TimeSpan SendFailedWait = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan MutedWait = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan RiskControlWait = TimeSpan.FromMinutes(3);

    /// <summary>Long enough for a client that was only slow to have sent its backlog.</summary>
    private static readonly TimeSpan UnansweredWait = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ThrottledWait = TimeSpan.FromSeconds(5);

    private const int MaxCodeCharacters = 40;

    public static FrozenDictionary<OneBotErrorKind, string> Words { get; } = new Dictionary<OneBotErrorKind, string>
    {
        [OneBotErrorKind.AccessRefused] = "the client refuses the access token: AccessToken must be the token of its HTTP server",
        [OneBotErrorKind.ActionUnknown] = "what answers at BaseUrl knows no such action",
        [OneBotErrorKind.TargetInvalid] = "the person or group cannot be reached",
        [OneBotErrorKind.BadMessage] = "the client does not understand the call",
        [OneBotErrorKind.Muted] = "the group has muted the account",
        [OneBotErrorKind.RiskControl] = "the account is probably under risk control",
        [OneBotErrorKind.Throttled] = "the account is throttled",
        [OneBotErrorKind.SendFailed] = "the client could not send",
        [OneBotErrorKind.Server] = "the client failed",
        [OneBotErrorKind.Unreachable] = "the client cannot be reached",
        [OneBotErrorKind.Unanswered] = "no answer from the client",
    }.ToFrozenDictionary();

    /// <summary>Codes that mean the same wherever they are used; all others are a client's own.</summary>
    private static readonly FrozenDictionary<string, OneBotErrorKind> ByCode = new Dictionary<string, OneBotErrorKind>
    {
        ["1400"] = OneBotErrorKind.BadMessage,
        ["1401"] = OneBotErrorKind.AccessRefused,
        ["1403"] = OneBotErrorKind.AccessRefused,
        ["1404"] = OneBotErrorKind.ActionUnknown,
        ["110"] = OneBotErrorKind.TargetInvalid,       // QQ's own, handed on: the account is not in the group any more
        ["120"] = OneBotErrorKind.Muted,               // QQ's own, handed on
    }.ToFrozenDictionary();

    /// <summary>go-cqhttp answers 100 for everything and tells the reason in <c>msg</c>.</summary>
    private static readonly FrozenDictionary<string, OneBotErrorKind> ByWord = new Dictionary<string, OneBotErrorKind>
    {
        ["GROUP_NOT_FOUND"] = OneBotErrorKind.TargetInvalid,
        ["EMPTY_MSG_ERROR"] = OneBotErrorKind.BadMessage,
        ["SEND_MSG_API_ERROR"] = OneBotErrorKind.RiskControl,
    }.ToFrozenDictionary();

    /// <returns>Null if the call succeeded.</returns>
    public static OneBotError? Find(HttpAnswer answer, OneBotResponse? response)
    {
        if (answer.Failure.Length > 0)
        {
            return answer.NeverArrived
                ? new OneBotError(OneBotErrorKind.Unreachable, answer.Failure)
                : new OneBotError(OneBotErrorKind.Unanswered, answer.Failure) { Wait = UnansweredWait };
        }

        var result = KernelResult(response);
        if (KindOf(answer, response, result) is not { } kind)
            return null;
        return new OneBotError(kind, Detail(answer.Status, response, result)) { Wait = WaitFor(kind, answer.RetryAfter) };
    }

    private static OneBotErrorKind? KindOf(HttpAnswer answer, OneBotResponse? response, string result)
    {
        switch (answer.Status)
        {
            case >= 200 and < 300:
                // A body that is cut off or of somebody else says nothing about the message.
                return response is null or { Status: "", Retcode: "" } ? OneBotErrorKind.Unanswered : Failure(response, result);
            case 401 or 403:
                return OneBotErrorKind.AccessRefused;
            case 404 or 405:
                return OneBotErrorKind.ActionUnknown;
            case 408 or 504:
                return OneBotErrorKind.Unanswered;
            case 429:
                return OneBotErrorKind.Throttled;
            case >= 500:
                return OneBotErrorKind.Server;
            default:
                return OneBotErrorKind.BadMessage;
        }
    }

    /// <summary>Lagrange has been seen to answer status ok with the code of a failure: both must say success.</summary>
    private static OneBotErrorKind? Failure(OneBotResponse response, string result)
    {
        if (response is { Status: "ok" or "async" or "", Retcode: "0" or "1" or "" })
            return null;
        if (ByCode.TryGetValue(response.Retcode, out var kind) || ByCode.TryGetValue(result, out kind) || ByWord.TryGetValue(response.Msg, out kind))
            return kind;
        if (Says(response, "风控"))
            return OneBotErrorKind.RiskControl;
        // NapCat waits about ten seconds for the echo of what it sent, and then says this although the message may be in the group.
        return Says(response, "timeout") || Says(response, "超时") ? OneBotErrorKind.Unanswered : OneBotErrorKind.SendFailed;
    }

    private static bool Says(OneBotResponse response, string word) =>
        response.Message.Contains(word, StringComparison.OrdinalIgnoreCase)
        || response.Wording.Contains(word, StringComparison.OrdinalIgnoreCase)
        || response.Msg.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static TimeSpan? WaitFor(OneBotErrorKind kind, TimeSpan? retryAfter)
    {
        TimeSpan? least = kind switch
        {
            OneBotErrorKind.Muted => MutedWait,
            OneBotErrorKind.RiskControl => RiskControlWait,
            OneBotErrorKind.Throttled => ThrottledWait,
            OneBotErrorKind.SendFailed => SendFailedWait,
            OneBotErrorKind.Unanswered => UnansweredWait,
            _ => null,
        };
        return least is null || retryAfter > least ? retryAfter : least;
    }

    /// <summary>NapCat repeats what QQ itself answered within its message: <c>EventRet: {"result": 120, …}</c>. Empty where there is none, or 0.</summary>
    private static string KernelResult(OneBotResponse? response)
    {
        return response is { Status: "failed" } && Result().Match(response.Message) is { Success: true } match && match.Groups[1].Value is not "0" and var result
            ? result
            : "";
    }

    private static string Detail(int status, OneBotResponse? response, string result)
    {
        var detail = $"HTTP {status}";
        if (response?.Retcode is { Length: > 0 } retcode)
            detail += $" retcode {Short(retcode)}";
        if (response?.Msg is { Length: > 0 } word && Word().IsMatch(word))
            detail += $" {word}";
        return result.Length > 0 ? $"{detail}, result {result}" : detail;
    }

    private static string Short(string value)
    {
        var name = Untrusted.Name(value);
        return name.Length <= MaxCodeCharacters ? name : name[..MaxCodeCharacters];
    }

    [GeneratedRegex("\"result\"\\s*:\\s*(-?[0-9]{1,10})", RegexOptions.CultureInvariant)]
    private static partial Regex Result();

    /// <summary>A reason in go-cqhttp's manner; a sentence might repeat the message.</summary>
    [GeneratedRegex("^[A-Z_]{1,40}$", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
