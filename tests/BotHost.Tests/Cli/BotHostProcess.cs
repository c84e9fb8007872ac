using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace BotHost.Tests.Cli;

/// <summary>The program as an administrator starts it: its own process, in a directory of its own, with nothing in the environment but what is given.</summary>
internal sealed class BotHostProcess : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource<Uri> _listens = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BotHostProcess(Process process) => _process = process;

    public string Output => Text(_output);

    public string Error => Text(_error);

    public static BotHostProcess Start(string directory, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "BotHost.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // Without these the runtime itself is not found; anything else of this machine could be a setting.
        foreach (var name in start.Environment.Keys.Where(name => name is not ("PATH" or "HOME" or "DOTNET_ROOT" or "TMPDIR")).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var started = new BotHostProcess(new Process { StartInfo = start });
        started.Run();
        return started;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string directory, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        await using var process = Start(directory, environment, arguments);
        return (await process.ExitAsync(), process.Output, process.Error);
    }

    /// <summary>Waits until it says where it listens.</summary>
    public Task<Uri> ListensAsync() => _listens.Task.WaitAsync(_patience);

    public async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(_patience);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>Tells it to end, as an operating system or a container does.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Run()
    {
        _process.OutputDataReceived += (_, line) => Add(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Add(_error, line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => _listens.TrySetException(new InvalidOperationException("It ended: " + Error + Output));
    }

    private void Add(StringBuilder text, string? line)
    {
        const string Listens = "BotHost listens on ";
        lock (text)
        {
            text.Append(line).Append('\n');
        }

        if (line?.StartsWith(Listens, StringComparison.Ordinal) == true)
        {
            _listens.TrySetResult(new Uri(line[Listens.Length..].Split(',')[0]));
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
