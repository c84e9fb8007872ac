namespace BotHost.Simulator;

public sealed record FakeWeComAppOptions
{
    /// <summary>Null: a random one.</summary>
    public string? CorpId { get; init; }

    public int AgentId { get; init; } = 1_000_002;

    /// <summary>Null: a random one.</summary>
    public string? Secret { get; init; }

    /// <summary>Null: a random one.</summary>
    public string? Token { get; init; }

    /// <summary>Null: a random one.</summary>
    public string? EncodingAesKey { get; init; }

    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(2);

    /// <summary>People who do not exist or may not see the app.</summary>
    public IReadOnlyCollection<string> InvisibleIds { get; init; } = [];

    /// <summary>
    /// True: 10,000 sends a minute are taken and 45009 is said to the rest; what one person gets beyond 30 a minute or 1,000 an hour is dropped
    /// without a word.
    /// </summary>
    public bool EnforcesRates { get; init; } = true;

    /// <summary>False: deliveries are counted and announced, not remembered, so that a long load does not fill the memory.</summary>
    public bool KeepDeliveries { get; init; } = true;

    /// <summary>Of the faults that come by chance.</summary>
    public int Seed { get; init; } = 1;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
