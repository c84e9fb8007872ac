using System.Collections.Concurrent;

namespace BotHost.Conversation.Turns;

/// <summary>
/// Spreads what a bot sends over time, where its administrator wants that: who comes gets the next moment that is free, in the order of coming.
/// What a platform says about its own limits is obeyed by the adapters, always.
/// </summary>
internal sealed class SendPace(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Line> _lines = new(StringComparer.Ordinal);

    /// <summary>Ends when the next send of the turn may begin; at once for a bot without a pace of its own.</summary>
    public Task PassAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (turn.Bot.Limits.SendsPerSecond == 0)
        {
            return Task.CompletedTask;
        }

        var wait = _lines.GetOrAdd(turn.Bot.Name, static _ => new Line()).Next(time.GetUtcNow(), TimeSpan.FromSeconds(1) / turn.Bot.Limits.SendsPerSecond);
        return wait == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(wait, time, cancellationToken);
    }

    private sealed class Line
    {
        private readonly Lock _gate = new();
        private DateTimeOffset _free;

        public TimeSpan Next(DateTimeOffset now, TimeSpan step)
        {
            lock (_gate)
            {
                var at = _free > now ? _free : now;
                _free = at + step;
                return at - now;
            }
        }
    }
}
