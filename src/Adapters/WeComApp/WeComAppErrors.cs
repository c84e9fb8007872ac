using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using BotHost.Adapters.Http;

namespace BotHost.Adapters.WeComApp;

/// <summary>Why a call failed, by what can be done about it.</summary>
internal enum WeComAppErrorKind
{
    /// <summary>The access token: fetch another and repeat the call once.</summary>
    TokenRefused,

    /// <summary>CorpId and Secret do not belong together, or the app is disabled.</summary>
    CredentialsRefused,

    /// <summary>No token for now; the message itself was not even tried.</summary>
    TokenUnavailable,

    /// <summary>This host's address is not among the app's trusted ones.</summary>
    AddressNotTrusted,

    /// <summary>AgentId is not that of the app whose secret it is.</summary>
    AgentWrong,
    PermissionMissing,

    /// <summary>The app or the company calls too often: all its callers wait.</summary>
    Throttled,

    /// <summary>Too many calls at once.</summary>
    TooManyAtOnce,
    TargetInvalid,

    /// <summary>The company has not bought this member the right to messages of apps.</summary>
    Unlicensed,
    TooLong,

    /// <summary>What was sent or uploaded is there no more: it is kept for three days.</summary>
    MediaGone,
    BadMessage,
    ContentRefused,
    Busy,

    /// <summary>No answer of the API's own: whether the message was delivered is not known.</summary>
    Server,

    /// <summary>No complete answer: whether the message was delivered is not known, unless no connection came about.</summary>
    Unreachable,
}

/// <summary>A failed call: what kind, and what an administrator needs to find it. No texts, no secrets.</summary>
internal sealed record WeComAppError(WeComAppErrorKind Kind, string Detail)
{
    /// <summary>How long the platform wants to be left alone; null where it says nothing.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>True if it is not known whether the call did what it was to do.</summary>
    public bool MayHaveArrived { get; init; }

    /// <summary>The address that WeCom sees of this host and does not trust; empty with every other error.</summary>
    public string SeenAddress { get; init; } = "";

    /// <summary>True if the same message may go through later.</summary>
    public bool IsTransient => Kind is WeComAppErrorKind.TokenUnavailable or WeComAppErrorKind.Throttled or WeComAppErrorKind.TooManyAtOnce
        or WeComAppErrorKind.Busy or WeComAppErrorKind.Server or WeComAppErrorKind.Unreachable;

    /// <summary>True if every call of the app has to wait.</summary>
    public bool StopsApp => Kind is WeComAppErrorKind.Throttled or WeComAppErrorKind.TooManyAtOnce;

    public override string ToString() => $"{WeComAppErrors.Words[Kind]} ({Detail})";
}

/// <summary>
/// WeCom's codes, sorted by what to do. Sources: 全局错误码 (developer.work.weixin.qq.com/document/path/90313), 访问频率限制 (90312),
/// 发送应用消息 (90236), 获取access_token (91039).
/// </summary>
internal static partial class WeComAppErrors
{
    /// <summary>访问频率限制: a block lasts as long as its window, and the shortest window is a minute.</summary>
    private static readonly TimeSpan ThrottledWait = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan TooManyAtOnceWait = TimeSpan.FromSeconds(1);

    private const string NotTrusted = "60020";

    /// <summary>From an API call an invalid token; from the token call a wrong secret or a disabled app.</summary>
    private const string InvalidCredential = "40001";

    private const int MaxCodeCharacters = 32;

    public static FrozenDictionary<WeComAppErrorKind, string> Words { get; } = new Dictionary<WeComAppErrorKind, string>
    {
        [WeComAppErrorKind.TokenRefused] = "the access token is refused",
        [WeComAppErrorKind.CredentialsRefused] = "CorpId and Secret are refused, or the app is disabled",
        [WeComAppErrorKind.TokenUnavailable] = "there is no access token for now",
        [WeComAppErrorKind.AddressNotTrusted] = "WeCom does not trust this host's address: add it under 企业可信IP on the app's page",
        [WeComAppErrorKind.AgentWrong] = "AgentId is not the number of the app that Secret belongs to",
        [WeComAppErrorKind.PermissionMissing] = "the app is disabled or may not do this: check its page under 应用管理",
        [WeComAppErrorKind.Throttled] = "the app is throttled",
        [WeComAppErrorKind.TooManyAtOnce] = "too many calls at once",
        [WeComAppErrorKind.TargetInvalid] = "the member cannot be reached: not in the app's 可见范围, or gone",
        [WeComAppErrorKind.Unlicensed] = "the member has no licence for messages of apps",
        [WeComAppErrorKind.TooLong] = "the message is too long",
        [WeComAppErrorKind.MediaGone] = "the file is kept no more",
        [WeComAppErrorKind.BadMessage] = "the platform does not understand the call",
        [WeComAppErrorKind.ContentRefused] = "the platform refuses the content",
        [WeComAppErrorKind.Busy] = "the platform is busy",
        [WeComAppErrorKind.Server] = "the platform failed",
        [WeComAppErrorKind.Unreachable] = "no answer from the platform",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, WeComAppErrorKind> ByCode = new (WeComAppErrorKind Kind, string[] Codes)[]
    {
        (WeComAppErrorKind.TokenRefused, ["40014", "42001", "41001", InvalidCredential]),
        (WeComAppErrorKind.CredentialsRefused, ["40013", "2000002", "40091", "41002", "41004"]),
        (WeComAppErrorKind.AddressNotTrusted, [NotTrusted]),
        (WeComAppErrorKind.AgentWrong, ["40056", "41011", "301002"]),
        (WeComAppErrorKind.PermissionMissing, ["48002", "48004", "48006", "50002", "50003", "60011", "301007"]),
        (WeComAppErrorKind.Throttled, ["45009"]),
        (WeComAppErrorKind.TooManyAtOnce, ["45033"]),
        (WeComAppErrorKind.TargetInvalid, ["40003", "46004", "60111", "40031", "40032", "43004", "81013", "82001", "82002", "82003"]),
        (WeComAppErrorKind.MediaGone, ["40007"]),
        (WeComAppErrorKind.TooLong, ["45001", "45002", "45008"]),
        (WeComAppErrorKind.ContentRefused, ["85002"]),
        (WeComAppErrorKind.Busy, ["-1"]),
    }.SelectMany(row => row.Codes, (row, code) => KeyValuePair.Create(code, row.Kind)).ToFrozenDictionary(StringComparer.Ordinal);

    /// <returns>Null if the call succeeded.</returns>
    public static WeComAppError? Find(HttpAnswer answer, WeComAppResponse? response, bool isTokenCall = false)
    {
        if (answer.Failure.Length > 0)
            return new WeComAppError(WeComAppErrorKind.Unreachable, answer.Failure) { MayHaveArrived = !answer.NeverArrived };
        var code = response?.Errcode is not (null or "" or "0") ? response.Errcode : "";
        if (KindOf(code, answer.Status, isJson: response is not null, isTokenCall) is not { } kind)
            return null;
        var seen = kind == WeComAppErrorKind.AddressNotTrusted ? SeenAddress(response!.Errmsg) : "";
        return new WeComAppError(kind, Detail(answer.Status, code, seen))
        {
            Wait = WaitFor(kind, answer.RetryAfter),
            MayHaveArrived = kind == WeComAppErrorKind.Server,
            SeenAddress = seen,
        };
    }

    private static WeComAppErrorKind? KindOf(string code, int status, bool isJson, bool isTokenCall)
    {
        if (isTokenCall && code == InvalidCredential)
            return WeComAppErrorKind.CredentialsRefused;
        if (ByCode.TryGetValue(code, out var known))
            return known;
        return status switch
        {
            >= 200 and < 300 when !isJson => WeComAppErrorKind.Server,          // a gateway's page: nothing says that it was delivered
            >= 200 and < 300 when code.Length == 0 => null,
            408 or >= 500 => WeComAppErrorKind.Server,
            429 => WeComAppErrorKind.Throttled,
            _ => WeComAppErrorKind.BadMessage,
        };
    }

    private static TimeSpan? WaitFor(WeComAppErrorKind kind, TimeSpan? retryAfter)
    {
        TimeSpan? least = kind switch
        {
            WeComAppErrorKind.Throttled => ThrottledWait,
            WeComAppErrorKind.TooManyAtOnce => TooManyAtOnceWait,
            _ => null,
        };
        return least is null || retryAfter > least ? retryAfter : least;
    }

    /// <summary>It stands in the words alone (<c>… from ip: 203.0.113.9</c>), and an administrator can do nothing without it.</summary>
    private static string SeenAddress(string errmsg) =>
        From().Match(errmsg) is { Success: true } match && IPAddress.TryParse(match.Groups[1].Value, out var address) ? address.ToString() : "";

    private static string Detail(int status, string code, string seenAddress)
    {
        var detail = string.Create(CultureInfo.InvariantCulture, $"HTTP {status}");
        if (code.Length > 0)
            detail += $", errcode {(code.Length <= MaxCodeCharacters ? Untrusted.Name(code) : "of an odd kind")}";
        return seenAddress.Length > 0 ? $"{detail}, seen from {seenAddress}" : detail;
    }

    [GeneratedRegex(@"from ip:\s*([0-9A-Fa-f.:]{2,45})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex From();
}
