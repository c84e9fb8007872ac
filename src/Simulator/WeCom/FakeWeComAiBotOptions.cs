namespace BotHost.Simulator;

public sealed record FakeWeComAiBotOptions
{
    /// <summary>Null: a random one.</summary>
    public string? Token { get; init; }

    /// <summary>Null: a random one.</summary>
    public string? EncodingAesKey { get; init; }

    /// <summary>Null: a random one.</summary>
    public string? AiBotId { get; init; }

    /// <summary>What people type after the @ in groups. Calls do not tell it, so the bot has to know it.</summary>
    public string BotName { get; init; } = "小助手";

    /// <summary>
    /// How long WeCom waits before it asks again how far a stream has come. It names no figure; others saw a second.
    /// <see cref="Timeout.InfiniteTimeSpan"/>: it asks only in <see cref="FakeWeComAiBot.PollAsync"/>, which a clock that wakes nobody needs.
    /// </summary>
    public TimeSpan PollPace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>From a person's message to the moment when its stream cannot change any more.</summary>
    public TimeSpan StreamLimit { get; init; } = TimeSpan.FromMinutes(6);

    /// <summary>How long WeCom waits for the answer to a call.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>False: deliveries are counted and announced, not remembered, so that a long load does not fill the memory.</summary>
    public bool KeepDeliveries { get; init; } = true;

    /// <summary>Of the faults that come by chance.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Of messages, streams and addresses. Only the wait for an answer goes by the machine's own clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
