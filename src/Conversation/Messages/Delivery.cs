namespace BotHost.Conversation.Messages;

/// <summary>A stored message and how far its answer is.</summary>
public sealed record Delivery
{
    public required IncomingMessage Message { get; init; }

    /// <summary>What the sink stored last (<see cref="IDeliveryState"/>), in the adapter's own words; null while nothing was.</summary>
    public string? Value { get; init; }

    public required DeliveryProgress Progress { get; init; }
}

public enum DeliveryProgress
{
    /// <summary>Waiting for its turn, being answered, or to be sent again.</summary>
    Open,

    /// <summary>The person has the answer, or was told why there is none.</summary>
    Finished,

    /// <summary>Closed without either: too late, or not deliverable.</summary>
    Failed,
}
