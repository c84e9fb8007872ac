using System.Runtime.CompilerServices;
using BotHost.Adapters;
using BotHost.Conversation.Tools.Mcp;

namespace BotHost.Cli.Doctor;

/// <summary>Starts or calls one server of tools and lists what it offers.</summary>
internal sealed class McpCheck(McpProbe probe) : IDoctorCheck
{
    private const int MostNames = 20;

    public string Subject => $"MCP server {probe.Name}";

    public async IAsyncEnumerable<ProbeFinding> CheckAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Read(await probe.CheckAsync(cancellationToken));
    }

    private ProbeFinding Read(McpFinding finding) => finding switch
    {
        McpFinding.Failed failed => new($"{Subject}: connection", ProbeHealth.Failed, failed.Reason,
            $"Start it by hand with the same arguments, or look at its address and its headers under Mcp:{probe.Name}. Until it is there, bots answer without it."),
        McpFinding.Listed { Missing.Count: > 0 } listed => new($"{Subject}: tools", ProbeHealth.Doubtful, $"not there: {Names(listed.Missing)}. {Offered(listed)}",
            $"Correct the names in Mcp:{probe.Name}:Tools."),
        McpFinding.Listed { Allowed.Count: 0 } listed => new($"{Subject}: tools", ProbeHealth.Doubtful, Offered(listed),
            $"Name those that models may call in Mcp:{probe.Name}:Tools: without it only tools are offered of which the server says that they only look."),
        McpFinding.Listed listed => new($"{Subject}: tools", ProbeHealth.Good, Offered(listed)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Offered(McpFinding.Listed listed) =>
        $"offered: {Names(listed.Allowed)}" + (listed.Refused.Count > 0 ? $"; not allowed: {Names(listed.Refused)}" : "");

    private static string Names(IReadOnlyList<string> names) =>
        names.Count == 0 ? "none" : string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? $" and {names.Count - MostNames} more" : "");
}
