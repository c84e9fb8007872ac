using BotHost.Conversation.Llm.Streaming;
using BotHost.Conversation.Telemetry;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Llm.Keys;

/// <summary>
/// What is known of servers, models and keys, shared by all entries that ask the same: a key that one server refuses is refused for every
/// model there, and a model that is down is down for whoever asks it.
/// </summary>
internal sealed class ModelHealths(EngineMetrics metrics, TimeProvider time, ILoggerFactory loggers)
{
    private readonly Lock _gate = new();
    private readonly RetryDelays _delays = new(new Random());
    private readonly Dictionary<(Uri, string Key), KeyStanding> _standings = [];
    private readonly Dictionary<(Uri, string Model, string Keys), KeyPool> _pools = [];
    private readonly Dictionary<(Uri, string Model), Circuit> _circuits = [];
    private readonly Dictionary<(Uri, string Model), RefusedFields> _refused = [];

    public RefusedFields RefusedBy(ModelOptions model) => Get(_refused, (model.BaseUrl, model.Model), () => new RefusedFields());

    public Circuit CircuitOf(ModelOptions model) => Get(_circuits, (model.BaseUrl, model.Model), () =>
    {
        var circuit = new Circuit(model.Name, _delays, time, loggers.CreateLogger<Circuit>());
        metrics.Watch(model.Name, circuit);
        return circuit;
    });

    /// <summary>Entries that have the same keys for the same model share its calls at once, too: those of the first of them.</summary>
    public KeyPool KeysOf(ModelOptions model) => Get(_pools, (model.BaseUrl, model.Model, string.Join(',', model.ApiKeys)), () =>
    {
        IReadOnlyList<ModelKey> keys = model.ApiKeys.Count == 0 ? [ModelKey.None] : [.. model.ApiKeys.Select((key, index) => new ModelKey(key, index + 1))];
        var atOnce = model.CallsAtOnce == 0 ? int.MaxValue : model.CallsAtOnce;
        var pool = new KeyPool(
            model.Name,
            [.. keys.Select(key => new PooledKey(key, Get(_standings, (model.BaseUrl, key.Value), () => new KeyStanding()), atOnce))],
            _gate,
            _delays,
            time,
            loggers.CreateLogger<KeyPool>());
        metrics.Watch(model.Name, pool);
        return pool;
    });

    private T Get<TKey, T>(Dictionary<TKey, T> known, TKey key, Func<T> make)
        where TKey : notnull
    {
        lock (_gate)
        {
            if (!known.TryGetValue(key, out var value))
                known.Add(key, value = make());
            return value;
        }
    }
}
