namespace BotHost.Adapters.QQ;

/// <summary>
/// Makes a message the reply to what is answered, as long as the platform takes one: in time, and not too often. What comes later can only be
/// an active message. Sources: 消息收发概述, 发送单聊消息, 发送群聊消息.
/// </summary>
internal sealed class QQReply(QQReplyAddress address, QQApi api, QQCalls calls, QQDelivery delivery, TimeProvider time)
{
    /// <summary>After the last reply that the platform takes, and after its window, only an active message is left.</summary>
    public bool MustBeActive(int part) => delivery.IsActive || part >= address.Scene.Replies() || time.GetUtcNow() >= address.Until;

    /// <summary>The message as it is sent: quoting, and naming what it answers unless it is an active one.</summary>
    public MessageRequest Complete(MessageRequest message, int part, int piece, QQForm form, bool isActive)
    {
        message = message with { MessageReference = Quoted(part, piece, form) is { } quote ? new MessageReference(quote) : null };
        return isActive ? message : Answering(message, QQSequence.Of(part, piece, form));
    }

    /// <summary>In a group the first message shows whose question it answers: nothing else tells, and nobody is notified otherwise.</summary>
    public string? Quoted(int part, int piece, QQForm form) =>
        address.Scene == QQScene.Group && part == 0 && piece == 0 && !form.IsUnquoted ? address.Quote : null;

    /// <summary>A channel's answer begins with a mention of the asker. Empty where nobody is mentioned.</summary>
    public string Mention(int part, int piece) => part == 0 && piece == 0 && address.Asker is { } asker ? $"<@!{asker}>" : "";

    public MessageRequest Answering(MessageRequest message, int sequence) => message with
    {
        MsgId = address.MessageId,
        EventId = address.EventId,
        MsgSeq = address.Scene.IsChannel() ? null : sequence,
    };

    public Task<QQAnswer> SendAsync(MessageRequest message, CancellationToken cancellationToken) =>
        calls.RunAsync((token, stopping) => api.SendAsync(token, address.Scene, address.Target, message, stopping), cancellationToken);
}
