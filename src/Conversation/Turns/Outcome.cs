namespace BotHost.Conversation.Turns;

/// <summary>How a stored message ended. The numbers are stored; every message ends in exactly one.</summary>
public enum Outcome
{
    /// <summary>The person has the answer.</summary>
    Answered = 0,

    /// <summary>The person was told why there is none.</summary>
    Told = 1,

    /// <summary>Too late: the platform takes no answer any more.</summary>
    Expired = 2,

    /// <summary>Stored and, on a closer look, nothing to answer.</summary>
    Ignored = 3,

    /// <summary>Not deliverable: visible to the administrator.</summary>
    Dead = 4,
}
