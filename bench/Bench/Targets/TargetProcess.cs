using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace BotHost.Bench.Targets;

/// <summary>One start of a target, ended at the latest when this is disposed.</summary>
internal sealed class TargetProcess : IAsyncDisposable
{
    // The host promises to be gone 30 s after SIGTERM.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(35);

    private readonly Process _process;

    private TargetProcess(Process process, long startedAt)
    {
        _process = process;
        StartedAt = startedAt;
    }

    public int Id => _process.Id;

    /// <summary>Just before it was started, in ticks of <see cref="Stopwatch"/>.</summary>
    public long StartedAt { get; }

    public bool HasExited => _process.HasExited;

    public ProcessUsage Usage => ProcessUsage.Read(Id);

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    public static TargetProcess Start(Target target, TargetSettings settings)
    {
        // The shell gives way to the program (same process id) after it has sent the output to a file: a pipe would make the driver read it. It drops
        // variables whose names it could not use itself, such as those of a bot with a hyphen; env, which gives way as well, sets them behind it.
        var start = new ProcessStartInfo("/bin/sh")
        {
            WorkingDirectory = Path.GetDirectoryName(settings.DatabaseFile),
            ArgumentList = { "-c", "exec \"$@\" >>\"$BENCH_LOG\" 2>&1 </dev/null", "sh", "env" },
        };
        foreach (var argument in settings.Environment().Select(variable => $"{variable.Key}={variable.Value}"))
            start.ArgumentList.Add(argument);
        foreach (var argument in new[] { "dotnet", target.Dll, "--urls", $"http://127.0.0.1:{settings.Port}" })
            start.ArgumentList.Add(argument);
        var inherited = start.Environment.Where(entry => entry.Key is "PATH" or "HOME" or "LANG" or "TMPDIR" or "DOTNET_ROOT").ToList();
        start.Environment.Clear();
        foreach (var (name, value) in inherited)
            start.Environment[name] = value;
        start.Environment["BENCH_LOG"] = settings.LogFile;

        var startedAt = Stopwatch.GetTimestamp();
        var process = Process.Start(start) ?? throw new InvalidOperationException("The shell did not start.");
        return new TargetProcess(process, startedAt);
    }

    /// <summary>SIGKILL. <see cref="DisposeAsync"/> waits until it is gone.</summary>
    public void Kill() => _process.Kill();

    /// <summary>SIGTERM; null if it did not obey in time and had to be killed.</summary>
    public async Task<int?> StopAsync()
    {
        Posix.Terminate(Id);
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            Kill();
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
