using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using BotHost.Adapters.Json;

namespace BotHost.Adapters.WeComApp;

/// <summary>The fields of a decrypted message or event; what is missing is empty. Sources: 消息格式 (90239), 事件格式 (90240).</summary>
internal sealed class WeComAppMessageXml(IReadOnlyDictionary<string, string> fields)
{
    public static FrozenSet<string> Names { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "FromUserName", "CreateTime", "MsgType", "MsgId", "AgentID", "Content", "MediaId", "FileName", "Location_X", "Location_Y", "Label", "Title",
        "Description", "Url", "Event");

    public string FromUserName => Field("FromUserName");

    /// <summary>Unix seconds.</summary>
    public string CreateTime => Field("CreateTime");

    public string MsgType => Field("MsgType");

    /// <summary>64 bits, kept as it is written; events have none.</summary>
    public string MsgId => Field("MsgId");

    /// <summary>Missing where an event is the company's.</summary>
    public string AgentId => Field("AgentID");

    public string Content => Field("Content");

    public string MediaId => Field("MediaId");

    public string FileName => Field("FileName");

    public string Latitude => Field("Location_X");

    public string Longitude => Field("Location_Y");

    public string Label => Field("Label");

    public string Title => Field("Title");

    public string Description => Field("Description");

    public string Url => Field("Url");

    public bool IsEvent => MsgType == "event";

    /// <summary>Somebody joined, or opened the app. The pages do not agree on the case of events' names.</summary>
    public bool IsGreeting => IsEvent && (Is("subscribe") || Is("enter_agent"));

    private bool Is(string name) => Field("Event").Equals(name, StringComparison.OrdinalIgnoreCase);

    private string Field(string name) => fields.GetValueOrDefault(name, "");
}

/// <summary>Every answer of the API. Source: 发送应用消息 (90236), 获取access_token (91039).</summary>
internal sealed record WeComAppResponse
{
    /// <summary>Empty where there is none: on a 2xx it means success.</summary>
    public string Errcode { get; set; } = "";

    /// <summary>Never to be decided by; 60020 names this host's address in it.</summary>
    public string Errmsg { get; set; } = "";

    [JsonPropertyName("access_token")]
    public string AccessToken { get; set; } = "";

    [JsonPropertyName("expires_in")]
    public long ExpiresIn { get; set; }

    public string Msgid { get; set; } = "";

    /// <summary>Of what was uploaded.</summary>
    [JsonPropertyName("media_id")]
    public string MediaId { get; set; } = "";

    /// <summary>Who did not get the message, joined by <c>|</c>, in lower case.</summary>
    public string Invaliduser { get; set; } = "";

    /// <summary>Who has no licence for messages of apps.</summary>
    public string Unlicenseduser { get; set; } = "";
}

/// <summary>Source: 发送应用消息 (90236).</summary>
internal sealed record WeComAppSendRequest
{
    public required string Touser { get; init; }

    public required string Msgtype { get; init; }

    public required long Agentid { get; init; }

    public WeComAppText? Text { get; init; }

    public WeComAppText? Markdown { get; init; }

    public WeComAppMedia? Image { get; init; }

    /// <summary>0: the message may be forwarded. Markdown knows no other.</summary>
    public int? Safe { get; init; }

    /// <summary>1: an equal message to the same person within the interval is dropped.</summary>
    [JsonPropertyName("enable_duplicate_check")]
    public int? EnableDuplicateCheck { get; init; }

    /// <summary>In seconds.</summary>
    [JsonPropertyName("duplicate_check_interval")]
    public int? DuplicateCheckInterval { get; init; }
}

internal sealed record WeComAppMedia([property: JsonPropertyName("media_id")] string MediaId);

internal sealed record WeComAppText([property: JsonConverter(typeof(SparseString))] string Content);

[JsonSerializable(typeof(WeComAppResponse))]
[JsonSerializable(typeof(WeComAppSendRequest))]
[JsonSerializable(typeof(WeComAppReplyAddress))]
[JsonSerializable(typeof(WeComAppDelivery))]
internal sealed partial class WeComAppJson : JsonSerializerContext
{
    /// <summary>For what WeCom answers: tolerant of types, strict about names.</summary>
    public static WeComAppJson Answers { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        MaxDepth = LooseJson.MaxDepth,
        Converters = { new LooseString(), new LooseInt64() },
    });

    /// <summary>For what we send and store.</summary>
    public static WeComAppJson Outbound { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
