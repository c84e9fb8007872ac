using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace BotHost.Cli;

/// <summary>Prints the version of this build.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    public static string Version { get; } =
        typeof(VersionAction).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>So that a wrong argument beside it does not keep the version from being shown.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine($"BotHost {Version}");
        return 0;
    }
}
