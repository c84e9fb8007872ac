namespace BotHost.Configuration;

/// <summary>The settings of the command line, as <c>--Key value</c> or <c>--Key=value</c>.</summary>
internal static class CommandLineSettings
{
    private const string Prefix = "--";

    /// <summary>
    /// The pairs in their order. What is no pair is a mistake that names its place and not its text, which may be a secret cut in two.
    /// </summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(IReadOnlyList<string> arguments, ICollection<string> mistakes)
    {
        var settings = new List<KeyValuePair<string, string>>();
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!IsName(arguments[i]))
            {
                mistakes.Add($"Argument {i + 1} of the settings on the command line: belongs to no key. Write --Key value or --Key=value, and a value with spaces in quotes.");
                continue;
            }

            var argument = arguments[i][Prefix.Length..];
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                settings.Add(new(argument[..equals], argument[(equals + 1)..]));
            }
            else if (i + 1 < arguments.Count && !IsName(arguments[i + 1]))
            {
                settings.Add(new(argument, arguments[++i]));
            }
            else
            {
                mistakes.Add($"--{argument}: has no value. Write --{argument} value or --{argument}=value.");
            }
        }

        return settings;
    }

    /// <summary>True for <c>--Key</c> and <c>--Key=value</c>.</summary>
    public static bool IsName(string argument) =>
        argument.Length > Prefix.Length && argument.StartsWith(Prefix, StringComparison.Ordinal) && argument[Prefix.Length] is not ('-' or '=');
}
