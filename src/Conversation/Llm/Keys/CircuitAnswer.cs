namespace BotHost.Conversation.Llm.Keys;

/// <summary>Whether a model may be asked now.</summary>
internal readonly record struct CircuitAnswer
{
    public bool MayAsk { get; init; }

    /// <summary>True for the one call that finds out whether the model is back.</summary>
    public bool IsProbe { get; init; }

    /// <summary>Of a refusal: until it is worth asking again.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Of a refusal.</summary>
    public DateTimeOffset OpenSince { get; init; }

    /// <summary>Of a refusal.</summary>
    public TimeSpan OpenFor { get; init; }
}
