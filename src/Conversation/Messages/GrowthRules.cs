namespace BotHost.Conversation.Messages;

/// <summary>How an answer may be shown while it is being written, as data: one pacer obeys it for all platforms.</summary>
public sealed record GrowthRules
{
    /// <summary>The shortest time between the starts of two updates of one answer.</summary>
    public required TimeSpan Pace { get; init; }

    /// <summary>How long after its first update the platform takes more of them. Then nothing is shown until the answer is complete.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.MaxValue;
}
