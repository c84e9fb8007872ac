using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>The console's check of an address (op 13) and the one answer that passes it.</summary>
/// <remarks>The answer signs <c>event_ts</c> and <c>plain_token</c>, not what the header of the check signs. Source: wiki "Webhook 方式".</remarks>
/// <param name="Webhook">The call; like every call it is signed.</param>
/// <param name="PlainToken">What must come back as it is.</param>
/// <param name="Signature">What must come back with it.</param>
public sealed record QQAddressCheck(QQWebhook Webhook, string PlainToken, string Signature)
{
    public bool IsPassedBy(string answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TextOf("plain_token") == PlainToken
                && document.RootElement.TextOf("signature") == Signature;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
