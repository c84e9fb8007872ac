namespace BotHost.Simulator;

public sealed record FakeFeishuOptions
{
    /// <summary>Null: a random one.</summary>
    public string? AppId { get; init; }

    /// <summary>Null: a random one.</summary>
    public string? AppSecret { get; init; }

    /// <summary>Null: a random one.</summary>
    public string? VerificationToken { get; init; }

    /// <summary>Null: a random one. Empty: events come plain and unsigned.</summary>
    public string? EncryptKey { get; init; }

    public string BotName { get; init; } = "测试助手";

    /// <summary>Null: one made of the app's id.</summary>
    public string? BotOpenId { get; init; }

    /// <summary>Two hours is the longest that Feishu gives.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Of the whole app and each call; 0 is no limit.</summary>
    public int CallsPerSecond { get; init; } = 50;

    /// <summary>Of the whole app and each call; 0 is no limit.</summary>
    public int CallsPerMinute { get; init; } = 1_000;

    /// <summary>New messages to one person or one group; 0 is no limit.</summary>
    public int SendsPerSecondAndChat { get; init; } = 5;

    /// <summary>How many tables one card may hold. The figure is not documented; four were refused in the field, and six.</summary>
    public int TablesPerCard { get; init; } = 3;

    /// <summary>
    /// False: deliveries are counted and announced, not remembered, and of messages and cards only the newest, so that a long load does not
    /// fill the memory.
    /// </summary>
    public bool KeepDeliveries { get; init; } = true;

    /// <summary>Of the faults that come by chance.</summary>
    public int Seed { get; init; } = 1;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
