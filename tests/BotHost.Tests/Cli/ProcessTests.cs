using System.Net;
using BotHost.Simulator;

namespace BotHost.Tests.Cli;

/// <summary>What an administrator sees who starts the program: its words and its exit codes.</summary>
public sealed class ProcessTests : IDisposable
{
    /// <summary>EX_CONFIG of BSD's <c>sysexits.h</c>.</summary>
    private const int WrongConfiguration = 78;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("bothost-process-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Without_any_configuration_it_starts_says_what_to_do_next_and_ends_when_it_is_told_to()
    {
        await using var host = BotHostProcess.Start(_directory.FullName, AnyPort);
        var address = await host.ListensAsync();
        using var http = new HttpClient();

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(address, "/health/live"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(address, "/health/ready"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsync(new Uri(address, "/webhooks/dingtalk"), null)).StatusCode);
        await host.TerminateAsync();

        Assert.Equal(0, await host.ExitAsync());
        Assert.Contains("Next: no bot is configured: for DingTalk, set DINGTALK_APP_KEY and DINGTALK_APP_SECRET", host.Output, StringComparison.Ordinal);
        Assert.Contains("Next: no model is configured: set OPENAI_API_KEY and OPENAI_MODEL", host.Output, StringComparison.Ordinal);
        Assert.Empty(host.Error.Trim());
        Assert.True(File.Exists(Path.Combine(_directory.FullName, "data", "bothost.db")));
    }

    /// <summary>The last words of the log, which nobody is left to wait for.</summary>
    [Theory]
    [InlineData("simple", "Z info: Microsoft.Hosting.Lifetime[0] Application is shutting down...")]
    [InlineData("json", "\"Message\":\"Application is shutting down...\"")]
    public async Task Its_log_is_complete_when_it_has_ended_and_in_the_shape_that_the_settings_name(string formatter, string last)
    {
        await using var host = BotHostProcess.Start(_directory.FullName, new Dictionary<string, string>(AnyPort) { ["Logging__Console__FormatterName"] = formatter });
        await host.ListensAsync();
        await host.TerminateAsync();

        Assert.Equal(0, await host.ExitAsync());
        Assert.Contains(host.Output.Split('\n'), line => line.Contains(last, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_of_the_log_belongs_on_the_error_stream_goes_there()
    {
        await using var host = BotHostProcess.Start(_directory.FullName, new Dictionary<string, string>(AnyPort) { ["Logging__Console__LogToStandardErrorThreshold"] = "Information" });
        await host.ListensAsync();
        await host.TerminateAsync();

        Assert.Equal(0, await host.ExitAsync());
        Assert.Contains("Application is shutting down...", host.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Application is shutting down...", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_mistakes_in_the_configuration_are_told_at_once_and_no_secret_with_them()
    {
        var (exitCode, output, error) = await BotHostProcess.RunAsync(
            _directory.FullName,
            new Dictionary<string, string>(AnyPort)
            {
                ["DINGTALK_APP_SECRET"] = "s3cret-of-the-app",
                ["OPENAI_API_KEY"] = "sk-s3cret",
                ["Storage__RetainDays"] = "soon",
                ["Bots__sales__Platform"] = "DingTok",
            },
            "--Limits:Backlog", "-5");

        Assert.Equal(WrongConfiguration, exitCode);
        Assert.Contains("5 mistakes", error, StringComparison.Ordinal);
        foreach (var named in new[] { "DINGTALK_APP_KEY", "OPENAI_MODEL", "Storage:RetainDays", "Bots:sales:Platform", "Limits:Backlog" })
        {
            Assert.Contains(named, error, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("s3cret", error + output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_directory.FullName, "data")));
    }

    [Fact]
    public async Task A_second_process_on_the_same_database_is_turned_away_with_the_name_of_the_lock()
    {
        await using var first = BotHostProcess.Start(_directory.FullName, AnyPort);
        await first.ListensAsync();

        var (exitCode, _, error) = await BotHostProcess.RunAsync(_directory.FullName, AnyPort);

        Assert.Equal(WrongConfiguration, exitCode);
        Assert.Contains(Path.Combine(_directory.FullName, "data", "bothost.db.lock"), error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_is_told_in_words()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "data"), "a file where the directory should be");

        var (exitCode, _, error) = await BotHostProcess.RunAsync(_directory.FullName, AnyPort);

        Assert.Equal(WrongConfiguration, exitCode);
        Assert.Contains("Storage:ConnectionString", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_told_in_words()
    {
        await using var first = BotHostProcess.Start(_directory.FullName, AnyPort);
        var address = await first.ListensAsync();

        var (exitCode, _, error) = await BotHostProcess.RunAsync(
            _directory.FullName, null, $"--urls={address.GetLeftPart(UriPartial.Authority)}", $"--Storage:ConnectionString=Data Source={_directory.FullName}/other.db");

        Assert.Equal(WrongConfiguration, exitCode);
        Assert.Contains($"{address.Port}", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_keeps_its_promises_anywhere_and_leaves_nothing_behind()
    {
        var (exitCode, output, error) = await BotHostProcess.RunAsync(_directory.FullName, null, "demo");

        Assert.True(exitCode == 0, output + error);
        Assert.Contains("PROMISES BROKEN", output, StringComparison.Ordinal);
        Assert.DoesNotContain("BROKEN:", output, StringComparison.Ordinal);
        Assert.Empty(_directory.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task The_doctor_finds_a_good_configuration_good_and_shows_no_secret()
    {
        await using var platform = await FakeDingTalk.StartAsync();
        await using var model = await FakeOpenAi.StartAsync();

        var (exitCode, output, error) = await BotHostProcess.RunAsync(_directory.FullName, Configuration(platform, model), "doctor");

        Assert.True(exitCode == 0, output + error);
        Assert.Matches(@"ok +dingtalk: DingTalk: access token: good for 7200 s", output);
        Assert.Matches(@"ok +model default: ", output);
        Assert.Contains(", 0 failed.", output, StringComparison.Ordinal);
        AssertNoSecrets(output + error, platform, model);
        Assert.Empty(_directory.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task The_doctor_says_how_to_mend_a_wrong_secret_and_a_wrong_key()
    {
        await using var platform = await FakeDingTalk.StartAsync();
        await using var model = await FakeOpenAi.StartAsync();
        var wrong = Configuration(platform, model);
        wrong["DINGTALK_APP_SECRET"] = new string('x', 64);
        wrong["OPENAI_API_KEY"] = "sk-another-key-than-the-good-one";

        var (exitCode, output, error) = await BotHostProcess.RunAsync(_directory.FullName, wrong, "doctor");

        Assert.Equal(1, exitCode);
        Assert.Matches(@"FAILED +dingtalk: DingTalk: access token: .*-> .*凭证与基础信息", output);
        Assert.Matches(@"FAILED +model default: .*-> ", output);
        Assert.DoesNotContain(wrong["DINGTALK_APP_SECRET"], output + error, StringComparison.Ordinal);
        Assert.DoesNotContain(wrong["OPENAI_API_KEY"], output + error, StringComparison.Ordinal);
        AssertNoSecrets(output + error, platform, model);
    }

    [Fact]
    public async Task The_doctor_says_when_nobody_answers()
    {
        var wrong = new Dictionary<string, string>
        {
            ["DINGTALK_APP_KEY"] = "dingabcdef",
            ["DINGTALK_APP_SECRET"] = new string('x', 64),
            ["DINGTALK_BASE_URL"] = "http://127.0.0.1:1",
            ["OPENAI_API_KEY"] = "sk-s3cret",
            ["OPENAI_MODEL"] = "m",
            ["OPENAI_BASE_URL"] = "http://127.0.0.1:1/v1",
        };

        var (exitCode, output, _) = await BotHostProcess.RunAsync(_directory.FullName, wrong, "doctor");

        Assert.Equal(1, exitCode);
        Assert.Matches(@"FAILED +dingtalk: DingTalk: access token: no answer.*-> ", output);
        Assert.Matches(@"FAILED +model default: .*-> ", output);
    }

    [Theory]
    [InlineData("--help", "Usage:")]
    [InlineData("--version", "BotHost ")]
    public async Task Help_and_version_are_shown_without_a_start(string argument, string shown)
    {
        var (exitCode, output, _) = await BotHostProcess.RunAsync(_directory.FullName, null, argument);

        Assert.Equal(0, exitCode);
        Assert.Contains(shown, output, StringComparison.Ordinal);
        Assert.Empty(_directory.EnumerateFileSystemInfos());
    }

    private static IReadOnlyDictionary<string, string> AnyPort { get; } = new Dictionary<string, string> { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" };

    private static Dictionary<string, string> Configuration(FakeDingTalk platform, FakeOpenAi model) => new()
    {
        ["DINGTALK_APP_KEY"] = platform.AppKey,
        ["DINGTALK_APP_SECRET"] = platform.AppSecret,
        ["DINGTALK_BASE_URL"] = platform.BaseUrl.GetLeftPart(UriPartial.Authority),
        ["OPENAI_API_KEY"] = model.ApiKey,
        ["OPENAI_MODEL"] = model.Model,
        ["OPENAI_BASE_URL"] = model.BaseUrl.ToString(),
    };

    private static void AssertNoSecrets(string text, FakeDingTalk platform, FakeOpenAi model)
    {
        Assert.DoesNotContain(platform.AppSecret, text, StringComparison.Ordinal);
        Assert.DoesNotContain(model.ApiKey, text, StringComparison.Ordinal);
        Assert.DoesNotContain("tok-", text, StringComparison.Ordinal);
    }
}
