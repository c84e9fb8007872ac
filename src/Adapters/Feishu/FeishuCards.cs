using BotHost.Adapters.Http;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.Feishu;

/// <summary>What the growing cards of one bot share: how often they may change, and whether streaming ones work at all.</summary>
internal sealed partial class FeishuCards(string bot, TimeProvider time, ILogger logger)
{
    /// <summary>流式更新卡片: ten operations per second and card; three leave room for its end, and are smooth because clients type out what is added.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(300);

    /// <summary>流式更新卡片: ten minutes after it was opened a card takes no more growing text.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(9);

    /// <summary>频控策略: 1,000 calls per minute, app and interface, which is 16 per second. The rest is left for final texts, which do not wait for others.</summary>
    private const int UpdatesPerSecond = 13;

    /// <summary>Long enough not to pay for a refused call with every answer, short enough to notice that somebody granted the scope.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(10);

    private readonly CallBudget _budget = new(UpdatesPerSecond, time);
    private readonly Lock _lock = new();
    private DateTimeOffset _restsUntil = DateTimeOffset.MinValue;

    public static GrowthRules Rules { get; } = new() { Pace = Pace, Longest = Longest };

    /// <summary>False while streaming cards were refused a short time ago: new answers grow in cards that are replaced.</summary>
    public bool Stream
    {
        get
        {
            lock (_lock)
                return _restsUntil <= time.GetUtcNow();
        }
    }

    /// <returns>Zero if an update may be made now; otherwise how long to leave it out.</returns>
    public TimeSpan TryTake() => _budget.TryTake(1);

    /// <summary>Counts calls that are made in any case.</summary>
    public void Take(int calls) => _budget.Take(calls);

    /// <summary>A streaming card could not be made, and neither could the next.</summary>
    public void Refused(FeishuError error)
    {
        lock (_lock)
            _restsUntil = time.GetUtcNow() + Rest;
        Log.Resting(logger, bot, Rest, error);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 246, Level = LogLevel.Warning, Message = "Bot {Bot} replaces cards for {Rest} instead of streaming into them, which looks less smooth: {Error}. Streaming needs the scope cardkit:card:write.")]
        public static partial void Resting(ILogger logger, string bot, TimeSpan rest, FeishuError error);
    }
}
