using System.Collections.Concurrent;
using System.Net;

namespace BotHost.Bench.Load;

/// <summary>As many calls as may be under way at once. If no connection is free, whoever wants one waits, and the lag shows.</summary>
internal sealed class WebhookConnections : IDisposable
{
    private readonly List<WebhookConnection> _all = [];
    private readonly BlockingCollection<WebhookConnection> _free = new(new ConcurrentStack<WebhookConnection>());

    /// <param name="target">Where the webhooks go.</param>
    /// <param name="count">How many.</param>
    /// <param name="completed">As each of them calls it; it gives the connection back.</param>
    /// <param name="longestAnswer">In bytes; null where only the status counts.</param>
    public WebhookConnections(EndPoint target, int count, Action<WebhookConnection, int, long> completed, int? longestAnswer = null)
    {
        for (var i = 0; i < count; i++)
        {
            var connection = new WebhookConnection(target, completed, longestAnswer);
            _all.Add(connection);
            _free.Add(connection);
        }
    }

    public WebhookConnection Take(CancellationToken cancellationToken) => _free.Take(cancellationToken);

    public void GiveBack(WebhookConnection connection) => _free.Add(connection);

    public void Dispose()
    {
        foreach (var connection in _all)
            connection.Dispose();
        _free.Dispose();
    }
}
