using BotHost.Adapters.Http;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.DingTalk;

/// <summary>What the growing cards of one bot share: how often they may be made and changed, and whether they work at all.</summary>
internal sealed partial class DingTalkCards(DingTalkOptions options, CallRates rates, TimeProvider time, ILogger logger)
{
    /// <summary>At most one update per 800 ms and card; connectors use 500 to 1,500 ms (field).</summary>
    private static readonly GrowthRules Rules = new() { Pace = TimeSpan.FromMilliseconds(800) };

    /// <summary>调用频率限制: 20 calls per second, app and interface.</summary>
    private const int CallsPerSecond = 20;

    /// <summary>So many cards refused one after the other are no accident.</summary>
    private const int TooManyRefusals = 3;

    /// <summary>Long enough not to pay for a refused call with every answer, short enough to notice that somebody mended it.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private DateTimeOffset _restsUntil = DateTimeOffset.MinValue;
    private int _refusals;

    /// <summary>True if the bot's settings ask for cards.</summary>
    public bool AreWanted => options.ShowsCards;

    /// <summary>How a new card may grow; null where the settings want none, and while cards are being refused.</summary>
    public GrowthRules? ForNewCards
    {
        get
        {
            lock (_lock)
                return AreWanted && _restsUntil <= time.GetUtcNow() ? Rules : null;
        }
    }

    /// <summary>How a card that people see may grow.</summary>
    public static GrowthRules ForOpenCards => Rules;

    /// <summary>The pace at which the app's cards are made.</summary>
    public CallRate Making { get; } = rates.Of(new CallLimit("card/instances/createAndDeliver", CallsPerSecond));

    /// <summary>The pace at which the texts of all its cards change.</summary>
    public CallRate Writing { get; } = rates.Of(new CallLimit("card/streaming", CallsPerSecond));

    public void Succeeded()
    {
        lock (_lock)
            _refusals = 0;
    }

    /// <summary>A card was refused for good. What the next one will be refused for as well lets all of them rest.</summary>
    public void Refused(DingTalkError error)
    {
        lock (_lock)
        {
            _refusals++;
            if (!error.ConcernsEveryCard && _refusals < TooManyRefusals)
                return;
            _refusals = 0;
            _restsUntil = time.GetUtcNow() + Rest;
        }

        Log.Resting(logger, options.Bot, Rest, error);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 232, Level = LogLevel.Warning, Message = "Bot {Bot} shows finished messages only for {Rest}: its cards are refused: {Error}.")]
        public static partial void Resting(ILogger logger, string bot, TimeSpan rest, DingTalkError error);
    }
}
