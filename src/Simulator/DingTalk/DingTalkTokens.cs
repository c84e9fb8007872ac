using System.Security.Cryptography;

namespace BotHost.Simulator;

/// <summary>The one access token of an app: asking again while it is good gives the same one and prolongs it.</summary>
/// <remarks>Source: sheet "获取企业内部应用的accessToken".</remarks>
internal sealed class DingTalkTokens(TimeSpan lifetime, TimeProvider time)
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

    public string Fetch()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var value = _current is { } current && now < current.Expires ? current.Value : "tok-" + RandomNumberGenerator.GetHexString(32, lowercase: true);
            _issued.Add(value);
            _current = new Token(value, now + lifetime);
            return value;
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
