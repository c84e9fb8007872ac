namespace BotHost.Conversation.Access;

/// <summary>
/// How often something may happen for each of many keys: a token bucket per key, kept as the one moment at which it will be full again.
/// Bounded however many keys come: a bucket that is full again is as good as none.
/// </summary>
internal sealed class Pace(TimeProvider time, int capacity = 10_000)
{
    private readonly Dictionary<string, DateTimeOffset> _fullAt = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Keys that are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _fullAt.Count;
            }
        }
    }

    /// <param name="key">Whose bucket.</param>
    /// <param name="at">When it happens.</param>
    /// <param name="step">How long the bucket needs for one more.</param>
    /// <param name="most">How long it needs to become full from nothing: as many steps as may come at once.</param>
    /// <returns>True if it may happen, and it is counted.</returns>
    public bool TryPass(string key, DateTimeOffset at, TimeSpan step, TimeSpan most)
    {
        lock (_gate)
        {
            var start = _fullAt.TryGetValue(key, out var fullAt) && fullAt > at ? fullAt : at;
            if (start + step - at > most)
            {
                return false;
            }

            if (_fullAt.Count >= capacity && !_fullAt.ContainsKey(key))
            {
                MakeRoom();
            }

            _fullAt[key] = start + step;
            return true;
        }
    }

    /// <summary>Forgets who is idle; where nobody is, the quarter that will be first. Seldom enough: a quarter has to come again before the next time.</summary>
    private void MakeRoom()
    {
        var now = time.GetUtcNow();
        var ordered = _fullAt.OrderBy(bucket => bucket.Value).ToList();
        foreach (var (key, _) in ordered.TakeWhile((bucket, index) => bucket.Value <= now || index <= capacity / 4))
        {
            _fullAt.Remove(key);
        }
    }
}
