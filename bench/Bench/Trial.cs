using System.Diagnostics;
using System.Net;
using BotHost.Bench.Load;
using BotHost.Bench.Measures;
using BotHost.Bench.Targets;
using BotHost.Simulator;

namespace BotHost.Bench;

/// <summary>One target with its own fakes, its own database and one load: nothing of it is left for the next.</summary>
internal sealed class Trial : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(2);

    private readonly Target _target;
    private readonly TrialOptions _options;
    private readonly TrialDirectory _directory;
    private readonly TargetSettings _settings;
    private readonly byte[][] _requests;
    private readonly int _probe;
    private Snapshot _from;
    private Snapshot _to;
    private readonly Lock _processLock = new();
    private TargetProcess? _process;
    private TimeSpan _cpuOfTheDead;
    private long _peakBytes;

    private Trial(Target target, TrialOptions options, LoadPlan plan, Fakes fakes, TrialDirectory directory)
    {
        _target = target;
        _options = options;
        _directory = directory;
        Plan = plan;
        Fakes = fakes;
        _settings = new TargetSettings
        {
            Platform = Settings(fakes.Platform),
            ModelKey = fakes.Model.ApiKey,
            Model = fakes.Model.Model,
            ModelBaseUrl = fakes.Model.BaseUrl,
            DatabaseFile = directory.DatabaseFile,
            LogFile = directory.LogFile,
            Port = TargetProcess.FreePort(),
            SpinWhenIdle = options.SpinWhenIdle,
        };

        // One conversation and one message more than planned: the one that finds out when the target is up.
        var random = new Random();
        _probe = plan.Messages.Count;
        Ledger = new Ledger(plan.Messages.Count + 1);
        Conversations = new Conversations(plan.Conversations + 1, fakes.Platform.HasGroups ? options.GroupShare : 0, random);
        _requests = new byte[plan.Messages.Count + 1][];
        Host = new Uri($"http://127.0.0.1:{_settings.Port}");
        Parallel.ForEach(plan.Arrivals.Select(arrival => arrival.Message).Append(_probe).Distinct().ToArray(), message =>
        {
            var asker = Conversations[message == _probe ? plan.Conversations : plan.Messages[message].Conversation];
            _requests[message] = Questions.Request(fakes.Platform, asker, message, Host);
        });

        fakes.Record(Ledger);
        _process = TargetProcess.Start(target, _settings);
    }

    public LoadPlan Plan { get; }

    /// <summary>Scheme, host and port of the target.</summary>
    public Uri Host { get; }

    public Fakes Fakes { get; }

    public Ledger Ledger { get; }

    public Conversations Conversations { get; }

    public TimeSpan StartUp { get; private set; }

    /// <summary>Of the start that runs now.</summary>
    public ProcessUsage Usage => Process.Usage;

    public static async Task<Trial> StartAsync(Target target, TrialOptions options, LoadPlan plan, CancellationToken cancellationToken)
    {
        var directory = TrialDirectory.Create(options);
        Fakes? fakes = null;
        Trial? trial = null;
        try
        {
            fakes = await Fakes.StartAsync(options);
            trial = new Trial(target, options, plan, fakes, directory);
            await trial.UntilUpAsync(cancellationToken);
            return trial;
        }
        catch
        {
            if (trial is not null)
                await trial.DisposeAsync();
            else if (fakes is not null)
                await fakes.DisposeAsync();
            throw;
        }
    }

    /// <summary>Drives the whole load, waits for the answers, stops the target and says what was seen.</summary>
    public async Task<TrialResult> RunAsync(double rate, CancellationToken cancellationToken)
    {
        await DriveAsync(cancellationToken);
        await UntilQuietAsync(cancellationToken);
        return await FinishAsync(rate);
    }

    /// <summary>Sends the load; ends when every call of it was answered.</summary>
    public async Task DriveAsync(CancellationToken cancellationToken)
    {
        using var generator = new LoadGenerator(
            new IPEndPoint(IPAddress.Loopback, _settings.Port), _options.Connections, Plan, _requests, Ledger, _options.RetryAfter);
        generator.MeasuringBegins += () => _from = TakeSnapshot();
        generator.LoadEnds += () => _to = TakeSnapshot();
        GC.Collect();
        await generator.RunAsync(cancellationToken);
    }

    /// <summary>Waits until every acknowledged message was answered and nothing more comes, or until nothing came for too long.</summary>
    public async Task UntilQuietAsync(CancellationToken cancellationToken)
    {
        var lastSeen = Ledger.SeenCount;
        var lastChange = Stopwatch.GetTimestamp();
        while (true)
        {
            var quiet = Stopwatch.GetElapsedTime(lastChange);
            if (quiet > _options.Patience || (quiet > _options.Settle && Ledger.DeliveredCount >= Ledger.AcknowledgedCount))
                return;

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
            if (Ledger.SeenCount != lastSeen)
            {
                lastSeen = Ledger.SeenCount;
                lastChange = Stopwatch.GetTimestamp();
            }
        }
    }

    /// <summary>Stops the target and adds everything up.</summary>
    public async Task<TrialResult> FinishAsync(double rate)
    {
        var process = Process;
        _peakBytes = Math.Max(_peakBytes, process.Usage.PeakBytes);
        var exitCode = await process.StopAsync();

        var measured = Enumerable.Range(0, Plan.Messages.Count)
            .Where(message => Plan.Messages[message].Phase == Phase.Measured && Ledger.Acknowledged(message) != 0)
            .ToArray();
        var modelTime = (long)(_options.Model.Total.TotalSeconds * Stopwatch.Frequency);
        var window = Stopwatch.GetElapsedTime(_from.At, _to.At).TotalSeconds;
        var answered = _to.Delivered - _from.Delivered;
        var targetCpu = (_to.TargetCpu - _from.TargetCpu).TotalSeconds;
        return new TrialResult
        {
            Target = _target.Name,
            Rate = rate,
            AcknowledgedPerSecond = (_to.Acknowledged - _from.Acknowledged) / window,
            AnsweredPerSecond = answered / window,
            Acknowledgement = Latency.Of(measured.Select(message => Ledger.Acknowledged(message) - Ledger.Scheduled(message))),
            EndToEnd = Latency.Of(measured.Where(message => Ledger.Delivered(message) != 0)
                .Select(message => Ledger.Delivered(message) - Ledger.Scheduled(message) - modelTime)),
            DriverLag = Latency.Of(measured.Select(message => Ledger.Sent(message) - Ledger.Scheduled(message))),
            CpuSecondsPerThousand = answered == 0 ? double.NaN : 1_000 * targetCpu / answered,
            TargetCores = targetCpu / window,
            DriverCores = (_to.DriverCpu - _from.DriverCpu).TotalSeconds / window,
            PeakMebibytes = _peakBytes / (1024.0 * 1024.0),
            StartUpMilliseconds = StartUp.TotalMilliseconds,
            Promises = Promises.Of(Plan, Ledger, Conversations),
            Refusals = Ledger.Refusals,
            ModelCalls = Fakes.Model.TotalCalls,
            TokenRequests = Fakes.Platform.TokenRequests,
            SendRequests = Fakes.Platform.SendRequests,
            Violations = Fakes.Platform.Violations,
            ExitCode = exitCode,
        };
    }

    /// <summary>The database of a target that has ended, as one file.</summary>
    public void CopyDatabase(FileInfo to)
    {
        if (new FileInfo(_settings.DatabaseFile + "-wal") is { Exists: true, Length: > 0 })
            throw new BenchException("The target left a write-ahead log behind: it did not end by itself.");
        File.Copy(_settings.DatabaseFile, to.FullName);
    }

    /// <summary>SIGKILL and a new start on the same database and the same port.</summary>
    public async Task<Kill> KillAndRestartAsync()
    {
        TargetProcess dying;
        long at;
        lock (_processLock)
        {
            dying = Process;
            var usage = dying.Usage;
            _peakBytes = Math.Max(_peakBytes, usage.PeakBytes);
            _cpuOfTheDead += usage.Cpu;
            _process = null;
            at = Stopwatch.GetTimestamp();
            dying.Kill();
        }

        await dying.DisposeAsync();
        var gone = Stopwatch.GetTimestamp();
        lock (_processLock)
            _process = TargetProcess.Start(_target, _settings);
        return new Kill(at, gone);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        await Fakes.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>Where a platform leaves the way of a send to the bot's settings, the one that is a call of its API: the floor's only one.</summary>
    private static Dictionary<string, string> Settings(ISimulatedPlatform platform)
    {
        var settings = platform.Settings.ToDictionary();
        if (platform is SimulatedDingTalk)
            settings[$"Bots:{platform.Bot}:ReplyVia"] = "OpenApi";
        return settings;
    }

    private TargetProcess Process => _process ?? throw new InvalidOperationException("The target is being restarted.");

    private async Task UntilUpAsync(CancellationToken cancellationToken)
    {
        var status = WebhookConnection.Broken;
        var answeredAt = 0L;
        using var answered = new SemaphoreSlim(0);
        using var connection = new WebhookConnection(new IPEndPoint(IPAddress.Loopback, _settings.Port), (_, result, at) =>
        {
            (status, answeredAt) = (result, at);
            answered.Release();
        });
        while (true)
        {
            connection.Send(_probe, _requests[_probe]);
            await answered.WaitAsync(cancellationToken);
            if (WebhookConnection.Acknowledges(status))
                break;
            if (Process.HasExited || Stopwatch.GetElapsedTime(Process.StartedAt) > StartLimit)
                throw new BenchException($"The {_target.Name} did not start (last status {status}). It said: {_directory.LastWords()}");
            await Task.Delay(Poll, TimeProvider.System, cancellationToken);
        }

        Ledger.MarkSent(_probe, Process.StartedAt, Process.StartedAt);
        Ledger.MarkAcknowledged(_probe, answeredAt);
        StartUp = Stopwatch.GetElapsedTime(Process.StartedAt, answeredAt);
    }

    private Snapshot TakeSnapshot()
    {
        return new Snapshot(
            Stopwatch.GetTimestamp(),
            TargetCpu(),
            ProcessUsage.Read(Environment.ProcessId).Cpu,
            Ledger.AcknowledgedCount,
            Ledger.DeliveredCount);
    }

    /// <summary>Of all starts together.</summary>
    private TimeSpan TargetCpu()
    {
        lock (_processLock)
            return _cpuOfTheDead + (_process is { HasExited: false } running ? running.Usage.Cpu : TimeSpan.Zero);
    }

    private readonly record struct Snapshot(long At, TimeSpan TargetCpu, TimeSpan DriverCpu, int Acknowledged, int Delivered);
}
