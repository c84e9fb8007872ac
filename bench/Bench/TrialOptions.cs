using BotHost.Bench.Load;
using BotHost.Simulator;

namespace BotHost.Bench;

/// <summary>Everything about a trial but its target and its load.</summary>
internal sealed record TrialOptions
{
    /// <summary>The name of the simulated platform that the webhooks come from.</summary>
    public string Platform { get; init; } = "DingTalk";

    /// <summary>So many answers a minute may be expected for one person; null: there is no limit. The load has as many people as that takes, and they ask in turns.</summary>
    public int? AnswersPerMinute { get; init; }

    /// <summary>True: answers may grow, and the platform refuses what is beyond its rates. False: one message each, as fast as they come.</summary>
    public bool Grows { get; init; }

    /// <summary>Webhook calls that may be under way at once.</summary>
    public int Connections { get; init; } = 256;

    /// <summary>The part of the conversations that is in groups.</summary>
    public double GroupShare { get; init; } = 0.3;

    public ModelPace Model { get; init; } = new(TimeSpan.FromMilliseconds(50), TimeSpan.Zero, Pieces: 8);

    /// <summary>What the model says; null: an echo of the question.</summary>
    public Func<ChatRequest, FakeAnswer>? Answer { get; init; }

    /// <summary>A database to start from: copied and flushed first; null for an empty one.</summary>
    public FileInfo? Database { get; init; }

    /// <summary>Where each trial makes its own directory.</summary>
    public string Directory { get; init; } = Path.GetTempPath();

    /// <summary>Leaves that directory behind.</summary>
    public bool Keep { get; init; }

    /// <summary>Of everything drawn by chance but the message ids, which are new each time.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long the platform waits before it sends again what was not acknowledged; null for never.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>After this long without anything seen, what is missing counts as lost.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a repeat is waited for after the last answer.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Leaves the runtime's default spinning on.</summary>
    public bool SpinWhenIdle { get; init; }
}
