using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BotHost.Simulator;

/// <summary>The shape of every answer. Source: OneBot 11, communication/http.</summary>
internal sealed record OneBotAnswer(string Status, int Retcode, OneBotData? Data, string Message, string Wording);

/// <summary>The data of all actions; each has its own few of these.</summary>
internal sealed record OneBotData
{
    public int? MessageId { get; init; }

    public int? RealId { get; init; }

    public long? UserId { get; init; }

    public string? Nickname { get; init; }

    public bool? Online { get; init; }

    public bool? Good { get; init; }

    public string? AppName { get; init; }

    public string? AppVersion { get; init; }

    public string? ProtocolVersion { get; init; }

    public long? Time { get; init; }

    public string? MessageType { get; init; }

    /// <summary>Not in the standard; go-cqhttp and NapCat say it.</summary>
    public long? GroupId { get; init; }

    /// <summary>To whom the account said it in private. Only NapCat says it.</summary>
    public long? TargetId { get; init; }

    /// <summary>As a CQ string.</summary>
    public string? Message { get; init; }

    public OneBotSender? Sender { get; init; }
}

internal sealed record OneBotSender(long UserId, string Nickname);

[JsonSerializable(typeof(OneBotAnswer))]
internal sealed partial class OneBotAnswers : JsonSerializerContext
{
    public static OneBotAnswers Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
