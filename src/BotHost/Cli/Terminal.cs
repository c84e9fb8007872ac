namespace BotHost.Cli;

/// <summary>What the place that our words go to can show.</summary>
internal static class Terminal
{
    /// <summary>Colours only for eyes: not into a file or a pipe, and not where they are unwanted (https://no-color.org).</summary>
    public static bool ShowsColours =>
        !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
}
