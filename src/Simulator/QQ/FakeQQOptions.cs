namespace BotHost.Simulator;

public sealed record FakeQQOptions
{
    /// <summary>Null: a random one.</summary>
    public string? AppId { get; init; }

    /// <summary>Null: a random one of 32 characters, which is what the console gives today.</summary>
    public string? AppSecret { get; init; }

    /// <summary>Where the bot hears everything, QQ says its name beside the mention.</summary>
    public string BotName { get; init; } = "测试机器人";

    /// <summary>The longest life that QQ gives a token is 7,200 s.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Of one message. QQ documents no figure; the shortest that other hosts were refused at is this.</summary>
    public int MaxCharacters { get; init; } = 4_000;

    /// <summary>Of a whole stream; <c>remain_msg_len</c> says what is left of it.</summary>
    public int MaxStreamCharacters { get; init; } = 4_000;

    /// <summary>The shortest time between two frames of a stream.</summary>
    public TimeSpan StreamPace { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>False: 50056, as bots had it before free markdown was opened to all.</summary>
    public bool AllowsMarkdown { get; init; } = true;

    /// <summary>False: 40034105, where a person or a group does not let the bot speak first.</summary>
    public bool TakesActiveMessages { get; init; } = true;

    /// <summary>The hosts that may stand in messages, in lower case; every other gets 40054010. Null: there is no filter.</summary>
    public IReadOnlyCollection<string>? AllowedUrlHosts { get; init; }

    /// <summary>True: 100 sends, 50 frames and 50 uploads a second are taken, and 22009 is said to the rest, as the wiki has it.</summary>
    public bool EnforcesRates { get; init; }

    /// <summary>False: deliveries are counted and announced, not remembered, so that a long load does not fill the memory.</summary>
    public bool KeepDeliveries { get; init; } = true;

    /// <summary>Of the faults that come by chance.</summary>
    public int Seed { get; init; } = 1;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
