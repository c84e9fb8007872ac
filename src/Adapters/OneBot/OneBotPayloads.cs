using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using BotHost.Adapters.Json;

namespace BotHost.Adapters.OneBot;

/// <summary>An event, as far as we read it. Absent fields are empty or 0. Source: OneBot 11, event/message.md and its neighbours.</summary>
/// <remarks>Settable, because generated readers overwrite the defaults of absent init-only properties with null.</remarks>
internal sealed record OneBotEvent
{
    /// <summary>Unix seconds.</summary>
    public long Time { get; set; }

    /// <summary>The account that the client is logged in with. Some clients write ids as strings.</summary>
    public long SelfId { get; set; }

    public string PostType { get; set; } = "";

    public string MessageType { get; set; } = "";

    public string SubType { get; set; } = "";

    /// <summary>May be negative (go-cqhttp).</summary>
    public long MessageId { get; set; }

    public long UserId { get; set; }

    public long GroupId { get; set; }

    /// <summary>Only NapCat says it.</summary>
    public string GroupName { get; set; } = "";

    /// <summary>Who hides behind the one id of all anonymous speakers; null for everybody else.</summary>
    public JsonElement Anonymous { get; set; }

    public JsonElement Sender { get; set; }

    /// <summary>An array of segments or a string with CQ codes: the client's own setting.</summary>
    public JsonElement Message { get; set; }
}

/// <summary>One piece of a message. Source: OneBot 11, message/segment.md.</summary>
/// <param name="Type">Such as <c>text</c>, <c>at</c>, <c>image</c>.</param>
/// <param name="Data">Its values; a number counts as its digits.</param>
internal sealed record OneBotSegment(string Type, IReadOnlyDictionary<string, string> Data)
{
    /// <summary>The value; empty if it is absent.</summary>
    public string this[string key] => Data.GetValueOrDefault(key, "");
}

/// <summary>What any call answers. Source: OneBot 11, communication/http.md.</summary>
/// <remarks><inheritdoc cref="OneBotEvent" path="/remarks"/></remarks>
internal sealed record OneBotResponse
{
    /// <summary><c>ok</c>, <c>async</c> (accepted) or <c>failed</c>.</summary>
    public string Status { get; set; } = "";

    /// <summary>0 is success, 1 accepted; all others are each client's own.</summary>
    public string Retcode { get; set; } = "";

    public JsonElement Data { get; set; }

    /// <summary>Why it failed, in go-cqhttp's words.</summary>
    public string Msg { get; set; } = "";

    /// <summary>Why it failed, in other clients' words.</summary>
    public string Message { get; set; } = "";

    public string Wording { get; set; } = "";
}

internal sealed record PrivateMessageRequest(long UserId, IReadOnlyList<SentSegment> Message);

internal sealed record GroupMessageRequest(long GroupId, IReadOnlyList<SentSegment> Message);

internal sealed record MessageIdRequest(long MessageId);

internal sealed record SentSegment(string Type, SentSegmentData Data);

/// <summary>One of them, by the kind of segment.</summary>
internal sealed record SentSegmentData
{
    public string? Text { get; init; }

    public string? Id { get; init; }

    public string? Qq { get; init; }

    /// <summary>A picture's bytes, as <c>base64://…</c>: an address or a path would be one that the client goes to.</summary>
    public string? File { get; init; }
}

internal sealed record NoParameters;

[JsonSerializable(typeof(OneBotEvent))]
[JsonSerializable(typeof(OneBotResponse))]
[JsonSerializable(typeof(PrivateMessageRequest))]
[JsonSerializable(typeof(GroupMessageRequest))]
[JsonSerializable(typeof(MessageIdRequest))]
[JsonSerializable(typeof(NoParameters))]
[JsonSerializable(typeof(OneBotReplyAddress))]
[JsonSerializable(typeof(OneBotAttempts))]
internal sealed partial class OneBotJson : JsonSerializerContext
{
    /// <summary>For what clients send and answer: tolerant of types, strict about names.</summary>
    public static OneBotJson Inbound { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        MaxDepth = LooseJson.MaxDepth,
        Converters = { new LooseString(), new LooseInt64() },
    });

    /// <summary>For what we send. Chinese stays readable: no page shows the JSON.</summary>
    public static OneBotJson Outbound { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
