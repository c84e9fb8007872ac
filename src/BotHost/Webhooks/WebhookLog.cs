using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace BotHost.Webhooks;

/// <summary>
/// Counts what was refused and why. Anybody can make us refuse, so the log gets each reason once a minute: an administrator with a wrong
/// secret sees it, a scanner cannot fill the disk.
/// </summary>
internal sealed partial class WebhookLog(IMeterFactory meters, TimeProvider time, ILogger<WebhookLog> logger)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Counter<long> _refused = meters.Create("BotHost.Webhooks")
        .CreateCounter<long>("bothost.webhooks.refused", "{request}", "Requests refused, by reason.");

    private readonly ConcurrentDictionary<(string Bot, string Reason), long> _lastLogged = new();

    public void Refused(string bot, int status, string reason)
    {
        _refused.Add(1, new("bot", bot), new("reason", reason));
        if (IsNews(bot, reason))
        {
            Log.Refused(logger, bot, status, reason);
        }
    }

    public void Ignored(string bot, string reason) => Log.Ignored(logger, bot, reason);

    public void NotStored(string bot, Exception exception)
    {
        _refused.Add(1, new("bot", bot), new("reason", "not stored"));
        if (IsNews(bot, exception.GetType().Name))
        {
            Log.NotStored(logger, exception, bot);
        }
    }

    public void NotRead(string bot, Exception exception)
    {
        _refused.Add(1, new("bot", bot), new("reason", "not read"));
        if (IsNews(bot, exception.GetType().Name))
        {
            Log.NotRead(logger, exception, bot);
        }
    }

    private bool IsNews(string bot, string reason)
    {
        var now = time.GetTimestamp();
        if (_lastLogged.TryGetValue((bot, reason), out var last))
        {
            return time.GetElapsedTime(last, now) >= Quiet && _lastLogged.TryUpdate((bot, reason), now, last);
        }

        return _lastLogged.TryAdd((bot, reason), now);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 401, Level = LogLevel.Warning, Message = "A webhook call for {Bot} was refused with {Status}: {Reason}. The same reason is logged once a minute.")]
        public static partial void Refused(ILogger logger, string bot, int status, string reason);

        [LoggerMessage(EventId = 402, Level = LogLevel.Debug, Message = "A webhook call for {Bot} was ignored: {Reason}.")]
        public static partial void Ignored(ILogger logger, string bot, string reason);

        [LoggerMessage(EventId = 403, Level = LogLevel.Error, Message = "A message for {Bot} could not be stored; the platform was told to try again.")]
        public static partial void NotStored(ILogger logger, Exception exception, string bot);

        [LoggerMessage(EventId = 404, Level = LogLevel.Error, Message = "The platform came for an answer of {Bot}, which could not be read or marked as fetched; it was told to ask again.")]
        public static partial void NotRead(ILogger logger, Exception exception, string bot);
    }
}
