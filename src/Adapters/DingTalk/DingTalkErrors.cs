using System.Collections.Frozen;
using BotHost.Adapters.Http;
using BotHost.Adapters.Json;

namespace BotHost.Adapters.DingTalk;

/// <summary>Why a call failed, by what can be done about it.</summary>
internal enum DingTalkErrorKind
{
    /// <summary>The access token: fetch another and repeat the call once.</summary>
    TokenRefused,

    /// <summary>AppKey and AppSecret do not belong together.</summary>
    CredentialsRefused,

    /// <summary>No token for now; the message itself was not even tried.</summary>
    TokenUnavailable,
    PermissionMissing,

    /// <summary>The app calls too often: all its callers wait.</summary>
    Throttled,

    /// <summary>This conversation's webhook was called too often; the OpenAPI is not concerned.</summary>
    SessionThrottled,

    /// <summary>This person gets too many messages of the robot: HTTP 200, and nothing was delivered.</summary>
    PersonThrottled,
    QuotaUsedUp,

    /// <summary>A firewall turns this host's address away: every call stops.</summary>
    AddressBlocked,
    RobotInvalid,
    TargetInvalid,
    SessionGone,
    TooLong,
    BadMessage,
    ContentRefused,

    /// <summary>The card platform does not know the template, or it was not published.</summary>
    CardTemplateInvalid,

    /// <summary>A card of this name was made before: what was asked for is there.</summary>
    CardExists,

    /// <summary>There is no card of this name.</summary>
    CardGone,

    /// <summary>The call succeeded, and the card is shown nowhere.</summary>
    CardNotShown,

    /// <summary>What a message referred to: its code is too old, or none of this robot's.</summary>
    FileGone,
    Server,

    /// <summary>No complete answer: whether the message was delivered is not known.</summary>
    Unreachable,
}

/// <summary>A failed call: what kind, and what the platform's support needs to find it. No texts, no secrets.</summary>
internal sealed record DingTalkError(DingTalkErrorKind Kind, string Detail)
{
    /// <summary>How long the platform wants to be left alone; null where it says nothing.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>True if the same message may go through later.</summary>
    public bool IsTransient => Kind is DingTalkErrorKind.TokenUnavailable or DingTalkErrorKind.Throttled or DingTalkErrorKind.SessionThrottled
        or DingTalkErrorKind.PersonThrottled or DingTalkErrorKind.AddressBlocked or DingTalkErrorKind.Server or DingTalkErrorKind.Unreachable;

    /// <summary>True if the message was surely not delivered, for a reason that the other way of sending does not share.</summary>
    public bool OtherWayMayWork => Kind is DingTalkErrorKind.TokenRefused or DingTalkErrorKind.CredentialsRefused or DingTalkErrorKind.TokenUnavailable
        or DingTalkErrorKind.PermissionMissing or DingTalkErrorKind.SessionThrottled or DingTalkErrorKind.QuotaUsedUp or DingTalkErrorKind.RobotInvalid
        or DingTalkErrorKind.TargetInvalid or DingTalkErrorKind.SessionGone;

    /// <summary>True if the call was surely not carried out and may be later: the app was held back before it.</summary>
    public bool NotEvenTried => Kind is DingTalkErrorKind.TokenUnavailable or DingTalkErrorKind.Throttled or DingTalkErrorKind.AddressBlocked;

    /// <summary>True if it is about the app, the robot or the template, not about one card.</summary>
    public bool ConcernsEveryCard => Kind is DingTalkErrorKind.TokenRefused or DingTalkErrorKind.CredentialsRefused or DingTalkErrorKind.PermissionMissing
        or DingTalkErrorKind.QuotaUsedUp or DingTalkErrorKind.RobotInvalid or DingTalkErrorKind.CardTemplateInvalid;

    public override string ToString() => $"{DingTalkErrors.Words[Kind]} ({Detail})";
}

/// <summary>
/// DingTalk's codes, sorted by what to do. Sources: 全局错误码 (server-api-error-codes-1), the error tables of 批量发送人与机器人会话中机器人消息,
/// 机器人发送群聊消息, 获取企业内部应用的accessToken, 创建并投放卡片, AI卡片流式更新, 下载机器人接收消息的文件内容 and 上传媒体文件, 调用频率限制
/// (call-frequency-limit); 300001 and 460101 from field reports.
/// </summary>
internal static class DingTalkErrors
{
    /// <summary>调用频率限制: limits count per second.</summary>
    private static readonly TimeSpan ThrottledWait = TimeSpan.FromSeconds(1);

    /// <summary>The limits that count per minute.</summary>
    private static readonly TimeSpan MinuteWait = TimeSpan.FromSeconds(60);

    /// <summary>调用频率限制: 10,000 calls in 20 s from one address block it for five minutes.</summary>
    private static readonly TimeSpan AddressBlockedWait = TimeSpan.FromMinutes(5);

    /// <summary>What the firewall says instead of the API: <c>{"status":1111,"wait":5,"source":"x5","punish":"deny"}</c>.</summary>
    private const long FirewallStatus = 1111;

    private const int MaxCodeCharacters = 100;

    public static FrozenDictionary<DingTalkErrorKind, string> Words { get; } = new Dictionary<DingTalkErrorKind, string>
    {
        [DingTalkErrorKind.TokenRefused] = "the access token is refused",
        [DingTalkErrorKind.CredentialsRefused] = "AppKey and AppSecret are refused",
        [DingTalkErrorKind.TokenUnavailable] = "there is no access token for now",
        [DingTalkErrorKind.PermissionMissing] = "the app lacks a permission: grant it under 权限管理 and publish the app",
        [DingTalkErrorKind.Throttled] = "the app is throttled",
        [DingTalkErrorKind.SessionThrottled] = "the conversation is throttled",
        [DingTalkErrorKind.PersonThrottled] = "the person gets too many messages",
        [DingTalkErrorKind.QuotaUsedUp] = "the month's API quota is used up",
        [DingTalkErrorKind.AddressBlocked] = "this host's address is blocked for some minutes",
        [DingTalkErrorKind.RobotInvalid] = "the robot is unknown, stopped or not in the group: check RobotCode and publish the robot",
        [DingTalkErrorKind.TargetInvalid] = "the person or group cannot be reached",
        [DingTalkErrorKind.SessionGone] = "the session webhook has ended",
        [DingTalkErrorKind.TooLong] = "the message is too long",
        [DingTalkErrorKind.BadMessage] = "the platform does not understand the call",
        [DingTalkErrorKind.ContentRefused] = "the platform refuses the content",
        [DingTalkErrorKind.CardTemplateInvalid] = "the card template is unknown or not published: check CardTemplateId on open-dev.dingtalk.com/fe/card",
        [DingTalkErrorKind.CardExists] = "the card exists already",
        [DingTalkErrorKind.CardGone] = "there is no such card",
        [DingTalkErrorKind.CardNotShown] = "the card was made and not shown",
        [DingTalkErrorKind.FileGone] = "the file's code is wrong or too old",
        [DingTalkErrorKind.Server] = "the platform failed",
        [DingTalkErrorKind.Unreachable] = "no answer from the platform",
    }.ToFrozenDictionary();

    /// <summary>The OpenAPI's codes and the old API's numbers; no code is in both.</summary>
    private static readonly FrozenDictionary<string, DingTalkErrorKind> ByCode = new (DingTalkErrorKind Kind, string[] Codes)[]
    {
        (DingTalkErrorKind.TokenRefused, ["InvalidAuthentication", "invalidAccessToken", "accesstoken.expired", "40014", "40001", "42001", "88"]),
        (DingTalkErrorKind.CredentialsRefused, ["invalidClientIdOrSecret", "unauthorized.client", "40089"]),
        (DingTalkErrorKind.PermissionMissing, ["unauthorized", "auth.error", "310000", "keywords.not.match", "sign.not.match", "ip.not.match"]),
        (DingTalkErrorKind.Throttled, ["send.too.fast", "send.byToken.tooFast", "too.many.group", "too.many.people", "system.busy", "systemBusy", "90018", "90002"]),
        (DingTalkErrorKind.SessionThrottled, ["130101", "410100"]),
        (DingTalkErrorKind.QuotaUsedUp, ["Forbidden.AccessDenied.ApiCountLimitForOrg", "90020"]),
        (DingTalkErrorKind.RobotInvalid, ["resource.not.found", "resource.unavailable", "bot.stopped", "template.not.existed", "template.stopped",
            "send.forbidden", "bot.forbidden.sendMessage", "400101", "400102", "400106"]),
        (DingTalkErrorKind.TargetInvalid, ["miss.openConversationId", "invalid.openConversationId", "group.disbanded", "conversation.org.notMatch",
            "staffId.notExisted", "robot.oto.notExist", "chatbotId.notAllow.sendOTO", "400013"]),
        (DingTalkErrorKind.SessionGone, ["session.notExisted", "session.expired", "300001"]),
        (DingTalkErrorKind.TooLong, ["invalidParameter.msgParam.tooLong", "param.stream.content", "460101", "101002", "40006"]),
        (DingTalkErrorKind.BadMessage, ["invalidParameter.msgParam.invalid", "invalidParameter.msg.unsupport", "40035", "43004", "400105", "40004"]),
        (DingTalkErrorKind.ContentRefused, ["contain.unsafe.url", "contain.notAllowed.text", "contain.notAllowed.picture", "contain.notAllowed.content",
            "param.contentUnsafe", "430101", "430102", "430103", "430104"]),
        (DingTalkErrorKind.CardTemplateInvalid, ["param.templateNotExist", "param.templateUnpublished"]),
        (DingTalkErrorKind.CardExists, ["param.cardAlreadyExist"]),
        (DingTalkErrorKind.CardGone, ["param.stream.outTrackId", "param.cardNotExist"]),
        (DingTalkErrorKind.FileGone, ["invalidParameter.robotCode.downloadCode"]),
        (DingTalkErrorKind.Server, ["system.error", "system.err", "unknown.send.result", "-1"]),
    }.SelectMany(row => row.Codes, (row, code) => KeyValuePair.Create(code, row.Kind)).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Families of codes, where the whole family is one kind.</summary>
    private static readonly (string Prefix, DingTalkErrorKind Kind)[] ByPrefix =
    [
        ("Forbidden.AccessDenied.Qps", DingTalkErrorKind.Throttled),
        ("Forbidden.AccessDenied.Qpm", DingTalkErrorKind.Throttled),
        ("Forbidden.", DingTalkErrorKind.PermissionMissing),
        ("invalidParameter.robotCode", DingTalkErrorKind.RobotInvalid),
        ("invalidParameter.", DingTalkErrorKind.BadMessage),
        ("miss.param", DingTalkErrorKind.BadMessage),
    ];

    /// <returns>Null if the call succeeded.</returns>
    public static DingTalkError? Find(HttpAnswer answer, DingTalkResponse? response)
    {
        if (answer.Failure.Length > 0)
            return new DingTalkError(DingTalkErrorKind.Unreachable, answer.Failure);
        if (response?.Status == FirewallStatus || (response is null && answer.IsHtml && answer.Status is not 404 and < 500))
            return new DingTalkError(DingTalkErrorKind.AddressBlocked, $"HTTP {answer.Status} from a firewall") { Wait = AddressBlockedWait };

        var code = response switch
        {
            { Errcode: not ("" or "0") } => response.Errcode,
            { Code: not ("" or "0") } => response.Code,
            _ => "",
        };
        if (KindOf(code, answer.Status, isJson: response is not null) is not { } kind)
            return response?.Success == false ? new DingTalkError(DingTalkErrorKind.BadMessage, $"HTTP {answer.Status} without success") : null;
        return new DingTalkError(kind, Detail(answer.Status, code, response)) { Wait = WaitFor(kind, code, answer.RetryAfter) };
    }

    private static DingTalkErrorKind? KindOf(string code, int status, bool isJson)
    {
        if (ByCode.TryGetValue(code, out var known))
            return known == DingTalkErrorKind.Throttled && status >= 500 ? DingTalkErrorKind.Server : known;     // system.busy of the card calls: nobody knows what it did
        foreach (var (prefix, kind) in ByPrefix)
        {
            if (code.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return kind;
        }

        return status switch
        {
            >= 200 and < 300 when !isJson => DingTalkErrorKind.Server,          // a gateway's page: nothing says that it was delivered
            >= 200 and < 300 when code.Length == 0 => null,
            401 => DingTalkErrorKind.TokenRefused,
            403 => DingTalkErrorKind.PermissionMissing,
            408 or >= 500 => DingTalkErrorKind.Server,
            429 => DingTalkErrorKind.Throttled,
            _ => DingTalkErrorKind.BadMessage,
        };
    }

    private static TimeSpan? WaitFor(DingTalkErrorKind kind, string code, TimeSpan? retryAfter)
    {
        TimeSpan? least = kind switch
        {
            DingTalkErrorKind.Throttled when code.Contains(".Qpm", StringComparison.OrdinalIgnoreCase) => MinuteWait,
            DingTalkErrorKind.Throttled => ThrottledWait,
            DingTalkErrorKind.SessionThrottled => MinuteWait,
            _ => null,
        };
        return least is null || retryAfter > least ? retryAfter : least;
    }

    private static string Detail(int status, string code, DingTalkResponse? response)
    {
        var detail = $"HTTP {status}";
        if (code.Length > 0)
            detail += $" {Short(code)}";
        if (response?.RequestId is { Length: > 0 } request)
            detail += $", request {Short(request)}";
        var scopes = response?.AccessDeniedDetail.Items("requiredScopes").Where(scope => scope.ValueKind == System.Text.Json.JsonValueKind.String)
            .Select(scope => Short(scope.GetString() ?? "")).ToList();
        return scopes is { Count: > 0 } ? $"{detail}, missing {string.Join(", ", scopes)}" : detail;
    }

    private static string Short(string value)
    {
        var name = Untrusted.Name(value);
        return name.Length <= MaxCodeCharacters ? name : name[..MaxCodeCharacters];
    }
}
