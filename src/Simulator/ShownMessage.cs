using System.Diagnostics;

namespace BotHost.Simulator;

/// <summary>A message on somebody's screen: a card, a stream, an edited text. Whoever changes it keeps this.</summary>
internal sealed class ShownMessage(DeliveryLog log, SimulatedDelivery first)
{
    private readonly Lock _lock = new();
    private SimulatedDelivery _now = first;

    /// <summary>How it looks now.</summary>
    public SimulatedDelivery Now => Volatile.Read(ref _now);

    /// <summary>It looks like this from now on. What changes nothing is no change, and nobody is told of it.</summary>
    /// <param name="text">The whole text, not the difference.</param>
    /// <param name="isFinished">False while the card or the stream is still open.</param>
    /// <param name="title">Null: as it was.</param>
    /// <param name="picture">Empty: as it was.</param>
    public void Change(string text, bool isFinished, string? title = null, ReadOnlyMemory<byte> picture = default)
    {
        lock (_lock)
        {
            var changed = _now with
            {
                Text = text,
                Title = title ?? _now.Title,
                IsFinished = isFinished,
                Picture = picture.IsEmpty ? _now.Picture : picture,
                Updates = text == _now.Text ? _now.Updates : _now.Updates + 1,
            };
            if (changed == _now)
                return;

            Volatile.Write(ref _now, changed with { ChangedAt = Stopwatch.GetTimestamp() });
            log.Replace(_now);
        }
    }
}
