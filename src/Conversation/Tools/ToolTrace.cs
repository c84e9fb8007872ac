namespace BotHost.Conversation.Tools;

/// <summary>How one call of a tool went: what people may be shown of it, and what is written into the audit. No argument and no result is in it.</summary>
/// <param name="Tool">The tool, with its server before it, such as <c>files/read</c>.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record ToolTrace(string Tool, ToolOutcome Outcome, TimeSpan Elapsed);

internal enum ToolOutcome
{
    Ok,

    /// <summary>The tool itself says that it failed, or its server could not be reached.</summary>
    Failed,

    /// <summary>It took longer than it may.</summary>
    TimedOut,

    /// <summary>The turn was ended while it ran.</summary>
    Cancelled,

    /// <summary>Not called at all: no such tool, no good arguments, too many at once.</summary>
    Refused,
}
