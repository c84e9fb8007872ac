using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>Answers that grow, in private chats only.</summary>
/// <remarks>Source: wiki "流式发送单聊消息"; what the page leaves open, after the official SDK.</remarks>
internal sealed class QQStreamApi(
    FakeQQOptions options, QQCalls calls, QQChats chats, QQReplyWindows windows, QQMessageReader reader, QQStreamFaults faults, DeliveryLog deliveries)
{
    private readonly QQRate _rate = new(options.EnforcesRates ? 50 : 0, options.TimeProvider);
    private long _requests;
    private long _tooFast;
    private long _last;

    public long Requests => Volatile.Read(ref _requests);

    /// <summary>Frames that came too soon after the one before. A little too soon can be the way's fault, so it is no violation.</summary>
    public long FramesTooFast => Volatile.Read(ref _tooFast);

    public Task SendAsync(HttpContext context, string openId)
    {
        Interlocked.Increment(ref _requests);
        return calls.RunAsync(context, body => SendAsync(context, QQFrame.Read(body), chats.Find(openId, isGroup: false)));
    }

    private async Task SendAsync(HttpContext context, QQFrame frame, QQChat chat)
    {
        var window = windows.OfMessage(frame.MsgId, chat);
        var stream = Find(frame, window);
        var now = options.TimeProvider.GetUtcNow();
        Check(frame, window, stream, chat, now);
        _rate.Take();

        var fault = await faults.BeginAsync(context);
        if (fault != QQFault.None && !fault.IsShown)
        {
            await context.FailAsync(fault);
            return;
        }

        now = options.TimeProvider.GetUtcNow();
        var (id, room) = stream is null ? Open(frame, window, chat, now) : Continue(frame, stream, chat, now);
        await faults.EndAsync(context);
        if (fault == QQFault.None)
            await context.AnswerAsync(StatusCodes.Status200OK, QQMessageApi.Answer(id, now) with { RemainMsgLen = room }, QQAnswers.Relaxed.QQSendAnswer);
        else
            await context.FailAsync(fault);
    }

    /// <summary>Null: the frame begins a stream.</summary>
    private static QQStream? Find(QQFrame frame, QQReplyWindow window)
    {
        if (frame.StreamId is null)
        {
            return frame.Index == 0
                ? null
                : throw new QQRefusedException(QQCodes.StreamDiverges, $"a first frame with index {frame.Index}", "stream index");
        }

        return window.FindStream(frame.StreamId)
            ?? throw new QQRefusedException(QQCodes.StreamDiverges, "no stream of this stream_msg_id answers this message", "stream_msg_id");
    }

    private void Check(QQFrame frame, QQReplyWindow window, QQStream? stream, QQChat chat, DateTimeOffset now)
    {
        if (stream is null)
        {
            window.CheckStream(now);
            window.Check(frame.Seq, text: null, now);
            Read(frame, frame.Content, chat);
            return;
        }

        lock (stream.Lock)
        {
            CheckNext(frame, stream, now);
            Read(frame, stream.TextAfter(frame), chat);
        }
    }

    private (string Id, int Room) Open(QQFrame frame, QQReplyWindow window, QQChat chat, DateTimeOffset now)
    {
        var seen = Read(frame, frame.Content, chat);
        window.Use(frame.Seq, text: null, now);
        var id = string.Create(CultureInfo.InvariantCulture, $"stream-{Interlocked.Increment(ref _last)}");
        var delivery = new SimulatedDelivery(0, "stream", chat.Target, seen.MsgType, "", seen.Text, [], 0) { Id = id, IsFinished = frame.Closes };
        var stream = new QQStream(id, frame.Seq, deliveries.Show(delivery));
        lock (stream.Lock)
            stream.Take(frame, seen.Text, now);
        window.Add(stream);
        return (id, options.MaxStreamCharacters - frame.Content.Length);
    }

    private (string Id, int Room) Continue(QQFrame frame, QQStream stream, QQChat chat, DateTimeOffset now)
    {
        lock (stream.Lock)
        {
            CheckNext(frame, stream, now);      // again: another frame may have come while this one was held
            var text = stream.TextAfter(frame);
            stream.Take(frame, Read(frame, text, chat).Text, now);
            return (stream.Id, options.MaxStreamCharacters - text.Length);
        }
    }

    private void CheckNext(QQFrame frame, QQStream stream, DateTimeOffset now)
    {
        try
        {
            stream.Check(frame, now, options.StreamPace);
        }
        catch (QQRefusedException refused) when (refused.Code == QQCodes.StreamTooFast)
        {
            Interlocked.Increment(ref _tooFast);
            throw;
        }
    }

    private QQMessage Read(QQFrame frame, string text, QQChat chat) => reader.Read(frame.Type, text, options.MaxStreamCharacters, chat);
}
