using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using BotHost.Conversation.Context;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Llm.Keys;
using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Telemetry;

/// <summary>What the engine counts. Every accepted message is closed with one outcome: the counters add up.</summary>
internal sealed class EngineMetrics
{
    public const string MeterName = "BotHost.Conversation";

    private readonly Counter<long> _accepted;
    private readonly Counter<long> _closed;
    private readonly Counter<long> _repeatsPossible;
    private readonly Counter<long> _sends;
    private readonly Histogram<double> _modelTime;
    private readonly Counter<long> _modelRetries;
    private readonly Counter<long> _fallbacks;
    private readonly ConcurrentDictionary<string, KeyPool> _keys = new();
    private readonly ConcurrentDictionary<string, Circuit> _circuits = new();

    private readonly Gauge<double> _tokenRatio;
    private readonly Counter<long> _summaries;
    private readonly Counter<long> _summaryTokens;
    private readonly Counter<long> _refused;

    public EngineMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _accepted = meter.CreateCounter<long>("bothost.messages.accepted", "{message}", "Messages handed in, by what became of them.");
        _closed = meter.CreateCounter<long>("bothost.messages.closed", "{message}", "Messages closed, by outcome.");
        _repeatsPossible = meter.CreateCounter<long>("bothost.repeats.possible", "{message}", "Deliveries that a kill cut off: their part may be shown twice where the platform does not recognise a resend.");
        _sends = meter.CreateCounter<long>("bothost.sends", "{send}", "Parts sent, by result.");
        _refused = meter.CreateCounter<long>("bothost.messages.refused", "{message}", "Messages that were not answered because an administrator set a limit, by which: person, chat, rate or budget.");
        _modelTime = meter.CreateHistogram<double>("bothost.model.duration", "s", "From the question to the end of the model's answer.");
        _tokenRatio = meter.CreateGauge<double>("bothost.model.token_ratio", description: "Tokens that a model's server counts for one of the estimate.");
        _summaries = meter.CreateCounter<long>("bothost.summaries", "{summary}", "Long conversations whose oldest turns were to be folded into a summary, by what became of it.");
        _summaryTokens = meter.CreateCounter<long>("bothost.summaries.tokens", "{token}", "What summaries used of a model, by direction.");
        _modelRetries = meter.CreateCounter<long>("bothost.model.retries", "{try}", "Calls of a model made again, by why the last one failed.");
        _fallbacks = meter.CreateCounter<long>("bothost.model.fallbacks", "{question}", "Questions that went on to another model, by why.");
        meter.CreateObservableGauge("bothost.model.keys", () => _keys.SelectMany(CountKeys), "{key}", "Keys of a model, by state.");
        meter.CreateObservableGauge(
            "bothost.model.circuit",
            () => _circuits.Select(model => new Measurement<int>((int)model.Value.State, new KeyValuePair<string, object?>("model", model.Key))),
            description: "Whether a model is asked: 0 it is, 1 one call tries it, 2 it is left alone.");
    }

    public void Accepted(string bot, Acceptance acceptance) => _accepted.Add(1, new("bot", bot), new("result", acceptance.ToString()));

    public void Closed(string bot, Outcome outcome) => _closed.Add(1, new("bot", bot), new("outcome", outcome.ToString()));

    public void RepeatsPossible(int count) => _repeatsPossible.Add(count);

    public void Sent(string bot, string result) => _sends.Add(1, new("bot", bot), new("result", result));

    public void TokensCounted(string model, double ratio) => _tokenRatio.Record(ratio, new KeyValuePair<string, object?>("model", model));

    public void Summarised(string model, SummaryResult result, int inputTokens, int outputTokens)
    {
        _summaries.Add(1, new("model", model), new("result", result.ToString()));
        if (inputTokens + outputTokens > 0)
        {
            _summaryTokens.Add(inputTokens, new("model", model), new("direction", "in"));
            _summaryTokens.Add(outputTokens, new("model", model), new("direction", "out"));
        }
    }

    public void ModelRetried(string model, LlmFailureKind reason) => _modelRetries.Add(1, new("model", model), new("reason", reason.ToString()));

    public void WentOn(string model, string to, LlmFailureKind reason) => _fallbacks.Add(1, new("model", model), new("to", to), new("reason", reason.ToString()));

    /// <summary>Shows the states of its keys.</summary>
    public void Watch(string model, KeyPool keys) => _keys[model] = keys;

    /// <summary>Shows the state of its circuit.</summary>
    public void Watch(string model, Circuit circuit) => _circuits[model] = circuit;
    public void Refused(string bot, string limit) => _refused.Add(1, new("bot", bot), new("limit", limit));

    public void ModelAnswered(string model, TimeSpan duration) => _modelTime.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("model", model));

    private static IEnumerable<Measurement<int>> CountKeys(KeyValuePair<string, KeyPool> model)
    {
        var counts = model.Value.Counts;
        yield return Of("well", counts.Well);
        yield return Of("resting", counts.Resting);
        yield return Of("retired", counts.Retired);

        Measurement<int> Of(string state, int count) => new(count, new("model", model.Key), new("state", state));
    }
}
