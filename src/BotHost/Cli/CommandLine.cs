using System.CommandLine;
using BotHost.Configuration;

namespace BotHost.Cli;

/// <summary>The commands of the executable. Without one, it runs the host.</summary>
/// <param name="runHost">Runs the host with the settings of the command line.</param>
/// <param name="commands">All others.</param>
internal sealed class CommandLine(SettingsAction runHost, IReadOnlyList<Command> commands)
{
    /// <summary>EX_USAGE of BSD's <c>sysexits.h</c>: the command line itself was wrong.</summary>
    public const int UsageExitCode = 64;

    /// <summary>A value may start with <c>@</c>, which is no file of more arguments here, and no short options are run together.</summary>
    private static readonly ParserConfiguration _parsing = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    public Task<int> InvokeAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        var root = Build();
        var parsed = root.Parse(JoinSettings(arguments, root), _parsing);
        if (parsed.UnmatchedTokens.FirstOrDefault(token => !CommandLineSettings.IsName(token)) is { } stray)
        {
            // What was typed is not repeated: it may be the second half of a secret with a space in it.
            var names = commands.Select(command => command.Name).ToList();
            error.WriteLine($"One of the arguments is no command and belongs to no key{NearestName.Hint(stray, names)}. Commands are {string.Join(", ", names)}; "
                + "settings are written --Key value or --Key=value, values with spaces in quotes. See --help.");
            return Task.FromResult(UsageExitCode);
        }

        return parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,       // the host ends itself in its own time; the default would cut it off after 2 seconds
        });
    }

    /// <summary>The settings that a command was given: whatever the parser does not know.</summary>
    public static IReadOnlyList<string> SettingsOf(ParseResult parsed) => parsed.UnmatchedTokens;

    private RootCommand Build()
    {
        var root = new RootCommand(
            $"BotHost answers people in their chats ({string.Join(", ", Platforms.All.Select(platform => platform.Name))}) with a language model. Without a command it runs the host. "
            + "Every setting may be given as --Key value or --Key=value, such as --Storage:RetainDays 14, to every command.");
        foreach (var builtIn in root.Options.OfType<VersionOption>().ToList())
        {
            root.Options.Remove(builtIn);           // it knows the root only, and prints the version of whatever program hosts the code
        }

        root.Options.Add(new Option<bool>("--version") { Description = "Show the version", Recursive = true, Action = new VersionAction() });
        root.SetAction((parsed, cancellationToken) => runHost(SettingsOf(parsed), cancellationToken));
        foreach (var command in commands)
        {
            root.Subcommands.Add(command);
        }

        foreach (var command in commands.Append(root))
        {
            command.TreatUnmatchedTokensAsErrors = false;
        }

        return root;
    }

    /// <summary>
    /// Makes one argument of a setting's key and value, so that no value is taken for a command or an option, whatever it is.
    /// </summary>
    private static List<string> JoinSettings(IReadOnlyList<string> arguments, RootCommand root)
    {
        var options = Options(root).ToHashSet(StringComparer.Ordinal);
        var joined = new List<string>(arguments.Count);
        for (var i = 0; i < arguments.Count; i++)
        {
            var isSetting = CommandLineSettings.IsName(arguments[i]) && !options.Contains(arguments[i].Split('=', ':')[0]);
            var hasValueNext = !arguments[i].Contains('=') && i + 1 < arguments.Count && !CommandLineSettings.IsName(arguments[i + 1]);
            joined.Add(isSetting && hasValueNext ? $"{arguments[i]}={arguments[++i]}" : arguments[i]);
        }

        return joined;
    }

    private static IEnumerable<string> Options(Command command) =>
        command.Options.SelectMany(option => option.Aliases.Append(option.Name)).Concat(command.Subcommands.SelectMany(Options));
}

/// <summary>What a command does with the settings of the command line; the result is the exit code.</summary>
internal delegate Task<int> SettingsAction(IReadOnlyList<string> settings, CancellationToken cancellationToken);
