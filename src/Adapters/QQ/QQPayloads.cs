using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using BotHost.Adapters.Json;

namespace BotHost.Adapters.QQ;

/// <summary>What every callback is wrapped in. Source: 事件订阅与通知.</summary>
/// <remarks>Settable, because generated readers overwrite the defaults of absent init-only properties with null.</remarks>
internal sealed record QQEnvelope
{
    /// <summary>The event's id: answers to events name it, and it is not the id of the message inside. May be missing.</summary>
    public string Id { get; set; } = "";

    /// <summary>A number; an absent one must not be taken for 0, which is an event.</summary>
    public JsonElement Op { get; set; }

    /// <summary>What happened: an object, whose fields may all be missing.</summary>
    public JsonElement D { get; set; }

    /// <summary>The event's name.</summary>
    public string T { get; set; } = "";
}

/// <summary>What any call may answer. Source: API 调用指南, 获取访问凭证.</summary>
/// <remarks><inheritdoc cref="QQEnvelope" path="/remarks"/></remarks>
internal sealed record QQResponse
{
    /// <summary>0 or empty is success, whatever the HTTP status; now and then a string.</summary>
    public string Code { get; set; } = "";

    /// <summary>May stand beside <see cref="Code"/> and differ from it; it is the more exact one.</summary>
    public string ErrCode { get; set; } = "";

    /// <summary>What the platform's support asks for.</summary>
    public string TraceId { get; set; } = "";

    public JsonElement Data { get; set; }

    public string AccessToken { get; set; } = "";

    /// <summary>Seconds; a string in practice.</summary>
    public long ExpiresIn { get; set; }

    /// <summary>Of the message, or of the stream.</summary>
    public string Id { get; set; } = "";

    /// <summary>How many characters a stream still takes; empty where the answer does not say.</summary>
    public string RemainMsgLen { get; set; } = "";

    /// <summary>The bot's own name.</summary>
    public string Username { get; set; } = "";

    /// <summary>An uploaded file, for messages in the same kind of chat only.</summary>
    public string FileInfo { get; set; } = "";

    /// <summary>Seconds that <see cref="FileInfo"/> is good for; 0 is long.</summary>
    public long Ttl { get; set; }
}

internal sealed record AccessTokenRequest(
    [property: JsonPropertyName("appId")] string AppId, [property: JsonPropertyName("clientSecret")] string ClientSecret);

/// <summary>A message. Sources: 发送单聊消息, 发送群聊消息; for channels 发送消息 (of 频道), which knows neither a type nor a sequence.</summary>
internal sealed record MessageRequest
{
    public const int Text = 0;
    public const int MarkdownText = 2;
    public const int Typing = 6;
    public const int MediaFile = 7;

    public int? MsgType { get; init; }

    public string? Content { get; init; }

    public MessageMarkdown? Markdown { get; init; }

    public MessageMedia? Media { get; init; }

    public InputNotify? InputNotify { get; init; }

    public MessageReference? MessageReference { get; init; }

    /// <summary>The message that is answered; without it and <see cref="EventId"/> the message is an active one.</summary>
    public string? MsgId { get; init; }

    /// <summary>The event that is answered: the envelope's id.</summary>
    public string? EventId { get; init; }

    /// <summary>Together with what is answered it must be new: the platform's protection against repeats.</summary>
    public int? MsgSeq { get; init; }
}

internal sealed record MessageMarkdown(string Content);

internal sealed record MessageMedia(string FileInfo);

/// <param name="InputType">1: is writing.</param>
/// <param name="InputSecond">For how long, up to 60.</param>
internal sealed record InputNotify(int InputType, int InputSecond);

/// <param name="MessageId">The <c>REFIDX_…</c> index of the quoted message, not its id.</param>
internal sealed record MessageReference(string MessageId);

/// <summary>One frame of a growing message. Source: 流式发送单聊消息.</summary>
internal sealed record StreamRequest
{
    public const int Growing = 1;
    public const int Finished = 10;

    /// <summary>Every frame holds the whole text, which must begin with everything that was shown before.</summary>
    public string InputMode { get; init; } = "replace";

    public required int InputState { get; init; }

    public required int Index { get; init; }

    public string ContentType { get; init; } = "markdown";

    public required string ContentRaw { get; init; }

    /// <summary>As the first frame's answer named it; the first frame has none.</summary>
    public string? StreamMsgId { get; init; }

    public required string MsgId { get; init; }

    /// <summary>The documentation wants this or <see cref="MsgId"/>; the official SDK sends both with the message's id.</summary>
    public required string EventId { get; init; }

    /// <summary>The same in all frames.</summary>
    public required int MsgSeq { get; init; }
}

/// <summary>Source: 上传富媒体消息文件. Either <see cref="Url"/> or <see cref="FileData"/>.</summary>
internal sealed record FileRequest
{
    public const int Image = 1;

    public required int FileType { get; init; }

    /// <summary>Where the platform fetches it.</summary>
    public string? Url { get; init; }

    /// <summary>Its bytes, in base64. No page has this field; every official SDK uses it.</summary>
    public ReadOnlyMemory<byte>? FileData { get; init; }

    /// <summary>True would send it at once, as an active message.</summary>
    public bool SrvSendMsg { get; init; }
}

/// <param name="Code">0: done.</param>
internal sealed record InteractionRequest(int Code);

/// <param name="PlainToken">As it was asked.</param>
/// <param name="Signature">Hex.</param>
internal sealed record ValidationAnswer(string PlainToken, string Signature);

[JsonSerializable(typeof(QQEnvelope))]
[JsonSerializable(typeof(QQResponse))]
[JsonSerializable(typeof(AccessTokenRequest))]
[JsonSerializable(typeof(MessageRequest))]
[JsonSerializable(typeof(StreamRequest))]
[JsonSerializable(typeof(FileRequest))]
[JsonSerializable(typeof(InteractionRequest))]
[JsonSerializable(typeof(ValidationAnswer))]
[JsonSerializable(typeof(QQReplyAddress))]
[JsonSerializable(typeof(QQDeliveryRecord))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class QQJson : JsonSerializerContext
{
    /// <summary>For what QQ sends and answers: tolerant of types, strict about names.</summary>
    public static QQJson Inbound { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        MaxDepth = LooseJson.MaxDepth,
        Converters = { new LooseString(), new LooseInt64(), new LooseBoolean(), new LooseStrings() },
    });

    /// <summary>For what we send. Chinese stays readable; no page shows the JSON.</summary>
    public static QQJson Outbound { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
