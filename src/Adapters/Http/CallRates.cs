using System.Collections.Concurrent;

namespace BotHost.Adapters.Http;

/// <summary>The pace of each of one app's calls: two bots that speak for the same app keep it together.</summary>
internal sealed class CallRates(TimeProvider time)
{
    private readonly ConcurrentDictionary<CallLimit, CallRate> _rates = new();

    public CallRate Of(CallLimit limit) => _rates.GetOrAdd(limit, static (documented, clock) => new CallRate(documented, clock), time);
}
