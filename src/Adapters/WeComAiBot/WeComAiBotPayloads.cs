using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using BotHost.Adapters.Json;

namespace BotHost.Adapters.WeComAiBot;

/// <summary>The body of a callback and of the answer to it: everything else is encrypted. Source: 回调和回复的加解密方案 (101033).</summary>
/// <remarks>Settable, because generated readers overwrite the defaults of absent init-only properties with null.</remarks>
internal sealed record WeComAiBotEnvelope
{
    public JsonElement Encrypt { get; set; }
}

/// <param name="Encrypt">The answer, in Base64.</param>
/// <param name="MsgSignature">Over the other three and the token.</param>
/// <param name="Timestamp">Unix seconds.</param>
/// <param name="Nonce">That of the callback.</param>
internal sealed record WeComAiBotSealed(
    string Encrypt,
    [property: JsonPropertyName("msgsignature")] string MsgSignature,
    long Timestamp,
    string Nonce);

/// <summary>What a callback says inside. Absent fields are empty or 0. Source: 接收消息 (100719), 接收事件 (101027).</summary>
/// <remarks><inheritdoc cref="WeComAiBotEnvelope" path="/remarks"/></remarks>
internal sealed record WeComAiBotCallback
{
    [JsonPropertyName("msgid")]
    public string MsgId { get; set; } = "";

    /// <summary><c>single</c> or <c>group</c>; may be absent in events of private chats.</summary>
    [JsonPropertyName("chattype")]
    public string ChatType { get; set; } = "";

    /// <summary>Groups alone have one.</summary>
    [JsonPropertyName("chatid")]
    public string ChatId { get; set; } = "";

    public JsonElement From { get; set; }

    /// <summary>Unix seconds; may be absent.</summary>
    public long CreateTime { get; set; }

    /// <summary>Where one late answer may go: who has it can speak as the bot, once.</summary>
    public string ResponseUrl { get; set; } = "";

    [JsonPropertyName("msgtype")]
    public string MsgType { get; set; } = "";

    public JsonElement Text { get; set; }

    public JsonElement Image { get; set; }

    public JsonElement Mixed { get; set; }

    public JsonElement Voice { get; set; }

    public JsonElement File { get; set; }

    public JsonElement Video { get; set; }

    public JsonElement Stream { get; set; }

    public JsonElement Event { get; set; }

    /// <summary>The quoted message, in the same form.</summary>
    public JsonElement Quote { get; set; }

    /// <summary>Never prints what was said, nor where an answer may go.</summary>
    public override string ToString() => $"{MsgType} {MsgId}";
}

/// <summary>An answer that grows: the whole text so far. Source: 被动回复消息 (101031).</summary>
internal sealed record WeComAiBotFrame(WeComAiBotFrameStream Stream)
{
    [JsonPropertyName("msgtype")]
    [JsonPropertyOrder(-1)]
    public string MsgType { get; } = "stream";
}

/// <param name="Id">Ours, the same in every frame of one answer.</param>
/// <param name="Finish">True: nobody asks again, and nothing can be changed any more.</param>
/// <param name="Content">Markdown; 20,480 bytes at most; never empty in the last frame, which would wipe out what people see.</param>
/// <param name="MsgItem">Pictures, in the last frame alone: ten at most, JPG or PNG, 10 MB each. Null: none.</param>
internal sealed record WeComAiBotFrameStream(string Id, bool Finish, string Content, IReadOnlyList<WeComAiBotFrameItem>? MsgItem);

internal sealed record WeComAiBotFrameItem(WeComAiBotFrameImage Image)
{
    [JsonPropertyName("msgtype")]
    [JsonPropertyOrder(-1)]
    public string MsgType { get; } = "image";
}

/// <param name="Base64">The picture.</param>
/// <param name="Md5">Of its bytes, in hexadecimal.</param>
internal sealed record WeComAiBotFrameImage(string Base64, string Md5);

/// <summary>The welcome: plain text is taken as the answer to <c>enter_chat</c> alone. Source: 被动回复消息 (101031).</summary>
internal sealed record WeComAiBotWelcome(WeComAiBotContent Text)
{
    [JsonPropertyName("msgtype")]
    [JsonPropertyOrder(-1)]
    public string MsgType { get; } = "text";
}

/// <summary>A message to the <c>response_url</c>. Source: 主动回复消息 (101138).</summary>
internal sealed record WeComAiBotMarkdownRequest(WeComAiBotContent Markdown)
{
    [JsonPropertyName("msgtype")]
    [JsonPropertyOrder(-1)]
    public string MsgType { get; } = "markdown";
}

internal sealed record WeComAiBotContent(string Content);

/// <summary>What any call answers, under HTTP 200 as well. Source: 全局错误码 (90313).</summary>
/// <remarks><inheritdoc cref="WeComAiBotEnvelope" path="/remarks"/></remarks>
internal sealed record WeComAiBotResponse
{
    /// <summary>0 for a success.</summary>
    [JsonPropertyName("errcode")]
    public string ErrCode { get; set; } = "";
}

[JsonSerializable(typeof(WeComAiBotEnvelope))]
[JsonSerializable(typeof(WeComAiBotSealed))]
[JsonSerializable(typeof(WeComAiBotCallback))]
[JsonSerializable(typeof(WeComAiBotFrame))]
[JsonSerializable(typeof(WeComAiBotWelcome))]
[JsonSerializable(typeof(WeComAiBotMarkdownRequest))]
[JsonSerializable(typeof(WeComAiBotResponse))]
[JsonSerializable(typeof(WeComAiBotReplyAddress))]
[JsonSerializable(typeof(WeComAiBotDelivery))]
internal sealed partial class WeComAiBotJson : JsonSerializerContext
{
    /// <summary>For what WeCom sends and answers: tolerant of types, strict about names.</summary>
    public static WeComAiBotJson Inbound { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        MaxDepth = LooseJson.MaxDepth,
        Converters = { new LooseString(), new LooseInt64() },
    });

    /// <summary>For what we send and store. Chinese stays as short as it is.</summary>
    public static WeComAiBotJson Outbound { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new SparseString() },
    });
}
