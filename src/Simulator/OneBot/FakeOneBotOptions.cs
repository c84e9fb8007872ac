namespace BotHost.Simulator;

public sealed record FakeOneBotOptions
{
    /// <summary>The account's own QQ number.</summary>
    public long SelfId { get; init; } = 10001;

    public string Nickname { get; init; } = "机器人";

    /// <summary>What events are signed with. Null: a random one. Empty: they are not signed.</summary>
    public string? Secret { get; init; }

    /// <summary>What calls must bring. Null: a random one. Empty: nothing.</summary>
    public string? AccessToken { get; init; }

    public OneBotFormat Format { get; init; }

    /// <summary>False: deliveries are counted and announced, not remembered, so that a long load does not fill the memory.</summary>
    public bool KeepDeliveries { get; init; } = true;

    /// <summary>Of the faults that come by chance.</summary>
    public int Seed { get; init; } = 1;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
