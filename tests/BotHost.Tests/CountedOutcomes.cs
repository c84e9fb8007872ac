using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using BotHost.Conversation.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Tests;

/// <summary>What one host counts, by instrument and result. Hosts of other tests in this process have meters of the same name and are not heard.</summary>
internal sealed class CountedOutcomes : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Instrument, string Result), long> _counts = new();

    public CountedOutcomes(IServiceProvider host)
    {
        var meters = host.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == EngineMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _counts.AddOrUpdate((instrument.Name, Result(tags)), value, (_, sum) => sum + value));
        _listener.Start();
    }

    /// <summary>Messages stored and not known before.</summary>
    public long Stored => Accepted("Stored");

    /// <summary>Messages closed, whatever the outcome.</summary>
    public long AllClosed => _counts.Where(count => count.Key.Instrument == "bothost.messages.closed").Sum(count => count.Value);

    public long Accepted(string result) => _counts.GetValueOrDefault(("bothost.messages.accepted", result));

    public long Closed(string outcome) => _counts.GetValueOrDefault(("bothost.messages.closed", outcome));

    public void Dispose() => _listener.Dispose();

    private static string Result(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (name, value) in tags)
        {
            if (name is "result" or "outcome")
            {
                return (string)value!;
            }
        }

        return "";
    }
}
