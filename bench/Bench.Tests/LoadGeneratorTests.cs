using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using BotHost.Bench.Load;

namespace BotHost.Bench.Tests;

public sealed class LoadGeneratorTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_is_not_acknowledged_is_sent_again_until_it_is()
    {
        using var server = new ScriptedServer(attempt => attempt switch
        {
            1 => "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
            2 => null,                                  // hangs up without a word
            _ => "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        });
        var ledger = await DriveAsync(server, messages: 1, retryAfter: TimeSpan.FromMilliseconds(1));

        Assert.Equal(1, ledger.AcknowledgedCount);
        Assert.Equal(new Dictionary<int, int> { [503] = 1, [WebhookConnection.Broken] = 1 }, ledger.Refusals);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task What_is_refused_for_good_is_not_sent_again()
    {
        using var server = new ScriptedServer(_ => "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
        var ledger = await DriveAsync(server, messages: 3, retryAfter: TimeSpan.FromMilliseconds(1));

        Assert.Equal(0, ledger.AcknowledgedCount);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Every_message_of_the_plan_arrives_once_and_its_times_follow_each_other()
    {
        using var server = new ScriptedServer(_ => "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var ledger = await DriveAsync(server, messages: 100, retryAfter: null);

        Assert.Equal(Enumerable.Range(0, 100), server.Requests.Select(int.Parse).Order());
        Assert.All(Enumerable.Range(0, 100), message =>
        {
            Assert.True(ledger.Scheduled(message) <= ledger.Sent(message));
            Assert.True(ledger.Sent(message) <= ledger.Acknowledged(message));
        });
    }

    private static async Task<Ledger> DriveAsync(ScriptedServer server, int messages, TimeSpan? retryAfter)
    {
        var plan = LoadPlan.Counted(messages, perSecond: 2_000, conversations: 1, new Random(1));
        var ledger = new Ledger(messages);
        var requests = Enumerable.Range(0, messages).Select(message => Encoding.ASCII.GetBytes($"{message}\n")).ToArray();
        using var limit = new CancellationTokenSource(Limit);
        using var generator = new LoadGenerator(server.EndPoint, connections: 4, plan, requests, ledger, retryAfter);
        await generator.RunAsync(limit.Token);
        return ledger;
    }

    /// <summary>Takes lines for requests and answers the n-th of all as the script says; null hangs up.</summary>
    private sealed class ScriptedServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Func<int, string?> _script;
        private int _attempts;

        public ScriptedServer(Func<int, string?> script)
        {
            _script = script;
            _listener.Start();
            _ = AcceptAsync();
        }

        public EndPoint EndPoint => _listener.LocalEndpoint;

        public ConcurrentQueue<string> Requests { get; } = new();

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                    _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private async Task ServeAsync(TcpClient client)
        {
            using (client)
            {
                using var reader = new StreamReader(client.GetStream());
                while (await reader.ReadLineAsync() is { } request)
                {
                    Requests.Enqueue(request);
                    if (_script(Interlocked.Increment(ref _attempts)) is not { } answer)
                        return;
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
                }
            }
        }
    }
}
