using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using BotHost.Adapters.Json;

namespace BotHost.Adapters.Feishu;

/// <summary>
/// A webhook's body: the envelope of the encryption, of the address check and of events. Absent fields are empty.
/// Sources: 事件概述, 将事件发送至开发者服务器.
/// </summary>
/// <remarks>Settable, because generated readers overwrite the defaults of absent init-only properties with null.</remarks>
internal sealed record FeishuEnvelope
{
    /// <summary>A Base64 string around the real body; undefined where that body stands in the open.</summary>
    public JsonElement Encrypt { get; set; }

    /// <summary><c>url_verification</c>; of events of the old shape <c>event_callback</c>.</summary>
    public string Type { get; set; } = "";

    /// <summary>The Verification Token of an address check and of events of the old shape; those of today carry it in the header.</summary>
    public string Token { get; set; } = "";

    public JsonElement Challenge { get; set; }

    /// <summary><c>2.0</c>; absent in the old shape.</summary>
    public string Schema { get; set; } = "";

    public JsonElement Header { get; set; }

    public JsonElement Event { get; set; }
}

/// <summary>What any call may answer. Source: 通用错误码 and the pages of the calls.</summary>
/// <remarks><inheritdoc cref="FeishuEnvelope" path="/remarks"/></remarks>
internal sealed record FeishuResponse
{
    /// <summary>0 for a success; empty where something else than the API answered.</summary>
    public string Code { get; set; } = "";

    public string Msg { get; set; } = "";

    /// <summary>What is missing, where it is a scope.</summary>
    public JsonElement Error { get; set; }

    public JsonElement Data { get; set; }

    /// <summary>The bot itself: the one answer beside <see cref="Data"/>, not in it.</summary>
    public JsonElement Bot { get; set; }

    public string TenantAccessToken { get; set; } = "";

    /// <summary>Seconds that are left of the token.</summary>
    public long Expire { get; set; }
}

internal sealed record AccessTokenRequest(string AppId, string AppSecret);

/// <param name="ReceiveId">The chat.</param>
/// <param name="MsgType">The kind of message.</param>
/// <param name="Content">Its content: a JSON string, not an object.</param>
/// <param name="Uuid">The same one is delivered once within an hour.</param>
internal sealed record SendMessageRequest(string ReceiveId, string MsgType, string Content, string Uuid);

/// <param name="Content"><inheritdoc cref="SendMessageRequest" path="/param[@name='Content']"/></param>
/// <param name="MsgType">The kind of message.</param>
/// <param name="ReplyInThread">True to answer in the question's topic; null to leave it to the platform.</param>
/// <param name="Uuid"><inheritdoc cref="SendMessageRequest" path="/param[@name='Uuid']"/></param>
internal sealed record ReplyRequest(string Content, string MsgType, bool? ReplyInThread, string Uuid);

internal sealed record PatchCardRequest(string Content);

internal sealed record ReactionRequest(ReactionType ReactionType);

internal sealed record ReactionType(string EmojiType);

/// <param name="Type"><c>card_json</c>.</param>
/// <param name="Data">The card: a JSON string, not an object.</param>
internal sealed record CardContent(string Type, string Data);

/// <param name="Content">The whole text so far.</param>
/// <param name="Sequence">Higher than that of every operation on this card before.</param>
/// <param name="Uuid">Names the operation.</param>
internal sealed record CardTextRequest(string Content, int Sequence, string Uuid);

/// <param name="Settings">A JSON string, not an object.</param>
/// <param name="Sequence"><inheritdoc cref="CardTextRequest" path="/param[@name='Sequence']"/></param>
/// <param name="Uuid"><inheritdoc cref="CardTextRequest" path="/param[@name='Uuid']"/></param>
internal sealed record CardSettingsRequest(string Settings, int Sequence, string Uuid);

/// <inheritdoc cref="CardSettingsRequest"/>
internal sealed record CardUpdateRequest(CardContent Card, int Sequence, string Uuid);

[JsonSerializable(typeof(FeishuEnvelope))]
[JsonSerializable(typeof(FeishuResponse))]
[JsonSerializable(typeof(AccessTokenRequest))]
[JsonSerializable(typeof(SendMessageRequest))]
[JsonSerializable(typeof(ReplyRequest))]
[JsonSerializable(typeof(PatchCardRequest))]
[JsonSerializable(typeof(ReactionRequest))]
[JsonSerializable(typeof(CardContent))]
[JsonSerializable(typeof(CardTextRequest))]
[JsonSerializable(typeof(CardSettingsRequest))]
[JsonSerializable(typeof(CardUpdateRequest))]
[JsonSerializable(typeof(FeishuReplyAddress))]
[JsonSerializable(typeof(FeishuDelivery))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class FeishuJson : JsonSerializerContext
{
    /// <summary>For what Feishu sends and answers: tolerant of types, strict about names.</summary>
    public static FeishuJson Inbound { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        MaxDepth = LooseJson.MaxDepth,
        Converters = { new LooseString(), new LooseInt64() },
    });

    /// <summary>For what we send. Content is JSON within JSON, where every escape counts twice against the limits.</summary>
    public static FeishuJson Outbound { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new SparseString() },
    });
}
