using BotHost.Adapters.Http;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.Feishu;

/// <summary>What the growing cards of one bot share: how often they may change, and which kinds work at all.</summary>
internal sealed partial class FeishuCards(string bot, CallRates rates, TimeProvider time, ILogger logger)
{
    /// <summary>流式更新卡片: ten operations per second and card; three leave room for its end, and are smooth because clients type out what is added.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(300);

    /// <summary>流式更新卡片: ten minutes after it was opened a card takes no more growing text.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(9);

    /// <summary>Long enough not to pay for a refused call with every answer, short enough to notice that somebody granted the scope.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private DateTimeOffset _streamsFrom = DateTimeOffset.MinValue;
    private DateTimeOffset _replacesFrom = DateTimeOffset.MinValue;

    public static GrowthRules Rules { get; } = new() { Pace = Pace, Longest = Longest };

    /// <summary>How an answer may grow that has no card yet; null while every kind is refused.</summary>
    public GrowthRules? ForNewCards => Stream || Replace ? Rules : null;

    /// <summary>False while streaming cards were refused a short time ago: new answers grow in cards that are replaced.</summary>
    public bool Stream => IsOver(ref _streamsFrom);

    /// <summary>False while cards could be sent and not changed a short time ago.</summary>
    public bool Replace => IsOver(ref _replacesFrom);

    /// <summary>The pace at which the app's streaming cards are made.</summary>
    public CallRate Making { get; } = Rate(rates, "create card");

    /// <summary>The pace at which the texts of its streaming cards change.</summary>
    public CallRate Writing { get; } = Rate(rates, "set element content");

    /// <summary>The pace at which they are closed.</summary>
    public CallRate Closing { get; } = Rate(rates, "set card settings");

    /// <summary>The pace at which cards that stand in their messages are replaced.</summary>
    public CallRate Replacing { get; } = Rate(rates, "patch message");

    /// <summary>A streaming card could not be made, and neither could the next.</summary>
    public void StreamRefused(FeishuError error)
    {
        StartRest(ref _streamsFrom);
        Log.StreamRests(logger, bot, Rest, error);
    }

    /// <summary>A card could not be changed, and neither could the next.</summary>
    public void ReplaceRefused(FeishuError error)
    {
        StartRest(ref _replacesFrom);
        Log.ReplaceRests(logger, bot, Rest, error);
    }

    /// <summary>频控策略: 1,000 calls a minute and 50 a second, app and interface.</summary>
    private static CallRate Rate(CallRates rates, string call) => rates.Of(new CallLimit(call, PerSecond: 50, PerMinute: 1_000));

    private bool IsOver(ref DateTimeOffset rest)
    {
        lock (_lock)
            return rest <= time.GetUtcNow();
    }

    private void StartRest(ref DateTimeOffset rest)
    {
        lock (_lock)
            rest = time.GetUtcNow() + Rest;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 246, Level = LogLevel.Warning, Message = "Bot {Bot} replaces cards for {Rest} instead of streaming into them, which looks less smooth: {Error}. Streaming needs the scope cardkit:card:write.")]
        public static partial void StreamRests(ILogger logger, string bot, TimeSpan rest, FeishuError error);

        [LoggerMessage(EventId = 250, Level = LogLevel.Warning, Message = "Bot {Bot} replaces no cards for {Rest}, because it may not change what it has sent: {Error}. That needs the scope im:message:update.")]
        public static partial void ReplaceRests(ILogger logger, string bot, TimeSpan rest, FeishuError error);
    }
}
