namespace BotHost.Simulator;

/// <summary>One row of the fault table: what a model's server does, and how the person's question has to end.</summary>
public sealed record ModelFaultCase
{
    /// <summary>Of the kind and the server that is known for it; no two are alike.</summary>
    public required string Name { get; init; }

    /// <summary>The APIs that have it; null for all but those whose <see cref="FaultGap"/> it is.</summary>
    public IReadOnlyList<FaultApi>? Only { get; init; }

    /// <summary>What the server does call by call, whatever it does wrong; null is a good answer. The calls after the last are answered well, unless <see cref="Forever"/>.</summary>
    public required IReadOnlyList<ModelFault?> Calls { get; init; }

    /// <summary>True: the last of them goes on and on.</summary>
    public bool Forever { get; init; }

    public required FaultOutcome Outcome { get; init; }

    /// <summary>What the person reads in Chinese beside an answer or instead of it: what must stand in it.</summary>
    public string Chinese { get; init; } = "";

    /// <summary>The same in English, as the words that must stand in it, in any case.</summary>
    public IReadOnlyList<string> English { get; init; } = [];

    /// <summary>So many calls at least, for this one question; of those that go wrong over this API.</summary>
    public required int LeastCalls { get; init; }

    public required int MostCalls { get; init; }

    /// <summary>Whether the next question is asked with this one before it; null where the next one is not asked at all.</summary>
    public bool? IsKept { get; init; }

    /// <summary>How many keys the model has.</summary>
    public int Keys { get; init; } = 1;

    /// <summary>True if the person asks about a picture.</summary>
    public bool HasPicture { get; init; }

    /// <summary>True if the person had asked something before.</summary>
    public bool HasHistory { get; init; }

    /// <summary>True if a limit of time has to run out, which takes minutes by the clock on the wall.</summary>
    public bool IsSlow { get; init; }
}
