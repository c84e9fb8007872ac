using System.CommandLine;
using BotHost.Cli.Doctor;

namespace BotHost.Cli;

/// <summary><c>BotHost doctor</c>: checks a real configuration and says how to mend it.</summary>
internal static class DoctorCommand
{
    /// <param name="prepare">Makes the checks of the settings that the command line gives.</param>
    /// <param name="time">For the time limit of each check.</param>
    /// <param name="colours">True on a terminal that shows them.</param>
    public static Command Create(Func<IReadOnlyList<string>, IReadOnlyList<IDoctorCheck>> prepare, TimeProvider time, bool colours)
    {
        var command = new Command("doctor",
            "Check the settings, the database, the clock, every bot's platform and the model. One line per check: what was tried, what came back, "
            + "how to mend it. The exit code is 1 if any check failed.");
        command.SetAction((parsed, cancellationToken) =>
            new DoctorRun(prepare(CommandLine.SettingsOf(parsed)), new DoctorReport(parsed.InvocationConfiguration.Output, colours), time)
                .RunAsync(cancellationToken));
        return command;
    }
}
