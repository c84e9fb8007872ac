using System.Diagnostics;
using System.Net;
using BotHost.Simulator;

namespace BotHost.Bench.Load;

/// <summary>
/// WeCom for an AI bot: asks every question at its time, and comes for its answer at a steady pace until that is finished. The simulated platform makes
/// every call and reads every answer, connections of ours carry them: what is measured is the bot, and not a client in between.
/// </summary>
/// <remarks>
/// A poll is due one pace after the last one was, however long that took; only two of one stream are never under way at once. A call that fails is made
/// again one pace later, as WeCom does it in the field. It ends by itself: when its time is over the platform comes for no stream any more.
/// </remarks>
internal sealed class PollDriver : IDisposable
{
    /// <summary>A frame has up to 20,480 bytes of text (101031), and a third more in Base64.</summary>
    private const int LongestAnswer = 64 * 1024;

    private readonly FakeWeComAiBot _platform;
    private readonly Uri _webhook;
    private readonly IReadOnlyList<Arrival> _questions;
    private readonly PollLedger _ledger;
    private readonly long _pace;
    private readonly long _longest;
    private readonly Stream[] _streams;
    private readonly WebhookConnections _connections;
    private readonly Lock _dueLock = new();
    private readonly PriorityQueue<Stream, long> _due = new();
    private int _open;

    /// <param name="platform">Makes and reads the calls; it must have no pace of its own.</param>
    /// <param name="host">Scheme, host and port of the target.</param>
    /// <param name="bot">The bot's name.</param>
    /// <param name="questions">Which question is asked when, each once.</param>
    /// <param name="ask">The question of that number.</param>
    /// <param name="ledger">Where every call is written down.</param>
    /// <param name="pace">Between two polls of one stream.</param>
    /// <param name="longest">A question that nobody took by then is asked no more.</param>
    /// <param name="connections">Calls under way at once.</param>
    public PollDriver(
        FakeWeComAiBot platform,
        Uri host,
        string bot,
        IReadOnlyList<Arrival> questions,
        Func<int, WeComAiBotQuestion> ask,
        PollLedger ledger,
        TimeSpan pace,
        TimeSpan longest,
        int connections)
    {
        _platform = platform;
        _webhook = new Uri(host, $"/webhooks/{bot}");
        _questions = questions;
        _ledger = ledger;
        _pace = TimeKeeper.Ticks(pace);
        _longest = TimeKeeper.Ticks(longest);
        _streams = [.. questions.Select((arrival, index) => new Stream(index, arrival.Message, platform.Ask(ask(arrival.Message))))];
        _open = _streams.Length;
        _connections = new WebhookConnections(new IPEndPoint(IPAddress.Parse(host.Host), host.Port), connections, Completed, LongestAnswer);
    }

    /// <summary>Ends when there is nothing to come for any more.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => TimeKeeper.RunAsync(Run, cancellationToken);

    public void Dispose() => _connections.Dispose();

    private void Run(CancellationToken cancellationToken)
    {
        var start = TimeKeeper.Start;
        for (var index = 0; index < _streams.Length; index++)
            Schedule(_streams[index], start + TimeKeeper.Ticks(_questions[index].At));
        while (Volatile.Read(ref _open) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TakeDue(out var next) is { } stream)
                Send(stream, cancellationToken);
            else
                TimeKeeper.SleepTowards(next);
        }
    }

    private void Send(Stream stream, CancellationToken cancellationToken)
    {
        var call = stream.IsBegun ? _platform.PollFor(stream.Question) : stream.Question.SignedAt(TimeProvider.System.GetUtcNow());
        if (call is null)
        {
            End();
            return;
        }

        using var request = call.ToRequest(_webhook);
        var bytes = Questions.Bytes(request, _webhook);
        var connection = _connections.Take(cancellationToken);
        stream.Call = call;
        stream.Sent = Stopwatch.GetTimestamp();
        connection.Send(stream.Index, bytes);
    }

    private void Completed(WebhookConnection connection, int status, long at)
    {
        var stream = _streams[connection.Message];
        var body = connection.Body.ToArray();
        _connections.GiveBack(connection);
        var call = new AiBotCall(stream.Message, stream.IsBegun, stream.Due, stream.Sent, at, status);
        _ledger.Mark(call);
        var goesOn = _platform.Take(stream.Call!, status, body);
        if (call is { IsPoll: false, Succeeded: false })
            goesOn = at - stream.FirstDue < _longest && status is WebhookConnection.Broken or >= 500;      // refused for good, nobody asks again
        stream.IsBegun |= call.Succeeded;
        if (goesOn)
            Schedule(stream, Math.Max(stream.Due + _pace, at));
        else
            End();
    }

    private void Schedule(Stream stream, long due)
    {
        stream.Due = due;
        if (stream.FirstDue == 0)
            stream.FirstDue = due;
        lock (_dueLock)
            _due.Enqueue(stream, due);
    }

    /// <summary>Null: none is due before <paramref name="next"/>.</summary>
    private Stream? TakeDue(out long next)
    {
        lock (_dueLock)
            return _due.TryPeek(out _, out next) && next <= Stopwatch.GetTimestamp() ? _due.Dequeue() : null;
    }

    private void End() => Interlocked.Decrement(ref _open);

    /// <summary>Of one question. One thread at a time has to do with it: the one that keeps the time, or the one that the answer came on.</summary>
    private sealed class Stream(int index, int message, WeComWebhook question)
    {
        public int Index => index;

        public int Message => message;

        public WeComWebhook Question => question;

        public bool IsBegun { get; set; }

        /// <summary>What is under way, or was last.</summary>
        public WeComWebhook? Call { get; set; }

        public long FirstDue { get; set; }

        public long Due { get; set; }

        public long Sent { get; set; }
    }
}
