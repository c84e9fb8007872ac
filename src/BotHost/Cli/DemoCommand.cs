using System.CommandLine;
using BotHost.Cli.Demo;

namespace BotHost.Cli;

/// <summary><c>BotHost demo</c>: plays the whole thing offline, and says whether every promise held.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var command = new Command("demo",
            "Start the host on this machine with a temporary database, simulated platforms and a simulated model, let simulated colleagues talk to it, "
            + "and print what they see. The exit code is 0 only if everything came as promised.");
        var mcp = new Option<string[]>("--mcp")
        {
            Description = "Also let the simulated model call a tool of this MCP server, a command line or an address; may be given several times. Wants a tool that takes a text, such as echo.",
        };
        var only = new Option<string?>("--only") { Description = "Play on this platform alone." };
        command.Options.Add(mcp);
        command.Options.Add(only);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var play = new DemoPlan(parsed.GetValue(only), [.. parsed.GetValue(mcp) ?? []]);
            return await DemoPlay.RunAsync(parsed.InvocationConfiguration.Output, play, cancellationToken) ? 0 : 1;
        });
        return command;
    }
}
