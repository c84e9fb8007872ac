using System.Collections.Concurrent;

namespace BotHost.Adapters.Http;

/// <summary>The pace of each of one app's calls: two bots that speak for the same app keep it together.</summary>
internal sealed class CallRates(TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<CallLimit, Lazy<CallRate>> _rates = new();

    public CallRate Of(CallLimit limit) => _rates.GetOrAdd(limit, static (documented, clock) => new Lazy<CallRate>(() => new CallRate(documented, clock)), time).Value;

    public void Dispose()
    {
        foreach (var rate in _rates.Values)
            rate.Value.Dispose();
    }
}
