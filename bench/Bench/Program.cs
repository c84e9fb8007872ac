using System.CommandLine;
using BotHost.Bench;
using BotHost.Bench.Commands;

var root = new RootCommand("Measures BotHost over loopback, next to the least a program must do for the same work.")
{
    RunCommand.Create(),
    CompareCommand.Create(),
    MaxCommand.Create(),
    KillCommand.Create(),
    AgeCommand.Create(),
    FillCommand.Create(),
    FaultsCommand.Create(),
    FloodCommand.Create(),
    IdleCommand.Create(),
    PlatformsCommand.Create(),
    GrowthCommand.Create(),
    PollsCommand.Create(),
    MediaCommand.Create(),
    ModelFaultsCommand.Create(),
};

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (BenchException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
