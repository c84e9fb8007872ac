using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using BotHost.Conversation.Storage.Sqlite;
using BotHost.Simulator;
using Microsoft.Data.Sqlite;

namespace BotHost.Tests;

/// <summary>The real host in a process of its own, which can be killed at any instant and started again on what it left behind.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    /// <summary>128 and the signal's number, as shells report it.</summary>
    public const int KilledExitCode = 128 + 9;

    private readonly SimulatedWorld _world;
    private readonly BotHostSetup _setup;
    private readonly HttpClient _http = new() { Timeout = SimulatedWorld.Patience };
    private readonly StringBuilder _output = new();
    private Process? _process;
    private Uri? _address;

    private HostProcess(BotHostSetup setup, SimulatedWorld world)
    {
        _setup = setup;
        _world = world;
    }

    public FakeDingTalk DingTalk => _world.DingTalk;

    public FakeOpenAi Model => _world.Model;

    public IReadOnlyList<string> Sent => _world.Sent;

    public Uri Address => _address!;

    /// <summary>A world without a host yet.</summary>
    /// <param name="setup">What is different from the usual.</param>
    /// <param name="ofModel">Settings that follow from the model.</param>
    public static async Task<HostProcess> CreateAsync(BotHostSetup? setup = null, Func<FakeOpenAi, IReadOnlyDictionary<string, string>>? ofModel = null)
    {
        setup ??= new BotHostSetup();
        var world = await SimulatedWorld.StartAsync(setup);
        return new HostProcess(ofModel is null ? setup : setup with { Settings = ofModel(world.Model).Concat(setup.Settings).ToDictionary() }, world);
    }

    /// <param name="crashAt">A crash point and which passage of it, such as <c>AfterPartSent:2</c>; null: it lives.</param>
    /// <param name="stopGrace">How long it lets running answers go on when it is told to stop; null: as the product does.</param>
    public async Task StartAsync(string? crashAt = null, TimeSpan? stopGrace = null)
    {
        Assert.True(_process is null or { HasExited: true }, "There is one host at a time.");
        _process?.Dispose();
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "BotHost.CrashHost"), _world.Arguments(_setup))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_TieredPGO"] = "0";        // it lives too shortly for its methods to be worth counting
        start.Environment["CRASH_AT"] = crashAt;
        start.Environment["STOP_GRACE"] = stopGrace?.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Hear(line.Data, listening);
        process.ErrorDataReceived += (_, line) => Hear(line.Data, null);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("The host ended before it listened."));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        _address = await listening.Task.WaitAsync(SimulatedWorld.Patience);
    }

    public Task<HttpStatusCode?> AskAsync(string text, string? id = null, string staffId = "staff-1") =>
        PostAsync(DingTalk.Ask(new DingTalkQuestion { Text = text, MsgId = id, StaffId = staffId }));

    /// <returns>The acknowledgement; null if the host died before it gave one.</returns>
    public async Task<HttpStatusCode?> PostAsync(DingTalkWebhook webhook)
    {
        using var request = webhook.ToRequest(new Uri(Address, "/webhooks/dingtalk"));
        return await PostAsync(request);
    }

    /// <returns>The acknowledgement; null if the host died before it gave one.</returns>
    public async Task<HttpStatusCode?> PostAsync(HttpRequestMessage webhook)
    {
        try
        {
            using var response = await _http.SendAsync(webhook);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>kill -9, and the certainty that it is gone.</summary>
    public Task KillAsync()
    {
        _process!.Kill();
        return UntilKilledAsync();
    }

    /// <summary>Waits until it has killed itself, as it was told to at its start.</summary>
    public async Task UntilKilledAsync() => Assert.Equal(KilledExitCode, await UntilExitAsync());

    /// <summary>SIGTERM.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <returns>The exit code.</returns>
    public async Task<int> UntilExitAsync()
    {
        using var limit = new CancellationTokenSource(SimulatedWorld.Patience);
        await _process!.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>Waits until every stored message is closed.</summary>
    public Task UntilIdleAsync() => Eventually.TrueAsync(() => Number("select count(*) from inbox where closed_at is null") == 0, $"every message closed; the host said:\n{_output}");

    /// <summary>What stands in the database, whether a host runs or not.</summary>
    public long Number(string sql)
    {
        SqliteLibrary.Load();
        using var connection = new SqliteConnection(_world.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    public async ValueTask DisposeAsync()
    {
        _world.Heal();
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
        _http.Dispose();
        await _world.DisposeAsync();
    }

    private void Hear(string? line, TaskCompletionSource<Uri>? listening)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (listening is not null && Uri.TryCreate(line, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp)
        {
            listening.TrySetResult(address);
        }
    }
}
