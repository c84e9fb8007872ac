using System.CommandLine;
using BotHost.Cli;
using BotHost.Cli.Doctor;
using BotHostCommandLine = BotHost.Cli.CommandLine;

namespace BotHost.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private IReadOnlyList<string>? _host;
    private IReadOnlyList<string>? _doctor;

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task Without_a_command_the_host_runs_and_its_exit_code_is_ours()
    {
        Assert.Equal(78, await InvokeAsync(exitCode: 78));
        Assert.Equal([], _host);
        Assert.Null(_doctor);
    }

    [Fact]
    public async Task Settings_are_passed_on_to_the_host_in_either_form()
    {
        Assert.Equal(0, await InvokeAsync(arguments: ["--Storage:RetainDays", "14", "--urls=http://127.0.0.1:0", "--Bots:a:Persona", "two words"]));
        Assert.Equal(["--Storage:RetainDays=14", "--urls=http://127.0.0.1:0", "--Bots:a:Persona=two words"], _host);
    }

    [Theory]
    [InlineData("doctor", "--Limits:Backlog", "5")]
    [InlineData("--Limits:Backlog", "5", "doctor")]
    public async Task Settings_are_passed_on_to_the_doctor_before_or_after_its_name(params string[] arguments)
    {
        Assert.Equal(0, await InvokeAsync(arguments: arguments));
        Assert.Equal(["--Limits:Backlog=5"], _doctor);
        Assert.Null(_host);
    }

    [Theory]
    [InlineData("doctor")]
    [InlineData("-h")]
    [InlineData("@file")]
    [InlineData("-x")]
    [InlineData("a:b=c")]
    [InlineData("[suggest]")]
    [InlineData("")]
    public async Task A_value_is_never_taken_for_anything_else(string value)
    {
        Assert.Equal(0, await InvokeAsync(arguments: ["--Models:default:Model", value]));
        Assert.Equal([$"--Models:default:Model={value}"], _host);
    }

    [Fact]
    public async Task A_key_without_a_value_is_left_to_the_settings_to_complain_of()
    {
        await InvokeAsync(arguments: ["--Storage:RetainDays", "--urls=x"]);
        Assert.Equal(["--Storage:RetainDays", "--urls=x"], _host);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("doctor", "--help")]
    [InlineData("--Storage:RetainDays", "14", "--help")]
    [InlineData("doctor", "--Storage:RetainDays=14", "--help")]
    public async Task Help_works_everywhere(params string[] arguments)
    {
        Assert.Equal(0, await InvokeAsync(arguments: arguments));
        Assert.Contains("Usage:", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("doctor", _output.ToString(), StringComparison.Ordinal);
        Assert.Null(_host);
        Assert.Null(_doctor);
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("doctor", "--version")]
    [InlineData("--version", "--Storage:RetainDays", "14")]
    public async Task The_version_is_shown_everywhere(params string[] arguments)
    {
        Assert.Equal(0, await InvokeAsync(arguments: arguments));
        Assert.Matches(@"^BotHost \d+\.\d+\.\d+", _output.ToString());
        Assert.Null(_host);
        Assert.Null(_doctor);
    }

    [Theory]
    [InlineData("docter", "(did you mean doctor?)")]
    [InlineData("s3cret", "no command and belongs to no key. ")]
    public async Task A_word_that_belongs_to_nothing_is_refused_and_not_repeated(string word, string said)
    {
        Assert.Equal(BotHostCommandLine.UsageExitCode, await InvokeAsync(arguments: ["--Bots:a:Secret", "first", word]));
        Assert.Contains(said, _error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(word, _error.ToString(), StringComparison.Ordinal);
        Assert.Null(_host);
    }

    private Task<int> InvokeAsync(int exitCode = 0, params string[] arguments)
    {
        Command doctor = DoctorCommand.Create(Prepare, TimeProvider.System, colours: false);
        return new BotHostCommandLine(RunHost, [doctor]).InvokeAsync(arguments, _output, _error);

        Task<int> RunHost(IReadOnlyList<string> settings, CancellationToken cancellationToken)
        {
            _host = settings;
            return Task.FromResult(exitCode);
        }

        IReadOnlyList<IDoctorCheck> Prepare(IReadOnlyList<string> settings)
        {
            _doctor = settings;
            return [];
        }
    }
}
