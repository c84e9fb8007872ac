namespace BotHost.Bench.Measures;

/// <summary>What one load on one start of a target showed.</summary>
internal sealed record TrialResult
{
    public required string Target { get; init; }

    /// <summary>Arrivals per second that were planned.</summary>
    public required double Rate { get; init; }

    /// <summary>Acknowledgements per second while it was measured.</summary>
    public required double AcknowledgedPerSecond { get; init; }

    /// <summary>Answers seen per second while it was measured.</summary>
    public required double AnsweredPerSecond { get; init; }

    /// <summary>From when the webhook was due to its acknowledgement.</summary>
    public required Latency Acknowledgement { get; init; }

    /// <summary>From when the webhook was due to when its answer was seen, less the time the model was told to take.</summary>
    public required Latency EndToEnd { get; init; }

    /// <summary>From when the webhook was due to when the driver got round to it: the driver's own share of the two above.</summary>
    public required Latency DriverLag { get; init; }

    public required double CpuSecondsPerThousand { get; init; }

    /// <summary>Cores that target and driver (with the fakes in it) were using while it was measured.</summary>
    public required double TargetCores { get; init; }

    public required double DriverCores { get; init; }

    public required double PeakMebibytes { get; init; }

    /// <summary>From the start of the process to its first acknowledgement of a signed webhook, in milliseconds.</summary>
    public required double StartUpMilliseconds { get; init; }

    public required Promises Promises { get; init; }

    /// <summary>Calls that were not acknowledged, by status; 0 is a broken connection.</summary>
    public required IReadOnlyDictionary<int, int> Refusals { get; init; }

    public required long ModelCalls { get; init; }

    public required long TokenRequests { get; init; }

    public required long SendRequests { get; init; }

    /// <summary>What a correct client would not have done to the simulated platform.</summary>
    public required IReadOnlyList<string> Violations { get; init; }

    /// <summary>After SIGTERM; null if it had to be killed.</summary>
    public required int? ExitCode { get; init; }
}
