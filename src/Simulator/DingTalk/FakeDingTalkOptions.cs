namespace BotHost.Simulator;

public sealed record FakeDingTalkOptions
{
    /// <summary>Null: a random one.</summary>
    public string? AppKey { get; init; }

    /// <summary>Null: a random one.</summary>
    public string? AppSecret { get; init; }

    /// <summary>Null: the app key, as DingTalk has it for an organisation's own robots.</summary>
    public string? RobotCode { get; init; }

    /// <summary>The name that people mention; it stays in the rich texts of groups.</summary>
    public string RobotName { get; init; } = "测试助手";

    /// <summary>7,200 s is what DingTalk says in <c>expireIn</c>.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(2);

    /// <summary>5,400 s is what every published message shows between <c>createAt</c> and <c>sessionWebhookExpiredTime</c>.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromMinutes(90);

    /// <summary>Private messages to these land in <c>invalidStaffIdList</c>.</summary>
    public IReadOnlyCollection<string> UnknownStaffIds { get; init; } = [];

    /// <summary>The one card template that is published. Empty: there is none, and nobody can make a card.</summary>
    public string CardTemplateId { get; init; } = "";

    /// <summary>The template's markdown variable that is streamed.</summary>
    public string CardContentKey { get; init; } = "content";

    /// <summary>The largest text of a card. DingTalk suggests 3 KB, takes more and does not say how much.</summary>
    public int MaxCardContentBytes { get; init; } = 16_384;

    /// <summary>Beyond so many calls a second, making cards and changing them counted each for itself, they are throttled. Source: "调用频率限制".</summary>
    public int CardCallsPerSecond { get; init; } = 20;

    /// <summary>False: deliveries are counted and announced, not remembered, so that a long load does not fill the memory.</summary>
    public bool KeepDeliveries { get; init; } = true;

    /// <summary>Of the faults that come by chance.</summary>
    public int Seed { get; init; } = 1;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
