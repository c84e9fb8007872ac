namespace BotHost.Conversation.Context;

/// <summary>What became of a summary that was worth making.</summary>
internal enum SummaryResult
{
    Written,

    /// <summary>The conversation was changed meanwhile.</summary>
    OutOfDate,

    /// <summary>The model made none.</summary>
    Failed,

    /// <summary>Too many others are waiting.</summary>
    Refused,
}
