using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.QQ;

/// <summary>The way back to one asker: a message that grows where the chat has such, ordinary messages everywhere.</summary>
internal sealed partial class QQSink(
    QQOptions options, QQReplyAddress address, QQApi api, QQCalls calls, QQStream stream, QQPost post, QQPictures pictures, ILogger logger) : IReplySink
{
    /// <summary>发送单聊消息: at most a minute, then the sign goes away by itself.</summary>
    private const int TypingSeconds = 60;

    private bool _isAcknowledged;

    public GrowthRules? Growth => stream.Growth;

    public async Task AcknowledgeAsync(CancellationToken cancellationToken)
    {
        await AnswerButtonAsync(cancellationToken);
        if (options.ShowTyping && address is { Scene: QQScene.Private, MessageId: { } message })
        {
            var sign = new MessageRequest
            {
                MsgType = MessageRequest.Typing,
                InputNotify = new InputNotify(1, TypingSeconds),
                MsgId = message,
                MsgSeq = QQSequence.Typing,
            };
            var answer = await calls.RunAsync((token, stopping) => api.SendAsync(token, address.Scene, address.Target, sign, stopping), cancellationToken);
            if (answer.Error is { Kind: not QQErrorKind.Duplicate } error)
                Log.NotAcknowledged(logger, options.Bot, error);
        }
    }

    public Task<ShowResult> ShowAsync(string textSoFar, CancellationToken cancellationToken) => stream.ShowAsync(textSoFar, cancellationToken);

    public async Task<SendResult> SendAsync(ReplyPart part, CancellationToken cancellationToken)
    {
        var text = (part.Content as TextPart)?.Text;
        if (part.Content is not PicturePart && string.IsNullOrWhiteSpace(text))
            return new SendResult.Refused("only a text or a picture can be sent");
        if (await calls.PassAsync(cancellationToken) is var closed && closed > TimeSpan.Zero)
            return new SendResult.Deferred("the platform wants this app to wait", closed);

        if (part.Index == 0)
        {
            await AnswerButtonAsync(cancellationToken);
            var finished = text is null ? await stream.CloseAsync(cancellationToken) : await stream.FinishAsync(text, cancellationToken);
            if (finished is SendResult.Refused)
                await post.SayRefusedAsync(part.Index, cancellationToken);
            if (finished is not null)
                return finished;
        }

        return part.Content is PicturePart picture
            ? await pictures.SendAsync(part.Index, picture, cancellationToken)
            : await post.SendAsync(part.Index, text!, cancellationToken);
    }

    /// <summary>A pressed button spins for some seconds until it is told that somebody noticed.</summary>
    private async Task AnswerButtonAsync(CancellationToken cancellationToken)
    {
        if (address.Interaction is not { } interaction || _isAcknowledged)
            return;
        _isAcknowledged = true;
        var answer = await calls.RunAsync((token, stopping) => api.AcknowledgeAsync(token, interaction, stopping), cancellationToken);
        if (answer.Error is { } error)
            Log.NotAcknowledged(logger, options.Bot, error);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 291, Level = LogLevel.Information, Message = "Bot {Bot} could not show that it heard a message: {Error}.")]
        public static partial void NotAcknowledged(ILogger logger, string bot, QQError error);
    }
}

/// <summary>The way back where the stored address cannot be read.</summary>
internal sealed class QQLostSink : IReplySink
{
    public GrowthRules? Growth => null;

    public Task AcknowledgeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<ShowResult> ShowAsync(string textSoFar, CancellationToken cancellationToken) => Task.FromResult<ShowResult>(new ShowResult.Over(Reason));

    public Task<SendResult> SendAsync(ReplyPart part, CancellationToken cancellationToken) => Task.FromResult<SendResult>(new SendResult.Refused(Reason));

    private const string Reason = "the stored reply address cannot be read";
}
