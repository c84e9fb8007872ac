using System.Text;
using BotHost.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace BotHost.Tests.Webhooks;

/// <summary>Callers that go away in the middle of a body. Anybody can do that, as often as they like: it is nobody's error, and no success.</summary>
public sealed class BrokenOffTests : IDisposable
{
    private const int Callers = 500;
    private const int AtOnce = 20;

    private readonly RecordedLogs _logs = new(LogLevel.Warning);
    private readonly HostCertificate _certificate = new();

    public void Dispose()
    {
        _certificate.Dispose();
        _logs.Dispose();
    }

    [Theory]
    [InlineData(false, false, false, false)]
    [InlineData(false, false, false, true)]
    [InlineData(false, false, true, false)]
    [InlineData(false, false, true, true)]
    [InlineData(false, true, false, false)]
    [InlineData(false, true, false, true)]
    [InlineData(false, true, true, false)]
    [InlineData(false, true, true, true)]
    [InlineData(true, false, false, false)]
    [InlineData(true, false, false, true)]
    [InlineData(true, false, true, false)]
    [InlineData(true, false, true, true)]
    [InlineData(true, true, false, false)]
    [InlineData(true, true, false, true)]
    [InlineData(true, true, true, false)]
    [InlineData(true, true, true, true)]
    public async Task Whoever_breaks_off_in_the_middle_leaves_nothing_behind_but_a_line_a_minute(bool encrypted, bool chunked, bool resets, bool slowly)
    {
        await using var app = await StartAsync(encrypted);
        using var requests = new CountedRequests(app.Services);

        await Parallel.ForEachAsync(Enumerable.Range(0, Callers), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (caller, _) =>
        {
            using var connection = await RawConnection.OpenAsync(app.Webhook, encrypted ? _certificate : null);
            await SendHalfAsync(connection, Genuine(app) with { Path = caller % 5 == 0 ? "/webhooks/nobody" : "/webhooks/dingtalk", Chunked = chunked }, slowly);
            if (resets)
            {
                connection.Abort();
            }
        });
        if (slowly)
        {
            await Eventually.TrueAsync(() => requests.Statuses.Count == Callers, "every request ended");    // others may have gone before their request was read
        }

        await app.RestartAsync();               // by now the server is done with the connections, and has said what it thinks of them
        Assert.All(_logs.Lines, line => Assert.Equal("Refused", line.Event));
        Assert.Equal(_logs.Lines.Count, _logs.Lines.Select(line => line.Text).Distinct().Count());
        Assert.All(requests.Statuses, status => Assert.InRange(status, 400, 499));
        Assert.NotEmpty(requests.Statuses);
        Assert.Empty(app.Stored());
    }

    private Task<BotHostApp> StartAsync(bool encrypted)
    {
        var settings = new Dictionary<string, string>(encrypted ? _certificate.Settings : new Dictionary<string, string>())
        {
            ["Logging:LogLevel:Default"] = "Warning",
        };
        return BotHostApp.StartAsync(new BotHostSetup
        {
            Settings = settings,
            Replace = services =>
            {
                _logs.Install(services);
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new OneInstant()));      // the same minute for all of them
            },
        });
    }

    private static async Task SendHalfAsync(RawConnection connection, RawRequest request, bool slowly)
    {
        var length = request.Chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {request.Body.Length}";
        await connection.SendAsync(request.Head(slowly ? $"Expect: 100-continue\r\n{length}" : length));
        if (slowly)
        {
            await connection.ReceiveAsync();    // its body is being waited for, or not wanted
        }

        byte[] half = [.. request.Chunked ? Encoding.ASCII.GetBytes($"{request.Body.Length:x}\r\n") : [], .. request.Body.AsSpan(0, request.Body.Length / 2)];
        await connection.SendAsync(half.AsMemory(0, half.Length / 2));
        await connection.SendAsync(half.AsMemory(half.Length / 2));
    }

    private static RawRequest Genuine(BotHostApp app)
    {
        var webhook = app.DingTalk.Ask(new DingTalkQuestion { Text = "hi" });
        return new RawRequest("POST", "/webhooks/dingtalk", [.. webhook.Headers.Select(header => (header.Key, header.Value))], webhook.Body);
    }

    /// <summary>Waits pass, and the hands of the clock stand still.</summary>
    private sealed class OneInstant : TimeProvider
    {
        private readonly long _timestamp = TimeProvider.System.GetTimestamp();

        public override long GetTimestamp() => _timestamp;
    }
}
