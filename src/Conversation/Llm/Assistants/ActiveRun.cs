using System.Text.RegularExpressions;

namespace BotHost.Conversation.Llm.Assistants;

/// <summary>Finds the run that is in the way of a message or of another run. The server tells it in words alone, with status 400 and no code.</summary>
internal static partial class ActiveRun
{
    /// <returns>The run's id; null if the failure is another one.</returns>
    public static string? In(LlmFailure failure) => Conflicts().Match(failure.Detail) is { Success: true } found ? found.Groups[1].Value : null;

    // "Can't add messages to thread_1 while a run run_1 is active." and "Thread thread_1 already has an active run run_1."
    [GeneratedRegex("(?:while a run|has an active run) ([A-Za-z0-9][A-Za-z0-9_-]{0,127})")]
    private static partial Regex Conflicts();
}
