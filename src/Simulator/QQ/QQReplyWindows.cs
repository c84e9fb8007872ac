using System.Collections.Concurrent;

namespace BotHost.Simulator;

/// <summary>The messages and events that can still be answered; what nobody can answer any more is forgotten as new ones come.</summary>
internal sealed class QQReplyWindows(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, QQReplyWindow> _ofMessages = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, QQReplyWindow> _ofEvents = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(DateTimeOffset At, string MsgId)> _toForget = new();

    /// <summary>A message that is delivered twice can be answered from when it was delivered first.</summary>
    public void OpenForMessage(string msgId, QQChat chat, DateTimeOffset sentAt)
    {
        var now = time.GetUtcNow();
        if (_ofMessages.TryAdd(msgId, new QQReplyWindow(chat, isOfEvent: false, sentAt)))
            _toForget.Enqueue((now + QQReplyWindow.Longest + TimeSpan.FromMinutes(5), msgId));
        while (_toForget.TryPeek(out var oldest) && oldest.At < now && _toForget.TryDequeue(out oldest))
            _ofMessages.TryRemove(oldest.MsgId, out _);
    }

    public void OpenForEvent(string eventId, QQChat chat, DateTimeOffset sentAt)
    {
        _ofEvents.TryAdd(eventId, new QQReplyWindow(chat, isOfEvent: true, sentAt));
    }

    /// <exception cref="QQRefusedException">There is no such message in this chat.</exception>
    public QQReplyWindow OfMessage(string msgId, QQChat chat)
    {
        return _ofMessages.TryGetValue(msgId, out var window) && window.Chat == chat
            ? window
            : throw new QQRefusedException(QQCodes.MessageUnknown, "there is no message of this msg_id in this chat", "msg_id");
    }

    /// <exception cref="QQRefusedException">There is no such event in this chat, or it is one of a message.</exception>
    public QQReplyWindow OfEvent(string eventId, QQChat chat)
    {
        return _ofEvents.TryGetValue(eventId, out var window) && window.Chat == chat
            ? window
            : throw new QQRefusedException(QQCodes.EventUnknown, "there is no answerable event of this event_id in this chat", "event_id");
    }
}
