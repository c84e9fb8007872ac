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

    /// <summary>Of the old API.</summary>
    [JsonPropertyName("access_token")]
    public string OldAccessToken { get; set; } = "";

    /// <summary>Of the old API: seconds.</summary>
    [JsonPropertyName("expires_in")]
    public long OldExpiresIn { get; set; }

    public string ProcessQueryKey { get; set; } = "";

    public string DownloadUrl { get; set; } = "";

    /// <summary>Where some have seen <see cref="DownloadUrl"/> instead (field).</summary>
    public JsonElement Data { get; set; }

    /// <summary>What an upload was named.</summary>
    [JsonPropertyName("media_id")]
    public string MediaId { get; set; } = "";

    public IReadOnlyList<string> InvalidStaffIdList { get; set; } = [];

    public IReadOnlyList<string> FlowControlledStaffIdList { get; set; } = [];

    /// <summary>Of a card call; null where the call says nothing of the kind.</summary>
    public bool? Success { get; set; }

    /// <summary>Of a card call: an object for a new card, true for an update.</summary>
    public JsonElement Result { get; set; }
}

internal sealed record AccessTokenRequest(string AppKey, string AppSecret);

/// <param name="RobotCode">The robot that speaks.</param>
/// <param name="UserIds">Staff ids.</param>
/// <param name="MsgKey">The kind of message.</param>
/// <param name="MsgParam">Its content: a JSON string, not an object.</param>
internal sealed record PrivateMessageRequest(string RobotCode, IReadOnlyList<string> UserIds, string MsgKey, string MsgParam);

/// <inheritdoc cref="PrivateMessageRequest"/>
internal sealed record GroupMessageRequest(string RobotCode, string OpenConversationId, string MsgKey, string MsgParam);

internal sealed record FileRequest(string DownloadCode, string RobotCode);

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

/// <summary>A card and the conversation that it is shown in: a person's (<c>ImRobot…</c>) or a group's (<c>ImGroup…</c>). Source: 创建并投放卡片.</summary>
internal sealed record CardRequest
{
    public required string CardTemplateId { get; init; }

    public required string OutTrackId { get; init; }

    /// <summary>Where clicks would go. The card has nothing to click; the value is required.</summary>
    public string CallbackType { get; } = "STREAM";

    /// <summary>1: people are named by staff id.</summary>
    public int UserIdType { get; } = 1;

    public required CardData CardData { get; init; }

    public CardSpaceModel? ImGroupOpenSpaceModel { get; init; }

    public CardSpaceModel? ImRobotOpenSpaceModel { get; init; }

    public required string OpenSpaceId { get; init; }

    public CardDeliverModel? ImRobotOpenDeliverModel { get; init; }

    public CardDeliverModel? ImGroupOpenDeliverModel { get; init; }
}

/// <param name="CardParamMap">The template's variables: all values are strings.</param>
internal sealed record CardData(IReadOnlyDictionary<string, string> CardParamMap);

internal sealed record CardSpaceModel(bool SupportForward);

/// <param name="SpaceType">Named for a person's conversation only.</param>
/// <param name="RobotCode">Who speaks; without it another robot of the organisation may.</param>
/// <param name="AtUserIds">Whom the card mentions: staff id and name.</param>
internal sealed record CardDeliverModel(string? SpaceType, string RobotCode, IReadOnlyDictionary<string, string>? AtUserIds);

/// <summary>Source: AI卡片流式更新. A markdown variable takes its whole text with every call.</summary>
internal sealed record CardTextRequest(
    string OutTrackId,
    string Guid,
    string Key,
    [property: JsonConverter(typeof(SparseString))] string Content,
    bool IsFull,
    bool IsFinalize,
    bool IsError);

/// <summary>A reaction to a person's message, as DingTalk's own connector sends it (field: no page documents it).</summary>
internal sealed record EmotionRequest(string RobotCode, string OpenMsgId, string OpenConversationId)
{
    private const string Thinking = "🤔思考中";

    public int EmotionType { get; } = 2;

    [JsonConverter(typeof(SparseString))]
    public string EmotionName { get; } = Thinking;

    public EmotionText TextEmotion { get; } = new("2659900", Thinking, Thinking, "im_bg_1");
}

internal sealed record EmotionText(
    string EmotionId,
    [property: JsonConverter(typeof(SparseString))] string EmotionName,
    [property: JsonConverter(typeof(SparseString))] string Text,
    string BackgroundId);

[JsonSerializable(typeof(RobotMessage))]
[JsonSerializable(typeof(DingTalkResponse))]
[JsonSerializable(typeof(AccessTokenRequest))]
[JsonSerializable(typeof(PrivateMessageRequest))]
[JsonSerializable(typeof(GroupMessageRequest))]
[JsonSerializable(typeof(FileRequest))]
[JsonSerializable(typeof(SessionMessageRequest))]
[JsonSerializable(typeof(CardRequest))]
[JsonSerializable(typeof(CardTextRequest))]
[JsonSerializable(typeof(EmotionRequest))]
[JsonSerializable(typeof(DingTalkReplyAddress))]
[JsonSerializable(typeof(DingTalkCardState))]
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
