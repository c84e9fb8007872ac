using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Tests.Webhooks;

/// <summary>The status of every request that one host is done with, as its metrics and an access log tell it.</summary>
internal sealed class CountedRequests : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<int> _statuses = new();

    public CountedRequests(IServiceProvider host)
    {
        var meters = host.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "http.server.request.duration" && ReferenceEquals(instrument.Meter.Scope, meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => _statuses.Enqueue(Status(tags)));
        _listener.Start();
    }

    public IReadOnlyCollection<int> Statuses => [.. _statuses];

    public void Dispose() => _listener.Dispose();

    private static int Status(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (name, value) in tags)
        {
            if (name == "http.response.status_code")
            {
                return (int)value!;
            }
        }

        return 0;
    }
}
