using System.Security.Cryptography;

namespace BotHost.Simulator;

/// <summary>
/// The access token of a bot. Asking again gives the same one; only in its last minute a new one, beside which the old stays good until its
/// time is over.
/// </summary>
/// <remarks>Source: wiki "获取访问凭证".</remarks>
internal sealed class QQTokens(TimeSpan lifetime, TimeProvider time)
{
    private static readonly TimeSpan RenewedBefore = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly HashSet<string> _issued = [];
    private volatile Token? _current;
    private volatile Token? _previous;

    public long Issued
    {
        get
        {
            lock (_lock)
                return _issued.Count;
        }
    }

    public (string Value, TimeSpan Remaining) Fetch()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_current is not { } current || current.Expires - now <= RenewedBefore)
            {
                _previous = _current;
                _current = current = new Token("qq-" + RandomNumberGenerator.GetHexString(40, lowercase: true), now + lifetime);
                _issued.Add(current.Value);
            }

            return (current.Value, current.Expires - now);
        }
    }

    public bool IsGood(string token)
    {
        var now = time.GetUtcNow();
        return (_current is { } current && current.Value == token && now < current.Expires)
            || (_previous is { } previous && previous.Value == token && now < previous.Expires);
    }

    public bool WasIssued(string token)
    {
        lock (_lock)
            return _issued.Contains(token);
    }

    public void Revoke() => _current = _previous = null;

    private sealed record Token(string Value, DateTimeOffset Expires);
}
