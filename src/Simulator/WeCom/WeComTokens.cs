using System.Security.Cryptography;

namespace BotHost.Simulator;

/// <summary>The access token of an app. While it is good, asking again gives the same one.</summary>
/// <remarks>Source: "获取access_token" (https://developer.work.weixin.qq.com/document/path/91039).</remarks>
internal sealed class WeComTokens(TimeSpan lifetime, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _issued = [];
    private volatile Token? _current;

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
            if (_current is not { } current || current.Expires <= now)
            {
                _current = current = new Token(RandomNumberGenerator.GetHexString(64, lowercase: true), now + lifetime);
                _issued.Add(current.Value);
            }

            return (current.Value, current.Expires - now);
        }
    }

    public bool IsGood(string token) => _current is { } current && current.Value == token && time.GetUtcNow() < current.Expires;

    public bool WasIssued(string token)
    {
        lock (_lock)
            return _issued.Contains(token);
    }

    public void Revoke() => _current = null;

    private sealed record Token(string Value, DateTimeOffset Expires);
}
