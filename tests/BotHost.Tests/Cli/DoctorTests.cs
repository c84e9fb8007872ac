using System.Runtime.CompilerServices;
using BotHost.Adapters;
using BotHost.Cli.Doctor;
using BotHost.Tests.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Tests.Cli;

public sealed class DoctorTests
{
    private static readonly ProbeFinding _good = new("token", ProbeHealth.Good, "granted");
    private static readonly ProbeFinding _doubtful = new("clock", ProbeHealth.Doubtful, "40 s off", "Set it.");
    private static readonly ProbeFinding _failed = new("key", ProbeHealth.Failed, "refused", "Copy it again.");

    [Fact]
    public async Task Each_finding_is_one_line_that_says_what_was_tried_what_came_back_and_how_to_mend_it()
    {
        var (_, report) = await VisitAsync(TimeProvider.System, new Finds(_good, _doubtful), new Finds(_failed));
        Assert.Equal(
            ["ok        token: granted", "doubtful  clock: 40 s off -> Set it.", "FAILED    key: refused -> Copy it again.", "1 ok, 1 doubtful, 1 failed."],
            report);
    }

    [Fact]
    public async Task The_exit_code_is_1_only_if_something_failed()
    {
        Assert.Equal(0, (await VisitAsync(TimeProvider.System, new Finds(_good, _doubtful))).ExitCode);
        Assert.Equal(1, (await VisitAsync(TimeProvider.System, new Finds(_failed, _good))).ExitCode);
    }

    [Fact]
    public async Task A_check_that_breaks_is_a_finding_without_its_text_and_the_others_are_still_made()
    {
        var (exitCode, report) = await VisitAsync(TimeProvider.System, new Breaks(), new Finds(_good));
        Assert.Equal(1, exitCode);
        Assert.StartsWith("FAILED    broken: the check itself broke (InvalidOperationException)", report[0], StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", report[0], StringComparison.Ordinal);
        Assert.Equal("ok        token: granted", report[1]);
    }

    [Fact]
    public async Task A_check_that_never_ends_is_given_up_and_the_others_are_still_made()
    {
        var (exitCode, report) = await VisitAsync(new HurriedTime(), new Hangs(), new Finds(_good));
        Assert.Equal(1, exitCode);
        Assert.StartsWith("FAILED    hanging: no result within 60 s", report[0], StringComparison.Ordinal);
        Assert.Equal("ok        token: granted", report[1]);
    }

    [Fact]
    public async Task What_a_server_says_cannot_break_the_line_or_steer_the_terminal()
    {
        var (_, report) = await VisitAsync(TimeProvider.System, new Finds(_good with { Result = "a\r\nok  b\e[2J\u2028c" }));
        Assert.Equal(["ok        token: a  ok  b [2J c", "1 ok, 0 doubtful, 0 failed."], report);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Colours_are_for_terminals_only(bool colours)
    {
        using var output = new StringWriter();
        new DoctorReport(output, colours).Write(_failed);
        Assert.Equal(colours, output.ToString().Contains("\e[31mFAILED", StringComparison.Ordinal));
        Assert.Equal(colours, output.ToString().Contains('\e', StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_mistakes_in_the_settings_are_told_and_the_good_bots_are_asked_all_the_same()
    {
        using var given = new GivenSettings();
        var read = given.Bot().Variable("OPENAI_API_KEY", "k").Variable("OPENAI_MODEL", "m").Arguments("--Limits:Backlog=none", "--Bots:other:Platform=none",
            "--Storage:ConnectionString", $"Data Source={Path.Combine(given.BaseDirectory, "data", "b.db")}").Read();
        await using var services = Services(read);

        var (exitCode, report) = await VisitAsync(TimeProvider.System,
            [.. DoctorChecks.Of(read.Settings, read.Mistakes, services)]);

        Assert.Equal(1, exitCode);
        Assert.Equal(2, report.Count(line => line.StartsWith("FAILED    settings: ", StringComparison.Ordinal)));
        Assert.Contains("ok        settings: bots that can start: fake", report);
        Assert.Contains("ok        settings: models that can be asked: default", report);
        Assert.Contains("doubtful  fake: the robot is not looked after.", report);
        Assert.Contains("ok        fake: access token: granted", report);
        Assert.Equal(2, report.Count(line => line.StartsWith("FAILED", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Nothing_configured_is_doubtful_and_no_failure()
    {
        using var given = new GivenSettings();
        var read = given.Arguments("--Storage:ConnectionString", $"Data Source={Path.Combine(given.BaseDirectory, "b.db")}").Read();
        await using var services = Services(read);

        var (exitCode, report) = await VisitAsync(TimeProvider.System, [.. DoctorChecks.Of(read.Settings, read.Mistakes, services)]);

        Assert.Equal(0, exitCode);
        Assert.Contains(report, line => line.StartsWith("doubtful  settings: no bot can start", StringComparison.Ordinal));
        Assert.Contains(report, line => line.Contains("Set OPENAI_API_KEY and OPENAI_MODEL", StringComparison.Ordinal));
    }

    private static ServiceProvider Services(ReadSettings read)
    {
        var services = new ServiceCollection().AddSingleton(TimeProvider.System);
        foreach (var bot in read.Settings.Bots)
        {
            bot.Registration.AddServices(services);
        }

        return services.BuildServiceProvider();
    }

    private static async Task<(int ExitCode, IReadOnlyList<string> Report)> VisitAsync(TimeProvider time, params IDoctorCheck[] checks)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var exitCode = await new DoctorRun(checks, new DoctorReport(output, colours: false), time).RunAsync(TestContext.Current.CancellationToken);
        return (exitCode, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private sealed class Finds(params ProbeFinding[] findings) : IDoctorCheck
    {
        public string Subject => "found";

        public IAsyncEnumerable<ProbeFinding> CheckAsync(CancellationToken cancellationToken) => findings.ToAsyncEnumerable();
    }

    private sealed class Breaks : IDoctorCheck
    {
        public string Subject => "broken";

        public IAsyncEnumerable<ProbeFinding> CheckAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("s3cret");
    }

    private sealed class Hangs : IDoctorCheck
    {
        public string Subject => "hanging";

        public async IAsyncEnumerable<ProbeFinding> CheckAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            yield return _good;
        }
    }
}
