using BotHost;
using BotHost.Cli;

Console.SetOut(Terminal.OpenOutput());

// The table of contents. Without a command it runs the host.
var commandLine = new CommandLine(
    RunCommand.RunAsync,
    [
        DemoCommand.Create(),
        DoctorCommand.Create(HostApplication.PrepareDoctor, TimeProvider.System, Terminal.ShowsColours),
    ]);
return await commandLine.InvokeAsync(args, Console.Out, Console.Error);
