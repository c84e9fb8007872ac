using System.Diagnostics.Metrics;
using BotHost.Conversation.Inbox;
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
    }

    public void Accepted(string bot, Acceptance acceptance) => _accepted.Add(1, new("bot", bot), new("result", acceptance.ToString()));

    public void Closed(string bot, Outcome outcome) => _closed.Add(1, new("bot", bot), new("outcome", outcome.ToString()));

    public void RepeatsPossible(int count) => _repeatsPossible.Add(count);

    public void Sent(string bot, string result) => _sends.Add(1, new("bot", bot), new("result", result));

    public void Refused(string bot, string limit) => _refused.Add(1, new("bot", bot), new("limit", limit));

    public void ModelAnswered(string model, TimeSpan duration) => _modelTime.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("model", model));
}
