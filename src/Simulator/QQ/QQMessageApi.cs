using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>The two sends: to a person and to a group.</summary>
/// <remarks>Sources: wiki "发送单聊消息", "发送群聊消息", "消息收发概述".</remarks>
internal sealed class QQMessageApi(
    FakeQQOptions options, QQCalls calls, QQChats chats, QQReplyWindows windows, QQMessageReader reader, QQFaults faults, DeliveryLog deliveries)
{
    private readonly QQRate _rate = new(options.EnforcesRates ? 100 : 0, options.TimeProvider);
    private long _privateRequests;
    private long _groupRequests;
    private long _typing;
    private long _last;

    public long PrivateRequests => Volatile.Read(ref _privateRequests);

    public long GroupRequests => Volatile.Read(ref _groupRequests);

    public long TypingNotices => Volatile.Read(ref _typing);

    public Task SendAsync(HttpContext context, string openId, bool isGroup)
    {
        Interlocked.Increment(ref isGroup ? ref _groupRequests : ref _privateRequests);
        return calls.RunAsync(context, body => SendAsync(context, body, chats.Find(openId, isGroup)));
    }

    /// <summary>The answer to a message that is shown.</summary>
    public static QQSendAnswer Answer(string id, DateTimeOffset now)
    {
        return new(id, QQWebhookBody.Stamp(now), new("REFIDX_" + id + "=="));
    }

    private async Task SendAsync(HttpContext context, JsonElement body, QQChat chat)
    {
        var message = reader.Read(body, chat);
        var window = FindWindow(body, chat);
        var seq = body.Find("msg_seq") is null ? 1
            : body.NumberOf("msg_seq") is >= 1 and <= int.MaxValue and { } number ? (int)number
            : throw new QQRefusedException(QQCodes.BadRequest, "msg_seq is no number from 1", "bad message");
        var said = message.MsgType + "\n" + message.Text + (message.Picture.IsEmpty ? "" : Convert.ToHexString(SHA256.HashData(message.Picture.Span)));
        var now = options.TimeProvider.GetUtcNow();
        Check(chat, window, seq, said, now);
        _rate.Take();

        var fault = await faults.BeginAsync(context);
        if (fault != QQFault.None && !fault.IsShown)
        {
            await context.FailAsync(fault);
            return;
        }

        now = options.TimeProvider.GetUtcNow();
        if (window is null)
            chat.CountActive(now);
        else
            window.Use(seq, said, now);
        var id = string.Create(CultureInfo.InvariantCulture, $"ROBOT1.0_sent.{Interlocked.Increment(ref _last)}");
        if (message.MsgType == QQMessage.Typing)
            Interlocked.Increment(ref _typing);
        else
            deliveries.Show(new(0, chat.Via, chat.Target, message.MsgType, message.Title, message.Text, message.AtUserIds, 0) { Id = id, Picture = message.Picture });

        await faults.EndAsync(context);
        if (fault == QQFault.None)
            await context.AnswerAsync(StatusCodes.Status200OK, Answer(id, now), QQAnswers.Relaxed.QQSendAnswer);
        else
            await context.FailAsync(fault);
    }

    /// <summary>Null: the message answers nothing.</summary>
    private QQReplyWindow? FindWindow(JsonElement body, QQChat chat)
    {
        return (body.TextOf("msg_id"), body.TextOf("event_id")) switch
        {
            ({ Length: > 0 } msgId, _) => windows.OfMessage(msgId, chat),
            (_, { Length: > 0 } eventId) => windows.OfEvent(eventId, chat),
            _ => null,
        };
    }

    private void Check(QQChat chat, QQReplyWindow? window, int seq, string said, DateTimeOffset now)
    {
        if (window is not null)
            window.Check(seq, said, now);
        else if (!options.TakesActiveMessages)
            throw new QQRefusedException(QQCodes.ActiveRefused, "active messages are switched off here", violation: null);
        else if (!chat.MaySpeakFirst(now))
            throw new QQRefusedException(QQCodes.ActiveLimit, "more active messages a minute than are allowed", "active messages");
    }
}
