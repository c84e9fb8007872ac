using System.Collections.Frozen;
using System.Globalization;
using BotHost.Adapters.Http;

namespace BotHost.Adapters.QQ;

/// <summary>Why a call failed, by what can be done about it.</summary>
internal enum QQErrorKind
{
    /// <summary>The access token: fetch another and repeat the call once.</summary>
    TokenRefused,

    /// <summary>AppId and AppSecret do not belong together, or the bot is banned or deleted.</summary>
    CredentialsRefused,

    /// <summary>No token for now; the message itself was not even tried.</summary>
    TokenUnavailable,

    /// <summary>This host's address is not on the app's list: no token would help.</summary>
    AddressRefused,
    PermissionMissing,
    BotStopped,

    /// <summary>The app calls too often: all its callers wait.</summary>
    Throttled,

    /// <summary>The frames of one growing message come too fast; nobody else is concerned.</summary>
    StreamThrottled,

    /// <summary>This chat has had its share of active messages: a matter of minutes, and of nobody else.</summary>
    QuotaUsedUp,

    /// <summary>The bot may not speak in this group for now.</summary>
    Muted,

    /// <summary>What is answered was sent too long ago, or answered too often: only an active message is left.</summary>
    WindowOver,
    EventWindowOver,

    /// <summary>Nobody allowed the bot to speak first.</summary>
    ActiveRefused,
    TargetInvalid,

    /// <summary>The same reply was taken before.</summary>
    Duplicate,
    TooLong,
    LinkRefused,
    MarkdownRefused,
    ContentRefused,
    BadMessage,

    /// <summary>The file did not get through, or could not be converted: worth one more try.</summary>
    MediaFailed,

    /// <summary>What names the uploaded file is not known, not known any more, or of another kind of chat: it must be uploaded again.</summary>
    FileUnknown,

    /// <summary>The file's format or size, or the day's quota: it is refused however often it is sent.</summary>
    MediaRefused,
    Server,

    /// <summary>No complete answer: whether the message was delivered is not known.</summary>
    Unreachable,
}

/// <summary>A failed call: what kind, and what the platform's support needs to find it. No texts, no secrets.</summary>
internal sealed record QQError(QQErrorKind Kind, string Detail)
{
    /// <summary>How long the platform wants to be left alone; null where it says nothing.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>True if the same message may go through later.</summary>
    public bool IsTransient => Kind is QQErrorKind.TokenUnavailable or QQErrorKind.Throttled or QQErrorKind.StreamThrottled or QQErrorKind.QuotaUsedUp
        or QQErrorKind.Muted or QQErrorKind.Server or QQErrorKind.Unreachable;

    /// <summary>True if the platform may have taken the message all the same.</summary>
    public bool MayBeTaken => Kind is QQErrorKind.Server or QQErrorKind.Unreachable;

    public override string ToString() => $"{QQErrors.Words[Kind]} ({Detail})";
}

/// <summary>
/// QQ's codes, sorted by what to do; never by the message's words. Sources: 错误与调试, the error tables of 获取访问凭证, 发送单聊消息, 发送群聊消息,
/// 流式发送单聊消息 and 上传富媒体消息文件 (bot.q.qq.com/wiki); 11298, 100017 and 50057 from field reports.
/// </summary>
internal static class QQErrors
{
    /// <summary>The shortest wait after throttling; limits count per second.</summary>
    private static readonly TimeSpan ThrottledWait = TimeSpan.FromSeconds(2);

    /// <summary>发送消息: active messages are counted per minute and chat.</summary>
    private static readonly TimeSpan QuotaWait = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan MutedWait = TimeSpan.FromMinutes(5);

    /// <summary>流式发送单聊消息: frames are at least 300 ms apart.</summary>
    private static readonly TimeSpan StreamThrottledWait = TimeSpan.FromSeconds(1);

    /// <summary>Taken, and shown after a review: no failure, and never to be repeated.</summary>
    private static readonly FrozenSet<string> UnderReview = ((string[])["304023", "304024"]).ToFrozenSet(StringComparer.Ordinal);

    private const int MaxCodeCharacters = 40;
    private const int MaxTraceCharacters = 100;

    public static FrozenDictionary<QQErrorKind, string> Words { get; } = new Dictionary<QQErrorKind, string>
    {
        [QQErrorKind.TokenRefused] = "the access token is refused",
        [QQErrorKind.CredentialsRefused] = "AppId and AppSecret are refused, or the bot is banned or deleted",
        [QQErrorKind.TokenUnavailable] = "there is no access token for now",
        [QQErrorKind.AddressRefused] = "this host's public address is not on the bot's IP list: add it under 开发管理 → IP 白名单",
        [QQErrorKind.PermissionMissing] = "the bot lacks a permission, or this interface is closed to it",
        [QQErrorKind.BotStopped] = "the bot is offline or banned: look at its page on q.qq.com",
        [QQErrorKind.Throttled] = "the bot is throttled",
        [QQErrorKind.StreamThrottled] = "the growing message is updated too fast",
        [QQErrorKind.QuotaUsedUp] = "the chat has had its share of active messages for now",
        [QQErrorKind.Muted] = "the bot is muted in the group",
        [QQErrorKind.WindowOver] = "the message can no longer be answered",
        [QQErrorKind.EventWindowOver] = "the event can no longer be answered",
        [QQErrorKind.ActiveRefused] = "the bot may not speak first here: a group's owner must allow 机器人主动在群聊内发言, a person must not have refused it",
        [QQErrorKind.TargetInvalid] = "the person or group cannot be reached",
        [QQErrorKind.Duplicate] = "this reply was taken before",
        [QQErrorKind.TooLong] = "the message is too long",
        [QQErrorKind.LinkRefused] = "the message holds an address that is not on the bot's list: add it under 消息 URL 配置",
        [QQErrorKind.MarkdownRefused] = "markdown is refused here",
        [QQErrorKind.ContentRefused] = "the platform refuses the content",
        [QQErrorKind.BadMessage] = "the platform does not understand the call",
        [QQErrorKind.MediaFailed] = "the platform could not take the file",
        [QQErrorKind.FileUnknown] = "the platform does not know the uploaded file",
        [QQErrorKind.MediaRefused] = "the platform refuses the file",
        [QQErrorKind.Server] = "the platform failed",
        [QQErrorKind.Unreachable] = "no answer from the platform",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, QQErrorKind> ByCode = new (QQErrorKind Kind, string[] Codes)[]
    {
        // 11251 and its like: the token of another app, which another one mends as well.
        (QQErrorKind.TokenRefused, ["11241", "11243", "11244", "11251", "11255", "11261", "11275"]),
        (QQErrorKind.CredentialsRefused, ["100007", "100016", "10004"]),
        (QQErrorKind.AddressRefused, ["11298", "40023002"]),
        (QQErrorKind.PermissionMissing, ["11253", "11254", "11264", "11282", "304018"]),
        (QQErrorKind.BotStopped, ["11265", "40054016", "4915"]),
        (QQErrorKind.Throttled, ["22009", "20028", "610013", "1100100", "1100308", "100001", "100017"]),
        (QQErrorKind.StreamThrottled, ["50002"]),
        (QQErrorKind.QuotaUsedUp, ["40034100", "304045", "304047", "304049", "304050"]),
        (QQErrorKind.Muted, ["40054002", "850018"]),
        (QQErrorKind.WindowOver, ["40034005", "40034031", "304027", "304103", "304022", "40034128", "40034024", "304026", "304028"]),
        (QQErrorKind.EventWindowOver, ["40034025", "40034026", "40034027"]),
        (QQErrorKind.ActiveRefused, ["40034102", "40034105", "304046", "304048", "40054013", "304031"]),
        (QQErrorKind.TargetInvalid, ["40054003", "40034101", "40054004", "304034", "1100104", "1100301"]),
        (QQErrorKind.Duplicate, ["40054005"]),
        (QQErrorKind.TooLong, ["40054007", "40054018", "1000001"]),
        (QQErrorKind.LinkRefused, ["40054010", "40034028", "304003"]),
        (QQErrorKind.MarkdownRefused, ["304036", "40034127", "40034008", "40034009", "40034010", "40034011", "40034124", "50037", "50041", "50055", "50056", "50057"]),
        (QQErrorKind.ContentRefused, ["40034006", "304025", "1100101", "1100103", "3300006"]),
        (QQErrorKind.BadMessage, ["10001", "10003", "12001", "12002", "50035", "50006", "304061", "22006", "340069", "50059", "40007",
            "304037", "305007", "40034029", "304004", "304014", "304062", "304064", "40034106", "40034108", "40034109", "40034122", "40034123"]),
        (QQErrorKind.MediaFailed, ["304082", "304083", "40034004", "850026", "850027", "40093001"]),
        (QQErrorKind.FileUnknown, ["304080"]),
        (QQErrorKind.MediaRefused, ["850019", "850031", "40093002"]),
        (QQErrorKind.Server, ["11242", "11252", "11263", "11281", "50001", "50055001", "50055002", "50055006", "40054006", "340067", "1100300", "306003", "306005", "306006"]),
    }.SelectMany(row => row.Codes, (row, code) => KeyValuePair.Create(code, row.Kind)).ToFrozenDictionary(StringComparer.Ordinal);

    /// <returns>Null if the call succeeded, and where the message was taken and waits for its review.</returns>
    public static QQError? Find(HttpAnswer answer, QQResponse? response)
    {
        if (answer.Failure.Length > 0)
            return new QQError(QQErrorKind.Unreachable, answer.Failure);
        if (IsUnderReview(response))
            return null;

        string[] codes = response is null ? [] : [.. ((string[])[response.ErrCode, response.Code]).Where(code => code is not ("" or "0"))];
        var known = codes.FirstOrDefault(code => KindOf(code) is not null) ?? "";
        if (KindOf(known) is not { } kind)
        {
            if (answer.Status is 201 or 202 && response is not null)
                return null;            // taken, whatever else it says
            if (KindOf(answer, isCoded: codes.Length > 0, isJson: response is not null) is not { } byStatus)
                return null;
            kind = byStatus;
        }

        return new QQError(kind, Detail(answer.Status, codes, response)) { Wait = WaitFor(kind, answer.RetryAfter) };
    }

    /// <summary>The platform took the message and shows it when a review let it through.</summary>
    public static bool IsUnderReview(QQResponse? response) => response is not null && (UnderReview.Contains(response.Code) || UnderReview.Contains(response.ErrCode));

    private static QQErrorKind? KindOf(string code)
    {
        if (ByCode.TryGetValue(code, out var kind))
            return kind;
        // 错误与调试: the whole thousand is about rates.
        return int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 504_000 and <= 504_999
            ? QQErrorKind.Throttled
            : null;
    }

    private static QQErrorKind? KindOf(HttpAnswer answer, bool isCoded, bool isJson)
    {
        return answer.Status switch
        {
            204 => null,
            >= 200 and < 300 when !isJson => QQErrorKind.Server,        // a gateway's page: nothing says that it was delivered
            >= 200 and < 300 when !isCoded => null,
            401 => QQErrorKind.TokenRefused,
            403 => QQErrorKind.PermissionMissing,
            408 or >= 500 => QQErrorKind.Server,
            429 => QQErrorKind.Throttled,
            _ => QQErrorKind.BadMessage,
        };
    }

    private static TimeSpan? WaitFor(QQErrorKind kind, TimeSpan? retryAfter)
    {
        TimeSpan? least = kind switch
        {
            QQErrorKind.Throttled => ThrottledWait,
            QQErrorKind.StreamThrottled => StreamThrottledWait,
            QQErrorKind.QuotaUsedUp => QuotaWait,
            QQErrorKind.Muted => MutedWait,
            _ => null,
        };
        return least is null || retryAfter > least ? retryAfter : least;
    }

    private static string Detail(int status, string[] codes, QQResponse? response)
    {
        var detail = $"HTTP {status}";
        foreach (var code in codes.Distinct(StringComparer.Ordinal))
            detail += $" {Short(code, MaxCodeCharacters)}";
        return response?.TraceId is { Length: > 0 } trace ? $"{detail}, trace {Short(trace, MaxTraceCharacters)}" : detail;
    }

    private static string Short(string value, int maxCharacters)
    {
        var name = Untrusted.Name(value);
        return name.Length <= maxCharacters ? name : name[..maxCharacters];
    }
}
