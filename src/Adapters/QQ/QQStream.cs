using System.Globalization;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.QQ;

/// <summary>
/// A message of a private chat that grows. Source: 流式发送单聊消息. Every frame holds the whole text and must begin with everything that was
/// shown before, so what is shown is kept with the message: a later process finishes the stream with an answer that begins with it, and for
/// any other answer closes the stream as it stands and leaves the whole text to an ordinary message.
/// </summary>
internal sealed partial class QQStream(
    QQOptions options, QQReplyAddress address, QQApi api, QQCalls calls, QQDelivery delivery, QQMarkdownMemory markdown, TimeProvider time, ILogger logger)
{
    /// <summary>The official SDK's pace; the platform wants at least 300 ms.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    /// <summary>The platform's own shortest time between two frames, and a little for the way: the last frame may follow at once otherwise.</summary>
    private static readonly TimeSpan ShortestGap = TimeSpan.FromMilliseconds(400);

    /// <summary>The message that is answered must not be older than five minutes (the official SDK); less a margin for the last frames.</summary>
    private static readonly TimeSpan OldestQuestion = TimeSpan.FromSeconds(270);

    /// <summary>
    /// Shown while it grows. A first part is cut where it is at least half full, so this much of it never goes away again.
    /// </summary>
    private const int MaxShownCharacters = (QQSender.MaxPartCharacters / 2) - 100;

    private const string TooMany = "the growing messages of this app change too often together";

    /// <summary>A stream that another process began can be finished but not continued: its model may be writing something else.</summary>
    private readonly bool _isFromBefore = delivery.Stream is not null;

    private QQStreamRecord? _stream = delivery.Stream;
    private long? _lastFrameAt;
    private bool _isOver;

    public GrowthRules? Growth => _isFromBefore || _isOver || address.Scene != QQScene.Private || address.MessageId is null
        || markdown.IsRefused(address.Scene) || TimeLeft <= TimeSpan.Zero
        ? null
        : new GrowthRules { Pace = Pace, Longest = TimeLeft };

    private TimeSpan TimeLeft => address.Received + OldestQuestion - time.GetUtcNow();

    public async Task<ShowResult> ShowAsync(string textSoFar, CancellationToken cancellationToken)
    {
        if (Growth is null)
            return Over("the question is too old, or the answer was given up");
        var text = QQMarkdown.Growing(textSoFar, MaxShownCharacters);
        var shown = _stream?.Shown ?? "";
        if (text == shown)
            return new ShowResult.Shown();
        if (!text.StartsWith(shown, StringComparison.Ordinal))
            return new ShowResult.Skipped("it does not begin with what is shown");
        if (calls.Remaining is var wait && wait > TimeSpan.Zero)
            return new ShowResult.Skipped("the platform wants this app to wait", wait);
        if ((_stream is null ? await calls.PassFrameAsync(cancellationToken) : calls.TryTakeFrame()) is var line && line > TimeSpan.Zero)
            return new ShowResult.Skipped(TooMany, line);
        return _stream is null ? await BeginAsync(text, cancellationToken) : await GoOnAsync(_stream, text, cancellationToken);
    }

    /// <summary>Makes what is shown the whole first part.</summary>
    /// <returns>
    /// Null where nothing is shown, or what is shown cannot become this text: then it is sent as an ordinary message. Refused only where the
    /// platform's review refused the text: to send that again in another way gets bots banned.
    /// </returns>
    public async Task<SendResult?> FinishAsync(string text, CancellationToken cancellationToken)
    {
        if (_stream is not { IsOver: false, Id.Length: > 0 } stream)
            return null;
        if (await calls.PassFrameAsync(cancellationToken) is var line && line > TimeSpan.Zero)
            return new SendResult.Deferred(TooMany, line);
        var whole = QQMarkdown.Finished(text);
        if (!whole.StartsWith(stream.Shown, StringComparison.Ordinal) || stream.With(whole).IsFull)
            return await LeaveAsync(stream, cancellationToken);

        if (!stream.IsClosing)
            await KeepAsync(stream with { IsClosing = true }, cancellationToken);
        var answer = await FrameAsync(stream, StreamRequest.Finished, whole, cancellationToken);
        switch (answer.Error)
        {
            case null:
                return new SendResult.Delivered(stream.Id);
            case { Kind: QQErrorKind.Duplicate } when stream.IsClosing:
                return new SendResult.Delivered(stream.Id);         // closed by an attempt whose answer was lost
            case { IsTransient: true } error:
                Log.Failed(logger, options.Bot, error);
                return new SendResult.Deferred(error.ToString(), error.Wait);
            case { Kind: QQErrorKind.WindowOver } error:
                Log.Failed(logger, options.Bot, error);
                await KeepAsync(stream with { IsOver = true }, cancellationToken);
                return null;                                        // too late for any frame
            case { } error:
                Log.Failed(logger, options.Bot, error);
                var left = await LeaveAsync(stream, cancellationToken);
                return left is null && error.Kind == QQErrorKind.ContentRefused ? new SendResult.Refused(error.ToString()) : left;
        }
    }

    /// <summary>Ends what is shown, if anything is: what follows is something else.</summary>
    /// <returns>Null once nothing is open any more; else it is to be closed later, and nothing follows before.</returns>
    public async Task<SendResult?> CloseAsync(CancellationToken cancellationToken)
    {
        if (_stream is not { IsOver: false, Id.Length: > 0 } stream)
            return null;
        return await calls.PassFrameAsync(cancellationToken) is var line && line > TimeSpan.Zero
            ? new SendResult.Deferred(TooMany, line)
            : await LeaveAsync(stream, cancellationToken);
    }

    private async Task<ShowResult> BeginAsync(string text, CancellationToken cancellationToken)
    {
        var begun = new QQStreamRecord { Next = 1, Shown = text };
        await delivery.StoreAsync(begun, cancellationToken);
        var answer = await FrameAsync(new QQStreamRecord(), StreamRequest.Growing, text, cancellationToken);
        switch (answer)
        {
            case { Error: null, Response.Id: { Length: > 0 } id }:
                await KeepAsync(begun with { Id = id, Room = Room(answer) }, cancellationToken);
                return new ShowResult.Shown();
            case { Error: null }:
                return Over("the platform did not name the stream");
            case { Error: { IsTransient: true, MayBeTaken: false } error }:
                return new ShowResult.Skipped(error.ToString(), error.Wait ?? TimeSpan.Zero);     // nobody sees anything yet
            default:
                return Over(answer.Error.ToString());
        }
    }

    private async Task<ShowResult> GoOnAsync(QQStreamRecord stream, string text, CancellationToken cancellationToken)
    {
        var next = stream.With(text);
        if (next.IsFull)
            return Over("the stream takes no more characters");
        await delivery.StoreAsync(next, cancellationToken);
        var answer = await FrameAsync(stream, StreamRequest.Growing, text, cancellationToken);
        switch (answer.Error)
        {
            case null:
                _stream = next with { Room = Room(answer) };
                return new ShowResult.Shown();
            case { MayBeTaken: true } error:
                _stream = next with { Room = null };
                return new ShowResult.Skipped(error.ToString(), error.Wait ?? TimeSpan.Zero);
            case { IsTransient: true } error:
                return new ShowResult.Skipped(error.ToString(), error.Wait ?? TimeSpan.Zero);     // surely not taken: the index is free
            case { } error:
                return Over(error.ToString());
        }
    }

    /// <summary>Ends a stream with what it shows: the whole text follows by itself.</summary>
    /// <returns>Null, once the stream is closed or cannot be; else it is to be closed later, and nothing follows before.</returns>
    private async Task<SendResult.Deferred?> LeaveAsync(QQStreamRecord stream, CancellationToken cancellationToken)
    {
        var answer = await FrameAsync(stream, StreamRequest.Finished, stream.Shown, cancellationToken);
        if (answer.Error is { } error)
        {
            Log.Failed(logger, options.Bot, error);
            if (error is { IsTransient: true, MayBeTaken: false })
                return new SendResult.Deferred(error.ToString(), error.Wait);
        }

        await KeepAsync(stream with { IsOver = true }, cancellationToken);
        return null;
    }

    private async Task KeepAsync(QQStreamRecord stream, CancellationToken cancellationToken)
    {
        await delivery.StoreAsync(stream, cancellationToken);
        _stream = stream;
    }

    private async Task<QQAnswer> FrameAsync(QQStreamRecord stream, int state, string text, CancellationToken cancellationToken)
    {
        if (_lastFrameAt is { } last && ShortestGap - time.GetElapsedTime(last) is var early && early > TimeSpan.Zero)
            await Task.Delay(early, time, cancellationToken);
        var frame = new StreamRequest
        {
            InputState = state,
            Index = stream.Next,
            ContentRaw = text,
            StreamMsgId = stream.Id.Length > 0 ? stream.Id : null,
            MsgId = address.MessageId!,
            EventId = address.MessageId!,
            MsgSeq = QQSequence.Stream,
        };
        var answer = await calls.RunAsync((token, stopping) => api.StreamAsync(token, address.Target, frame, stopping), cancellationToken);
        _lastFrameAt = time.GetTimestamp();
        if (answer.Error?.Kind == QQErrorKind.MarkdownRefused)
            markdown.Refused(address.Scene);
        return answer;
    }

    private ShowResult.Over Over(string reason)
    {
        _isOver = true;
        return new ShowResult.Over(reason);
    }

    private static int? Room(QQAnswer answer) => int.TryParse(answer.Response.RemainMsgLen, NumberStyles.None, CultureInfo.InvariantCulture, out var room) ? room : null;

    private static partial class Log
    {
        [LoggerMessage(EventId = 281, Level = LogLevel.Warning, Message = "Bot {Bot} could not close a growing message: {Error}.")]
        public static partial void Failed(ILogger logger, string bot, QQError error);
    }
}
