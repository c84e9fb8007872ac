using System.Text.Json;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.DingTalk;

/// <summary>Where an answer goes: stored with the message as JSON. Old rows must stay readable: properties may be added, never renamed.</summary>
internal sealed record DingTalkReplyAddress
{
    /// <summary>A session webhook this close to its end counts as ended: the call takes time, and the clocks differ.</summary>
    public static readonly TimeSpan WebhookMargin = TimeSpan.FromSeconds(60);

    public required ChatKind Kind { get; init; }

    /// <summary>The conversation; for a group also the OpenAPI's openConversationId.</summary>
    public required string Conversation { get; init; }

    /// <summary>The asker's staff id; null for people without one: only a staff id can be sent to or mentioned.</summary>
    public string? Staff { get; init; }

    /// <summary>Where answers to this conversation are posted without a token; null if there is none that may be called.</summary>
    public string? Webhook { get; init; }

    /// <summary>Until when, in Unix milliseconds.</summary>
    public long WebhookExpires { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, DingTalkJson.Outbound.DingTalkReplyAddress);

    /// <returns>Null for anything this adapter did not write.</returns>
    public static DingTalkReplyAddress? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, DingTalkJson.Outbound.DingTalkReplyAddress);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// The session webhook comes in a body that is not signed: it is called only if it lies where the old API lies, or anybody
    /// with a captured signature could make this host post to any address.
    /// </summary>
    public static Uri? AllowedWebhook(string? webhook, Uri legacyBaseUrl)
    {
        return webhook is { Length: <= MaxWebhookCharacters }
            && Uri.TryCreate(webhook, UriKind.Absolute, out var address)
            && address.Scheme == legacyBaseUrl.Scheme
            && address.IdnHost.Equals(legacyBaseUrl.IdnHost, StringComparison.OrdinalIgnoreCase)
            && address.Port == legacyBaseUrl.Port
            && address.UserInfo.Length == 0
            ? address
            : null;
    }

    /// <summary>Published samples have about 100.</summary>
    private const int MaxWebhookCharacters = 2_048;
}
