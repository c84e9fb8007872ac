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
        command.SetAction(async (parsed, cancellationToken) =>
            await DemoPlay.RunAsync(parsed.InvocationConfiguration.Output, cancellationToken) ? 0 : 1);
        return command;
    }
}
