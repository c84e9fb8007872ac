using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BotHost.Simulator;

internal sealed record AccessTokenAnswer(string AccessToken, int ExpireIn);

internal sealed record LegacyTokenAnswer(
    int Errcode,
    string Errmsg,
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("expires_in")] int ExpiresIn);

internal sealed record PrivateSendAnswer(string ProcessQueryKey, IReadOnlyList<string> InvalidStaffIdList, IReadOnlyList<string> FlowControlledStaffIdList);

internal sealed record GroupSendAnswer(string ProcessQueryKey);

internal sealed record SessionAnswer(int Errcode, string Errmsg);

internal sealed record DownloadAnswer(string DownloadUrl);

internal sealed record UploadAnswer(
    int Errcode,
    string Errmsg,
    string Type,
    [property: JsonPropertyName("media_id")] string MediaId,
    [property: JsonPropertyName("created_at")] long CreatedAt);

/// <summary>The shape of every refusal of the new API.</summary>
internal sealed record RefusalAnswer(string Code, string Requestid, string Message);

internal sealed record ScopeRefusalAnswer(string Code, string Requestid, string Message, RequiredScopes Accessdenieddetail);

internal sealed record RequiredScopes([property: JsonPropertyName("requiredScopes")] IReadOnlyList<string> Scopes);

internal sealed record NewCardAnswer(bool Success, NewCardResult Result);

internal sealed record NewCardResult(string OutTrackId, IReadOnlyList<CardDelivery> DeliverResults);

internal sealed record CardDelivery(string SpaceType, string SpaceId, bool Success, string CarrierId, string ErrorMsg);

internal sealed record CardUpdateAnswer(bool Success, bool Result);

[JsonSerializable(typeof(AccessTokenAnswer))]
[JsonSerializable(typeof(LegacyTokenAnswer))]
[JsonSerializable(typeof(PrivateSendAnswer))]
[JsonSerializable(typeof(GroupSendAnswer))]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(DownloadAnswer))]
[JsonSerializable(typeof(UploadAnswer))]
[JsonSerializable(typeof(RefusalAnswer))]
[JsonSerializable(typeof(ScopeRefusalAnswer))]
[JsonSerializable(typeof(NewCardAnswer))]
[JsonSerializable(typeof(CardUpdateAnswer))]
internal sealed partial class DingTalkAnswers : JsonSerializerContext
{
    /// <summary>Chinese as itself, as DingTalk writes it.</summary>
    public static DingTalkAnswers Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
