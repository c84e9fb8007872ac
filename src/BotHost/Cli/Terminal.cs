using System.Text;

namespace BotHost.Cli;

/// <summary>What the place that our words go to can show.</summary>
internal static class Terminal
{
    /// <summary>The standard output. The framework's own makes a call of the system for every 256 characters: too many for a log.</summary>
    public static TextWriter OpenOutput() => OperatingSystem.IsWindows()
        ? Console.Out                           // which knows what that console can show
        : new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 32 * 1024) { AutoFlush = true };

    /// <summary>Colours only for eyes: not into a file or a pipe, and not where they are unwanted (https://no-color.org).</summary>
    public static bool ShowsColours =>
        !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
}
