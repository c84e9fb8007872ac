using System.Collections.Frozen;
using System.Net.Mime;
using System.Text.Json;
using System.Text.RegularExpressions;
using BotHost.Adapters.Http;
using BotHost.Adapters.Json;

namespace BotHost.Adapters.Feishu;

/// <summary>Why a call failed, by what can be done about it.</summary>
internal enum FeishuErrorKind
{
    /// <summary>The access token: fetch another and repeat the call once.</summary>
    TokenRefused,

    /// <summary>The app's id, secret or state in the tenant: somebody must mend the settings.</summary>
    CredentialsRefused,

    /// <summary>No token for now; the call itself was not even tried.</summary>
    TokenUnavailable,
    PermissionMissing,

    /// <summary>The app takes calls from listed addresses only, and this host's is none of them.</summary>
    AddressRefused,
    QuotaUsedUp,

    /// <summary>The app calls too often: all its callers wait.</summary>
    Throttled,

    /// <summary>This chat, person or message gets too much: others are not concerned.</summary>
    ChatThrottled,

    /// <summary>The platform is still working on this very message or card.</summary>
    Busy,

    /// <summary>The question, or its topic, is not there any more: the chat may still be.</summary>
    QuestionGone,

    /// <summary>The chat knows no topics.</summary>
    ThreadRefused,

    /// <summary>The person or the chat cannot be reached by this bot.</summary>
    TargetInvalid,
    TooLong,
    BadMessage,
    ContentRefused,

    /// <summary>Something in this card's text: a plainer one may pass.</summary>
    CardRefused,

    /// <summary>The card cannot be changed any more, or cannot be made at all.</summary>
    CardGone,

    /// <summary>The card takes no growing text any more; it can still be replaced as a whole.</summary>
    StreamClosed,

    /// <summary>A higher number was used on this card already.</summary>
    SequenceBehind,

    /// <summary>The operation's name was used for another one.</summary>
    NameUsed,

    /// <summary>The message has no such file, or no more.</summary>
    FileGone,
    FileTooLarge,

    /// <summary>The bot may not have the file: another chat's, a restricted one, a kind that is not handed over.</summary>
    FileRefused,
    Server,

    /// <summary>No complete answer: whether the call did anything is not known.</summary>
    Unreachable,
}

/// <summary>A failed call: what kind, and what the platform's support needs to find it. No texts, no secrets.</summary>
internal sealed record FeishuError(FeishuErrorKind Kind, string Detail)
{
    /// <summary>How long the platform wants to be left alone; null where it says nothing.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>True if the same call may go through later.</summary>
    public bool IsTransient => Kind is FeishuErrorKind.TokenUnavailable or FeishuErrorKind.Throttled or FeishuErrorKind.ChatThrottled
        or FeishuErrorKind.Busy or FeishuErrorKind.SequenceBehind or FeishuErrorKind.NameUsed or FeishuErrorKind.Server or FeishuErrorKind.Unreachable;

    public override string ToString() => $"{FeishuErrors.Words[Kind]} ({Detail})";
}

/// <summary>
/// Feishu's codes, sorted by what to do; statuses say little, for errors come with 200, 400 and others. Sources: 通用错误码, 频控策略, the error
/// tables of 发送消息, 回复消息, 更新已发送的消息卡片, 流式更新文本, 更新卡片实体配置, 获取消息中的资源文件 and 自建应用获取 tenant_access_token; 11310 from
/// field reports.
/// </summary>
internal static partial class FeishuErrors
{
    /// <summary>频控策略: limits count per second, and the header says when there is more to wait.</summary>
    private static readonly TimeSpan ThrottledWait = TimeSpan.FromSeconds(1);

    /// <summary>The seconds until the limit counts anew (频控策略).</summary>
    private const string ResetHeader = "x-ogw-ratelimit-reset";

    /// <summary>What the platform's support asks for.</summary>
    private const string LogIdHeader = "X-Tt-Logid";

    /// <summary>A card that was refused; the message names the reason's own code.</summary>
    private const string CardRefusedCode = "230099";

    private const int MaxCodeCharacters = 100;

    public static FrozenDictionary<FeishuErrorKind, string> Words { get; } = new Dictionary<FeishuErrorKind, string>
    {
        [FeishuErrorKind.TokenRefused] = "the access token is refused",
        [FeishuErrorKind.CredentialsRefused] = "the app or its secret is refused: check AppId, AppSecret and FEISHU_BASE_URL, and that the app is enabled",
        [FeishuErrorKind.TokenUnavailable] = "there is no access token for now",
        [FeishuErrorKind.PermissionMissing] = "the app lacks a permission: grant it under 权限管理 and publish a version",
        [FeishuErrorKind.AddressRefused] = "the app takes no calls from this host's address: add it to the app's list under 安全设置 → IP 白名单, or empty that list",
        [FeishuErrorKind.QuotaUsedUp] = "the month's API quota is used up",
        [FeishuErrorKind.Throttled] = "the app is throttled",
        [FeishuErrorKind.ChatThrottled] = "the chat is throttled",
        [FeishuErrorKind.Busy] = "the platform is still busy with it",
        [FeishuErrorKind.QuestionGone] = "the question or its topic is gone",
        [FeishuErrorKind.ThreadRefused] = "the chat knows no topics",
        [FeishuErrorKind.TargetInvalid] = "the person or chat cannot be reached: check that the bot is in the group and the person within 可用范围",
        [FeishuErrorKind.TooLong] = "the message is too long",
        [FeishuErrorKind.BadMessage] = "the platform does not understand the call",
        [FeishuErrorKind.ContentRefused] = "the platform refuses the content",
        [FeishuErrorKind.CardRefused] = "the platform refuses something in the card",
        [FeishuErrorKind.CardGone] = "the card cannot be made or changed",
        [FeishuErrorKind.StreamClosed] = "the card takes no growing text any more",
        [FeishuErrorKind.SequenceBehind] = "the card has seen a later update",
        [FeishuErrorKind.NameUsed] = "the update's name was used before",
        [FeishuErrorKind.FileGone] = "the message has no such file",
        [FeishuErrorKind.FileTooLarge] = "the file is too large",
        [FeishuErrorKind.FileRefused] = "the platform does not hand the file over",
        [FeishuErrorKind.Server] = "the platform failed",
        [FeishuErrorKind.Unreachable] = "no answer from the platform",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, FeishuErrorKind> ByCode = new (FeishuErrorKind Kind, string[] Codes)[]
    {
        (FeishuErrorKind.TokenRefused, ["99991663", "99991664", "99991665", "99991668", "99991671"]),
        (FeishuErrorKind.CredentialsRefused, ["10003", "10005", "10013", "10014", "10015", "99991543", "99991661", "99991662", "99991673", "99991677", "99991201"]),
        (FeishuErrorKind.PermissionMissing, ["99991672", "99991679", "230006"]),
        (FeishuErrorKind.AddressRefused, ["99991401"]),
        (FeishuErrorKind.QuotaUsedUp, ["99991403"]),
        (FeishuErrorKind.Throttled, ["99991400", "11232", "11233", "11247"]),
        (FeishuErrorKind.ChatThrottled, ["230020"]),
        (FeishuErrorKind.Busy, ["230049", "200810", "300120"]),
        (FeishuErrorKind.QuestionGone, ["230011", "230019", "230050", "230110", "231003"]),
        (FeishuErrorKind.ThreadRefused, ["230071", "230072"]),
        (FeishuErrorKind.TargetInvalid, ["230002", "230013", "230018", "230027", "230029", "230034", "230035", "230036", "230038", "230053", "230075", "232009"]),
        (FeishuErrorKind.TooLong, ["230025", "200860"]),
        (FeishuErrorKind.BadMessage, ["9499", "10002", "230001", "230054", "230055", "234001"]),
        (FeishuErrorKind.FileGone, ["234003"]),
        (FeishuErrorKind.FileTooLarge, ["234037"]),
        (FeishuErrorKind.FileRefused, ["234002", "234004", "234009", "234019", "234038", "234040", "234043"]),
        (FeishuErrorKind.ContentRefused, ["230022", "230028"]),
        (FeishuErrorKind.CardRefused, [CardRefusedCode, "11310", "100290", "200380", "200381", "200550", "200570", "200621", "200732", "200737", "200861"]),
        (FeishuErrorKind.CardGone, ["230017", "230031", "200220", "200740", "200750", "300301", "300302", "300303", "300305", "300307", "300310", "300311", "300313"]),
        (FeishuErrorKind.StreamClosed, ["200850", "300309"]),
        (FeishuErrorKind.SequenceBehind, ["300317"]),
        (FeishuErrorKind.NameUsed, ["200770"]),
    }.SelectMany(row => row.Codes, (row, code) => KeyValuePair.Create(code, row.Kind)).ToFrozenDictionary(StringComparer.Ordinal);

    /// <returns>Null if the call succeeded.</returns>
    public static FeishuError? Find(HttpAnswer answer, FeishuResponse? response)
    {
        if (answer.Failure.Length > 0)
            return new FeishuError(FeishuErrorKind.Unreachable, answer.Failure);
        var code = response?.Code ?? "";
        if (KindOf(code, answer.Status) is not { } kind)
            return null;
        return new FeishuError(kind, Detail(answer, code, response)) { Wait = WaitFor(kind, answer) };
    }

    /// <summary>
    /// The same where a success is a file, of whatever kind. The API's own refusals come as JSON, with status 200 too, and without a file's
    /// name; a file that a person wrote to look like one is taken for one.
    /// </summary>
    public static FeishuError? FindInDownload(HttpAnswer answer)
    {
        if (answer.IsTooLarge)
            return new FeishuError(FeishuErrorKind.FileTooLarge, answer.Failure);
        var response = answer.Body.Length <= PlatformHttp.MaxAnswerBytes && LooseJson.TryRead(answer.Body.Span, FeishuJson.Inbound.FeishuResponse, out var read)
            ? read
            : null;
        var isRefusal = answer.MediaType == MediaTypeNames.Application.Json && answer.FileName.Length == 0
            && response is { Msg.Length: > 0 } && int.TryParse(response.Code, out var code) && code != 0;
        return answer is { Failure.Length: 0, Status: 200 } && !isRefusal
            ? null
            : Find(answer, response) ?? new FeishuError(FeishuErrorKind.Server, $"HTTP {answer.Status}");
    }

    private static FeishuErrorKind? KindOf(string code, int status)
    {
        if (ByCode.TryGetValue(code, out var known))
            return known;
        return status switch
        {
            >= 200 and < 300 when code == "0" => null,
            >= 200 and < 300 when code.Length == 0 => FeishuErrorKind.Server,       // a gateway's page: nothing says that it was done
            401 => FeishuErrorKind.TokenRefused,
            403 => FeishuErrorKind.PermissionMissing,
            429 => FeishuErrorKind.Throttled,
            408 or >= 500 => FeishuErrorKind.Server,
            _ => FeishuErrorKind.BadMessage,
        };
    }

    private static TimeSpan? WaitFor(FeishuErrorKind kind, HttpAnswer answer)
    {
        if (kind is not (FeishuErrorKind.Throttled or FeishuErrorKind.ChatThrottled))
            return null;
        var wait = answer.RetryAfter ?? ThrottledWait;
        if (int.TryParse(answer.Header(ResetHeader), out var seconds) && TimeSpan.FromSeconds(seconds) is var reset && reset > wait)
            wait = reset;
        return wait > ThrottledWait ? wait : ThrottledWait;
    }

    private static string Detail(HttpAnswer answer, string code, FeishuResponse? response)
    {
        var detail = $"HTTP {answer.Status}";
        if (code.Length > 0)
            detail += $" {Short(code)}";
        if (Reason().Match(response?.Msg ?? "") is { Success: true } reason)
            detail += $"/{reason.Groups[1].Value}";
        if (answer.Header(LogIdHeader) is { Length: > 0 } logId)
            detail += $", log id {Short(logId)}";
        var scopes = response?.Error.Items("permission_violations").Select(violation => Short(violation.Text("subject"))).Where(scope => scope.Length > 0).ToList();
        return scopes is { Count: > 0 } ? $"{detail}, missing one of {string.Join(", ", scopes)}" : detail;
    }

    private static string Short(string value)
    {
        var name = Untrusted.Name(value);
        return name.Length <= MaxCodeCharacters ? name : name[..MaxCodeCharacters];
    }

    [GeneratedRegex("ErrCode:\\s{0,4}([0-9]{1,9})", RegexOptions.CultureInvariant)]
    private static partial Regex Reason();
}
