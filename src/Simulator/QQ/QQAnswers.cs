using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BotHost.Simulator;

/// <summary>The life is a string of seconds, against the page's own table.</summary>
internal sealed record QQTokenAnswer(string AccessToken, string ExpiresIn);

internal sealed record QQTokenRefusal(int Code, string Message);

internal sealed record QQSendAnswer(string Id, string Timestamp, QQExtInfo ExtInfo)
{
    /// <summary>Only of a stream: how many characters it still has room for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RemainMsgLen { get; init; }
}

internal sealed record QQExtInfo(string RefIdx);

internal sealed record QQFileAnswer(string FileUuid, string FileInfo, int Ttl);

internal sealed record QQSelfAnswer(string Id, string Username, string Avatar, string UnionOpenid);

/// <summary>The shape of every refusal.</summary>
internal sealed record QQRefusal(string Message, int Code, int ErrCode, string TraceId);

internal sealed record QQReviewAnswer(int Code, string Message, QQReviewData Data);

internal sealed record QQReviewData(QQReview MessageAudit);

internal sealed record QQReview(string AuditId);

[JsonSerializable(typeof(QQTokenAnswer))]
[JsonSerializable(typeof(QQTokenRefusal))]
[JsonSerializable(typeof(QQSendAnswer))]
[JsonSerializable(typeof(QQFileAnswer))]
[JsonSerializable(typeof(QQSelfAnswer))]
[JsonSerializable(typeof(QQRefusal))]
[JsonSerializable(typeof(QQReviewAnswer))]
internal sealed partial class QQAnswers : JsonSerializerContext
{
    /// <summary>Chinese as itself, as QQ writes it.</summary>
    public static QQAnswers Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
