using System.Diagnostics;
using System.Globalization;
using BotHost.Conversation.Tools;
using BotHost.Conversation.Tools.Mcp;

namespace BotHost.Conversation.Tests.Tools.Mcp;

/// <summary>A server that is a program: started when it is needed, shared, started again when it died, and gone when the host is.</summary>
public sealed class McpConnectionTests
{
    [Fact]
    public async Task Without_a_list_in_the_settings_only_tools_are_offered_of_which_the_server_says_that_they_look()
    {
        await using var server = new ToolServerProgram(ToolServerProgram.Settings());

        var tools = await server.ToolsAsync();

        Assert.Contains("echo", tools);
        Assert.DoesNotContain("delete", tools);
    }

    [Fact]
    public async Task A_list_in_the_settings_is_what_may_be_called_and_nothing_else()
    {
        await using var server = new ToolServerProgram(ToolServerProgram.Settings() with { Tools = ["delete", "echo"] });

        Assert.Equal(["delete", "echo"], (await server.ToolsAsync()).Order());
        Assert.False(server.Connection.Known.Single(tool => tool.Name == "delete").IsReadOnly);
    }

    [Fact]
    public async Task A_tool_is_called_with_the_models_arguments_and_its_words_come_back()
    {
        await using var server = new ToolServerProgram(ToolServerProgram.Settings());

        Assert.Equal("Echo: 你好", await server.CallAsync("echo", """{"message":"你好"}"""));
        Assert.Equal("[A picture (image/png, 8 bytes). It cannot be shown here.]", await server.CallAsync("picture"));
    }

    [Fact]
    public async Task What_fails_in_a_tool_is_a_result_and_the_server_is_still_there()
    {
        await using var server = new ToolServerProgram(ToolServerProgram.Settings());

        Assert.NotEmpty(await server.CallAsync("fail"));
        Assert.NotEmpty(await server.CallAsync("no-such-tool"));
        Assert.NotEmpty(await server.CallAsync("echo", """{"wrong":1}"""));
        Assert.Equal("Echo: a", await server.CallAsync("echo", """{"message":"a"}"""));
        Assert.Equal(ToolSourceState.Up, server.Connection.State);
    }

    [Fact]
    public async Task The_program_finds_nothing_of_ours_in_its_environment()
    {
        // What the test run itself was started with stands for our keys.
        Environment.SetEnvironmentVariable("BOTHOST_TESTS_SECRET", "s3cret");
        await using var server = new ToolServerProgram(ToolServerProgram.Settings() with { Environment = new Dictionary<string, string> { ["TOOL_KEY"] = "k", ["DOTNET_ROOT"] = Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? "" } });

        var names = (await server.CallAsync("surroundings")).Split(',');

        Assert.Contains("TOOL_KEY", names);
        Assert.DoesNotContain("BOTHOST_TESTS_SECRET", names);
        // What the protocol's own SDKs pass on, what we named, and what the runtime of the test program sets by itself.
        string[] expected = ["HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER", "TOOL_KEY", "DOTNET_ROOT", "DOTNET_HOST_PATH", "MSBuildExtensionsPath", "MSBuildSDKsPath", "MSBUILD_EXE_PATH"];
        Assert.Empty(names.Except(expected));
    }

    [Fact]
    public async Task All_turns_share_one_process()
    {
        await using var server = new ToolServerProgram(ToolServerProgram.Settings());
        await server.ToolsAsync();

        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.CallAsync("process")));

        Assert.Single(ids.Distinct());
    }

    [Fact]
    public async Task A_program_that_is_killed_during_a_call_is_an_error_for_the_model_at_once_and_is_started_again()
    {
        await using var server = new ToolServerProgram(ToolServerProgram.Settings());
        var first = await server.CallAsync("process");

        var waiting = server.CallAsync("wait");
        using (var process = Process.GetProcessById(int.Parse(first, CultureInfo.InvariantCulture)))
            process.Kill();

        Assert.Contains("connection to the tool's server was lost", await waiting, StringComparison.Ordinal);
        await server.ToolsAsync();
        Assert.NotEqual(first, await server.CallAsync("process"));
    }

    [Fact]
    public async Task A_call_that_is_cancelled_leaves_the_server_usable()
    {
        await using var server = new ToolServerProgram(ToolServerProgram.Settings());
        await server.ToolsAsync();
        using var cancel = new CancellationTokenSource();

        var waiting = server.CallAsync("wait", cancellationToken: cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal("Echo: a", await server.CallAsync("echo", """{"message":"a"}"""));
    }

    [Fact]
    public async Task When_a_server_says_that_its_tools_are_others_they_are_listed_again()
    {
        await using var server = new ToolServerProgram(ToolServerProgram.Settings("2025-11-25"));
        Assert.DoesNotContain("later", await server.ToolsAsync());

        await server.CallAsync("grow");

        await Eventually.TrueAsync(() => Task.FromResult(server.Connection.Known.Any(tool => tool.Name == "later")), "the new tool");
    }

    [Fact]
    public async Task Of_a_server_that_does_not_say_so_they_are_listed_again_after_a_minute()
    {
        var time = new ManualTimeProvider();
        await using var server = new ToolServerProgram(ToolServerProgram.Settings(), time);
        await server.CallAsync("grow");

        time.Advance(TimeSpan.FromSeconds(61));
        await server.Connection.ToolsAsync(CancellationToken.None);

        await Eventually.TrueAsync(() => Task.FromResult(server.Connection.Known.Any(tool => tool.Name == "later")), "the new tool");
    }

    [Fact]
    public async Task A_program_that_is_not_there_holds_nobody_up_and_is_down()
    {
        await using var server = new ToolServerProgram(ToolServerProgram.Settings() with { Command = "/no/such/program" });

        Assert.Empty(await server.Connection.ToolsAsync(CancellationToken.None));

        Assert.Equal(ToolSourceState.Down, server.Connection.State);
        Assert.Contains("could not be started", server.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_a_program_did_not_start_is_told_without_what_it_was_given()
    {
        await using var server = new ToolServerProgram(ToolServerProgram.Settings("fails") with { Environment = new Dictionary<string, string>(ToolServerProgram.Settings().Environment) { ["TOOL_KEY"] = "very-s3cret" } });

        await Eventually.TrueAsync(async () => (await server.Connection.ToolsAsync(CancellationToken.None)).Count == 0 && server.Log.All.Contains("not connected", StringComparison.Ordinal), "the failure");

        Assert.Contains("I cannot start", server.Log.All, StringComparison.Ordinal);
        Assert.DoesNotContain("very-s3cret", server.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_waited_for_a_moment_and_then_the_answer_goes_on_without_it()
    {
        var time = new ManualTimeProvider();
        await using var server = new ToolServerProgram(ToolServerProgram.Settings("silent"), time);

        var looking = server.Connection.ToolsAsync(CancellationToken.None).AsTask();
        await time.AdvanceUntilAsync(looking);

        Assert.Empty(await looking);
        Assert.InRange(time.GetUtcNow() - new ManualTimeProvider().GetUtcNow(), TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_server_that_fails_again_and_again_is_not_started_with_every_question()
    {
        var time = new ManualTimeProvider();
        await using var server = new ToolServerProgram(ToolServerProgram.Settings() with { Command = "/no/such/program" }, time);

        for (var i = 0; i < 10; i++)
            await server.Connection.ToolsAsync(CancellationToken.None);
        Assert.Equal(2, Failures());                    // once more at once, then not before the time has come
        time.Advance(TimeSpan.FromSeconds(2));
        await server.Connection.ToolsAsync(CancellationToken.None);
        Assert.Equal(3, Failures());

        int Failures() => server.Log.All.Split("not connected").Length - 1;
    }

    [Fact]
    public async Task No_program_is_left_when_the_host_has_stopped()
    {
        var server = new ToolServerProgram(ToolServerProgram.Settings());
        using var process = Process.GetProcessById(int.Parse(await server.CallAsync("process"), CultureInfo.InvariantCulture));

        await server.DisposeAsync();

        Assert.True(process.HasExited);
        Assert.Empty(await server.Connection.ToolsAsync(CancellationToken.None));
    }

    [Fact]
    public async Task What_people_asked_is_in_no_log_line()
    {
        await using (var server = new ToolServerProgram(ToolServerProgram.Settings()))
        {
            await server.CallAsync("echo", """{"message":"s3cret question"}""");
            await server.CallAsync("fail", """{"message":"s3cret question"}""");
            await server.CallAsync("no-such-tool", """{"message":"s3cret question"}""");
            Assert.DoesNotContain("s3cret", server.Log.All, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_doctor_hears_what_may_be_called_what_not_and_what_is_not_there()
    {
        var settings = ToolServerProgram.Settings() with { Tools = ["echo", "no-such-tool"] };
        await using var server = new ToolServerProgram(settings);

        var found = Assert.IsType<McpFinding.Listed>(await new McpProbe(settings, server.Connection).CheckAsync(TestContext.Current.CancellationToken));

        Assert.Equal(["echo"], found.Allowed);
        Assert.Contains("delete", found.Refused);
        Assert.Equal(["no-such-tool"], found.Missing);
        var missing = ToolServerProgram.Settings() with { Command = "/no/such/program" };
        await using var gone = new ToolServerProgram(missing);
        Assert.IsType<McpFinding.Failed>(await new McpProbe(missing, gone.Connection).CheckAsync(TestContext.Current.CancellationToken));
    }
}
