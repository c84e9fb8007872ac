using System.Security.Cryptography;

namespace BotHost.Simulator;

/// <summary>
/// The tenant access tokens of an app. While the newest has half an hour or more to go, asking again gives the same one; after that a new one,
/// and both are good until their ends.
/// </summary>
/// <remarks>Source: "自建应用获取 tenant_access_token".</remarks>
internal sealed class FeishuTokens(TimeSpan lifetime, TimeProvider time)
{
    private static readonly TimeSpan RenewalWindow = TimeSpan.FromMinutes(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _ends = [];
    private (string Value, DateTimeOffset End)? _newest;
    private long _issued;

    public long Issued => Volatile.Read(ref _issued);

    /// <summary>A token and the whole seconds that are left of it.</summary>
    public (string Value, int Seconds) Fetch()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_newest is not { } newest || newest.End - now < RenewalWindow)
            {
                newest = ("t-" + RandomNumberGenerator.GetHexString(40, lowercase: true), now + lifetime);
                _newest = newest;
                _ends[newest.Value] = newest.End;
                _issued++;
            }

            return (newest.Value, (int)(newest.End - now).TotalSeconds);
        }
    }

    public bool IsGood(string token)
    {
        lock (_lock)
            return _ends.TryGetValue(token, out var end) && time.GetUtcNow() < end;
    }

    public bool WasIssued(string token)
    {
        lock (_lock)
            return _ends.ContainsKey(token);
    }

    /// <summary>All tokens are bad from now on, and the next call gives a new one.</summary>
    public void Revoke()
    {
        lock (_lock)
        {
            foreach (var token in _ends.Keys.ToList())
                _ends[token] = DateTimeOffset.MinValue;
            _newest = null;
        }
    }
}
