namespace BotHost.Simulator;

public sealed record FakeOpenAiOptions
{
    /// <summary>Keys that are accepted. Empty: one random key.</summary>
    public IReadOnlyList<string> ApiKeys { get; init; } = [];

    public string Model { get; init; } = "fake-model";

    /// <summary>Other models that are there too.</summary>
    public IReadOnlyList<string> MoreModels { get; init; } = [];

    /// <summary>From the request to the first piece of the answer.</summary>
    public TimeSpan FirstTokenDelay { get; init; }

    /// <summary>Between two pieces. Zero: the whole answer is one write.</summary>
    public TimeSpan TokenDelay { get; init; }

    /// <summary>Pieces that an answer is streamed in, unless it says so itself or is shorter.</summary>
    public int Chunks { get; init; } = 4;

    /// <summary>Null: "echo: " and the last words of the user.</summary>
    public Func<ChatRequest, FakeAnswer>? Answer { get; init; }

    /// <summary>False: calls are counted and not remembered, so that a long load does not fill the memory.</summary>
    public bool KeepRequests { get; init; } = true;

    /// <summary>Of the faults that come by chance.</summary>
    public int Seed { get; init; } = 1;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
