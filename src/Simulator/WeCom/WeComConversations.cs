using System.Globalization;
using System.Net;
using System.Text;

namespace BotHost.Simulator;

/// <summary>
/// WeCom's side of the talk with an AI bot: reads what it answers to calls, shows it, and asks again and again how far a stream has come.
/// </summary>
/// <remarks>
/// Source: "被动回复消息" (https://developer.work.weixin.qq.com/document/path/101031). It does not say how often WeCom asks (others saw once a second) nor
/// whether a call that fails ends the asking: here it does not.
/// </remarks>
internal sealed class WeComConversations(
    FakeWeComAiBotOptions options, string aiBotId, WeComCipher cipher, WeComCaller caller, Violations violations, DeliveryLog deliveries) : IAsyncDisposable
{
    private const int MaxRemembered = 100_000;

    private readonly Lock _lock = new();
    private readonly Lock _beginning = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Recent<WeComStream> _streamsById = new(MaxRemembered);
    private readonly Recent<WeComStream> _streamsByMessage = new(MaxRemembered);
    private readonly List<WeComStream> _open = [];
    private readonly List<Task> _running = [];
    private long _polls;
    private long _failedPolls;
    private long _expired;
    private long _emptyAnswers;
    private long _lastPoll;

    public long Polls => Volatile.Read(ref _polls);

    public long FailedPolls => Volatile.Read(ref _failedPolls);

    public long Expired => Volatile.Read(ref _expired);

    public long EmptyAnswers => Volatile.Read(ref _emptyAnswers);

    /// <summary>Where the bot listens; asked anew at each call, because a bot that was restarted may listen elsewhere.</summary>
    public Uri? WebhookUrl { get; set; }

    public int OpenStreams
    {
        get
        {
            lock (_lock)
                return _open.Count(stream => !stream.IsOver);
        }
    }

    /// <summary>Reads what came back to a call, and gives what it says.</summary>
    public string Take(WeComAiBotCall call, string nonce, HttpStatusCode status, byte[] body)
    {
        if (status != HttpStatusCode.OK)
            return "";
        if (body.Length == 0)
        {
            Interlocked.Increment(ref _emptyAnswers);
            return "";
        }

        try
        {
            var plaintext = WeComReplyReader.Open(cipher, nonce, body);
            Take(call, plaintext);
            return Encoding.UTF8.GetString(plaintext);
        }
        catch (WeComBadAnswerException bad)
        {
            violations.Add(bad.Rule, bad.Message);
            return "";
        }
    }

    /// <summary>Asks once for every stream that is open.</summary>
    public async Task PollAsync(CancellationToken cancellationToken)
    {
        WeComStream[] open;
        lock (_lock)
        {
            _open.RemoveAll(stream => stream.IsOver);
            open = [.. _open];
        }

        foreach (var stream in open)
            await PollAsync(stream, cancellationToken);
    }

    /// <summary>The question how far the answer to a message has come, for somebody who carries it; null where there is nothing to ask for any more.</summary>
    public WeComWebhook? PollFor(string msgId) => _streamsByMessage.Find(msgId) is { IsOver: false } stream ? BeginPoll(stream) : null;

    /// <summary>Reads what came back to a call that somebody else carried.</summary>
    /// <returns>Whether there is a stream to ask for, now that it has been read.</returns>
    public bool TakeCarried(WeComAiBotCall call, string nonce, HttpStatusCode status, byte[] body)
    {
        if (call.Type != WeComAiBotCall.Refresh)
        {
            Take(call, nonce, status, body);
            return _streamsByMessage.Find(call.MsgId) is { IsOver: false };
        }

        if (_streamsById.Find(call.StreamId) is not { } stream)
            return false;
        EndPoll(stream, nonce, status, body);
        return !stream.IsOver;
    }

    public async ValueTask DisposeAsync()
    {
        Task[] running;
        await _stopping.CancelAsync();
        lock (_lock)
            running = [.. _running];
        await Task.WhenAll(running);
        _stopping.Dispose();
    }

    private void Take(WeComAiBotCall call, byte[] plaintext)
    {
        switch (call.Type)
        {
            case WeComAiBotCall.Message:
                var frame = WeComFrame.Read(plaintext);
                if (frame.MsgType != "stream")
                    throw new WeComBadAnswerException("answer", "a message is answered with a stream only");
                lock (_beginning)               // one message may be delivered twice at a time
                    Begin(call, frame);
                break;
            case WeComAiBotCall.Refresh:
                _ = WeComFrame.Read(plaintext);         // asked by hand: whoever asked looks at it
                break;
            case WeComAiBotCall.EnterChat:
                Welcome(call, WeComFrame.Read(plaintext));
                break;
            case WeComAiBotCall.CardEvent:
                throw new WeComBadAnswerException("answer", "cards are not played here");
            default:
                throw new WeComBadAnswerException("answer", "to this event nothing may be said");
        }
    }

    private void Welcome(WeComAiBotCall call, WeComFrame frame)
    {
        if (frame.MsgType != "text" || frame.Content.Length == 0)
            throw new WeComBadAnswerException("answer", "a welcome is a text");
        deliveries.Add("welcome", call.Chat.Target, frame.MsgType, "", frame.Content, []);
    }

    private void Begin(WeComAiBotCall call, WeComFrame frame)
    {
        if (_streamsByMessage.Find(call.MsgId) is { } begun)
        {
            if (begun.Id == frame.StreamId)
            {
                CheckFinish(frame);
                begun.Take(frame, isFirst: true);
                return;
            }

            violations.Add("second stream", "a message delivered again is answered with another stream");
        }

        WeComStream.CheckContent(frame);
        CheckFinish(frame);
        if (_streamsById.Find(frame.StreamId) is not null)
            throw new WeComBadAnswerException("stream id", "used before, for another message");
        var seen = deliveries.Show(new(0, "stream", call.Chat.Target, "stream", "", frame.Content, [], 0) { Id = frame.StreamId, IsFinished = frame.Finishes, Picture = frame.Picture });
        WeComStream.Show(frame.MorePictures, call.Chat, frame.StreamId, deliveries);
        var stream = new WeComStream(frame.StreamId, call.Chat, options.TimeProvider.GetUtcNow(), seen, deliveries);
        _streamsById.Set(frame.StreamId, stream);
        _streamsByMessage.Set(call.MsgId, stream);
        if (frame.Finishes)
            stream.Close();
        else
            Follow(stream);
    }

    private void CheckFinish(WeComFrame frame)
    {
        if (frame is { Finishes: true, Content: "" })
            violations.Add("empty finish", "nothing is left of the message");
    }

    private void Follow(WeComStream stream)
    {
        lock (_lock)
        {
            if (_stopping.IsCancellationRequested)
                return;
            _open.RemoveAll(open => open.IsOver);
            _open.Add(stream);
            if (options.PollPace == Timeout.InfiniteTimeSpan)
                return;
            _running.RemoveAll(task => task.IsCompletedSuccessfully);
            _running.Add(FollowAsync(stream));
        }
    }

    private async Task FollowAsync(WeComStream stream)
    {
        try
        {
            while (!stream.IsOver)
            {
                await Task.Delay(options.PollPace, options.TimeProvider, _stopping.Token);
                await PollAsync(stream, _stopping.Token);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The simulation ends, and with it the asking.
        }
    }

    private async Task PollAsync(WeComStream stream, CancellationToken cancellationToken)
    {
        if (BeginPoll(stream) is not { } webhook)
            return;
        using var request = webhook.ToRequest(WebhookUrl!);
        var response = await caller.CallAsync(request, cancellationToken);
        EndPoll(stream, webhook.Nonce, response?.Status ?? 0, response?.Body ?? []);
    }

    /// <summary>Null: its time is over.</summary>
    private WeComWebhook? BeginPoll(WeComStream stream)
    {
        var now = options.TimeProvider.GetUtcNow();
        if (now - stream.StartedAt >= options.StreamLimit)
        {
            if (stream.Expire())
            {
                Interlocked.Increment(ref _expired);
                violations.Add("stream left open", $"not finished within {options.StreamLimit.TotalSeconds:0} s");
            }

            return null;
        }

        Interlocked.Increment(ref _polls);
        var msgId = string.Create(CultureInfo.InvariantCulture, $"POLL/{Interlocked.Increment(ref _lastPoll)}=");
        return new WeComWebhook(msgId, WeComAiBotWebhookBody.WriteRefresh(stream.Chat, msgId, aiBotId, stream.Id), WeComEnvelope.Json, cipher, now);
    }

    /// <param name="stream">What was asked for.</param>
    /// <param name="nonce">Of the call.</param>
    /// <param name="status">0: nothing came back.</param>
    /// <param name="body">What came back.</param>
    private void EndPoll(WeComStream stream, string nonce, HttpStatusCode status, byte[] body)
    {
        if (status == 0 || (int)status >= 500)
        {
            Interlocked.Increment(ref _failedPolls);
            stream.Interrupt();
            return;
        }

        try
        {
            Refresh(stream, nonce, status, body);
        }
        catch (WeComBadAnswerException bad)
        {
            violations.Add(bad.Rule, bad.Message);
        }
    }

    private void Refresh(WeComStream stream, string nonce, HttpStatusCode status, byte[] body)
    {
        if (status != HttpStatusCode.OK)
            throw new WeComBadAnswerException("poll", $"answered with {(int)status}");
        if (body.Length == 0)
            throw new WeComBadAnswerException("poll", "answered with nothing, so that WeCom asks for ever");
        var frame = WeComFrame.Read(WeComReplyReader.Open(cipher, nonce, body));
        if (frame.MsgType != "stream")
            throw new WeComBadAnswerException("poll", "answered with something else than a stream");
        CheckFinish(frame);
        stream.Take(frame, isFirst: false);
    }
}
