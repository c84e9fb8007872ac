namespace BotHost.Configuration;

/// <summary>How the host refuses to start.</summary>
internal static class SettingsMistakes
{
    /// <summary>EX_CONFIG of BSD's <c>sysexits.h</c>: something is wrong with the configuration, and starting again will not help.</summary>
    public const int ExitCode = 78;

    /// <summary>Prints all of them at once, numbered, so that one round of corrections is enough.</summary>
    public static void Write(TextWriter error, IReadOnlyCollection<string> mistakes)
    {
        error.WriteLine($"BotHost cannot start: {mistakes.Count} {(mistakes.Count == 1 ? "mistake" : "mistakes")} in its settings.");
        foreach (var (number, mistake) in mistakes.Index())
        {
            error.WriteLine($"{number + 1,3}. {mistake}");
        }

        error.WriteLine("All settings are described in docs/configuration.md.");
    }
}
