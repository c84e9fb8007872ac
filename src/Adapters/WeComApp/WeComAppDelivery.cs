using System.Text.Json;

namespace BotHost.Adapters.WeComApp;

/// <summary>
/// The part that was sent and not answered: stored with the message, so that its next send asks WeCom to drop it if it has arrived. Old rows must
/// stay readable: properties may be added, never renamed.
/// </summary>
/// <param name="UnansweredPart">Its number.</param>
/// <param name="MediaId">
/// Of a part that is a picture: under another id, which a second upload has, it would be another message to WeCom. Null for a text.
/// </param>
internal sealed record WeComAppDelivery(int UnansweredPart, string? MediaId = null)
{
    public string ToJson() => JsonSerializer.Serialize(this, WeComAppJson.Outbound.WeComAppDelivery);

    /// <returns>Null for anything this adapter did not write.</returns>
    public static WeComAppDelivery? FromJson(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize(json, WeComAppJson.Outbound.WeComAppDelivery);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
