using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using BotHost.Adapters.Json;

namespace BotHost.Adapters.DingTalk;

/// <summary>A robot callback, as far as we read it. Absent fields are empty. Source: 接收消息, 消息发送与接收类型.</summary>
/// <remarks>Settable, because generated readers overwrite the defaults of absent init-only properties with null.</remarks>
internal sealed record RobotMessage
{
    public string MsgId { get; set; } = "";

    public string Msgtype { get; set; } = "";

    /// <summary>Unix milliseconds.</summary>
    public long CreateAt { get; set; }

    /// <summary><c>1</c> private, <c>2</c> group; also seen as a number.</summary>
    public string ConversationType { get; set; } = "";

    public string ConversationId { get; set; } = "";

    public string ConversationTitle { get; set; } = "";

    /// <summary>Opaque and always there; cannot be sent to.</summary>
    public string SenderId { get; set; } = "";

    /// <summary>The employee's id; absent for people from outside and for robots that are not published.</summary>
    public string SenderStaffId { get; set; } = "";

    public string SenderNick { get; set; } = "";

    public string ChatbotUserId { get; set; } = "";

    public bool? IsInAtList { get; set; }

    public string SessionWebhook { get; set; } = "";

    /// <summary>Unix milliseconds.</summary>
    public long SessionWebhookExpiredTime { get; set; }

    public string RobotCode { get; set; } = "";

    /// <summary>20001: the month's quota is used up and the message comes without its text.</summary>
    public string ErrorCode { get; set; } = "";

    /// <summary>Only in a mode that the robot documentation does not describe.</summary>
    public string Encrypt { get; set; } = "";

    /// <summary>The quoted message, where <c>text.repliedMsg</c> does not say it.</summary>
    public string OriginalMsgId { get; set; } = "";

    public JsonElement Text { get; set; }

    /// <summary>An object; now and then the same object as a JSON string.</summary>
    public JsonElement Content { get; set; }
}

/// <summary>What any call may answer: the OpenAPI's shapes and those of the old API, read without regard to case.</summary>
/// <remarks><inheritdoc cref="RobotMessage" path="/remarks"/></remarks>
internal sealed record DingTalkResponse
{
    public string Code { get; set; } = "";

    public string RequestId { get; set; } = "";

    public JsonElement AccessDeniedDetail { get; set; }

    /// <summary>The old API's code; 0 or empty is success.</summary>
    public string Errcode { get; set; } = "";

    /// <summary>1111 where a firewall answers instead of the API.</summary>
    public long Status { get; set; }

    public string AccessToken { get; set; } = "";

    /// <summary>Seconds.</summary>
    public long ExpireIn { get; set; }

    public string ProcessQueryKey { get; set; } = "";

    public IReadOnlyList<string> InvalidStaffIdList { get; set; } = [];

    public IReadOnlyList<string> FlowControlledStaffIdList { get; set; } = [];
}

internal sealed record AccessTokenRequest(string AppKey, string AppSecret);

/// <param name="RobotCode">The robot that speaks.</param>
/// <param name="UserIds">Staff ids.</param>
/// <param name="MsgKey">The kind of message.</param>
/// <param name="MsgParam">Its content: a JSON string, not an object.</param>
internal sealed record PrivateMessageRequest(string RobotCode, IReadOnlyList<string> UserIds, string MsgKey, string MsgParam);

/// <inheritdoc cref="PrivateMessageRequest"/>
internal sealed record GroupMessageRequest(string RobotCode, string OpenConversationId, string MsgKey, string MsgParam);

internal sealed record SessionMessageRequest
{
    public required string Msgtype { get; init; }

    public SessionText? Text { get; init; }

    public SessionMarkdown? Markdown { get; init; }

    public SessionMention? At { get; init; }
}

internal sealed record SessionText(string Content);

internal sealed record SessionMarkdown(string Title, string Text);

internal sealed record SessionMention(IReadOnlyList<string> AtUserIds, bool IsAtAll = false);

[JsonSerializable(typeof(RobotMessage))]
[JsonSerializable(typeof(DingTalkResponse))]
[JsonSerializable(typeof(AccessTokenRequest))]
[JsonSerializable(typeof(PrivateMessageRequest))]
[JsonSerializable(typeof(GroupMessageRequest))]
[JsonSerializable(typeof(SessionMessageRequest))]
[JsonSerializable(typeof(DingTalkReplyAddress))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class DingTalkJson : JsonSerializerContext
{
    /// <summary>For what DingTalk sends: tolerant of types, strict about names.</summary>
    public static DingTalkJson Inbound { get; } = new(Tolerant(ignoreCase: false));

    /// <summary>For what DingTalk answers: its gateways do not agree on the case of names.</summary>
    public static DingTalkJson Answers { get; } = new(Tolerant(ignoreCase: true));

    /// <summary>For what we send. Chinese stays readable: limits count bytes, and no page shows the JSON.</summary>
    public static DingTalkJson Outbound { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    private static JsonSerializerOptions Tolerant(bool ignoreCase) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        PropertyNameCaseInsensitive = ignoreCase,
        MaxDepth = LooseJson.MaxDepth,
        Converters = { new LooseString(), new LooseInt64(), new LooseBoolean(), new LooseStrings() },
    };
}
