namespace BotHost.Adapters;

/// <summary>What the platform gets back. An empty content type means no body.</summary>
public sealed record WebhookResponse(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    /// <summary>200 with nothing in it.</summary>
    public static WebhookResponse Empty { get; } = new(200, "", default);
}
