using System.Diagnostics;
using BotHost.Adapters.Http;
using BotHost.Adapters.Json;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.OneBot;

/// <summary>The way back to one asker: finished messages only, because nothing that was sent can be changed.</summary>
internal sealed partial class OneBotSink(
    OneBotOptions options,
    OneBotApi api,
    OneBotSentMessages sent,
    IMediaStore media,
    ThrottleGate gate,
    ILogger logger,
    OneBotReplyAddress? address,
    IDeliveryState delivery) : IReplySink
{
    /// <summary>
    /// Clients are known to send a message and to answer too late, or that they timed out, and a call has nothing by which a repeat could
    /// be recognised. So a part goes out a second time at most: to read it twice is better than not at all, to read it ten times is not.
    /// </summary>
    private const int MaxUnanswered = 2;

    private const int MaxPictureFailures = 2;

    /// <summary>A longer wait of the account is left to the inbox, which has room for thousands who wait.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public GrowthRules? Growth => null;

    public Task AcknowledgeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<ShowResult> ShowAsync(string textSoFar, CancellationToken cancellationToken) => throw new UnreachableException("There is no growth.");

    public async Task<SendResult> SendAsync(ReplyPart part, CancellationToken cancellationToken)
    {
        if (address is null)
            return new SendResult.Refused("the stored reply address cannot be read");
        var text = (part.Content as TextPart)?.Text;
        if (part.Content is not PicturePart && string.IsNullOrWhiteSpace(text))
            return new SendResult.Refused("only a text or a picture can be sent");
        if (await gate.PassAsync(Patience, cancellationToken) is { } closed && closed > TimeSpan.Zero)
            return new SendResult.Deferred("the account is left alone for a while", closed);

        return part.Content is PicturePart picture
            ? await SendPictureAsync(address, part.Index, picture, cancellationToken)
            : await SendTextAsync(address, part.Index, text!, cancellationToken);
    }

    private async Task<SendResult> SendTextAsync(OneBotReplyAddress to, int part, string text, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(to, OneBotMessage.Compose(OneBotMarkdown.Plain(text), to, isFirst: part == 0), cancellationToken);
        return answer.Error is { } error ? await FailedAsync(error, part, cancellationToken) : Delivered(answer.Response, to);
    }

    /// <summary>
    /// Clients do not say that it is the picture which they cannot send. So where one was not sent twice, the third attempt says in words
    /// what it shows; a call that a client does not even understand is followed by the words at once.
    /// </summary>
    private async Task<SendResult> SendPictureAsync(OneBotReplyAddress to, int part, PicturePart picture, CancellationToken cancellationToken)
    {
        var attempts = OneBotAttempts.FromJson(delivery.Value);
        if (attempts.Failed(part) >= MaxPictureFailures)
            return await SendTextAsync(to, part, PictureWords.Of(picture), cancellationToken);
        if (await media.FindAsync(picture.MediaId, cancellationToken) is not { } file)
            return new SendResult.Refused("the picture is not kept any more");

        var answer = await CallAsync(to, OneBotMessage.Compose(file, to, isFirst: part == 0), cancellationToken);
        if (answer.Error is not { } error)
            return Delivered(answer.Response, to);
        if (error.Kind == OneBotErrorKind.BadMessage)
        {
            Log.Failed(logger, options.Bot, error);
            return await SendTextAsync(to, part, PictureWords.Of(picture), cancellationToken);
        }

        if (error.Kind == OneBotErrorKind.SendFailed)
            await delivery.StoreAsync(attempts.WithFailure(part).ToJson(), cancellationToken);
        return await FailedAsync(error, part, cancellationToken);
    }

    private Task<OneBotAnswer> CallAsync(OneBotReplyAddress to, OneBotMessage message, CancellationToken cancellationToken) => to.Kind == ChatKind.Private
        ? api.SendPrivateAsync(to.User, message, cancellationToken)
        : api.SendGroupAsync(to.Group, message, cancellationToken);

    private SendResult.Delivered Delivered(OneBotResponse response, OneBotReplyAddress to)
    {
        gate.Succeeded();
        var id = response.Data.Text("message_id");
        if (!Untrusted.IsId(id))
            return new SendResult.Delivered("");
        sent.Add(id, to.Chat);
        return new SendResult.Delivered(id);
    }

    private async Task<SendResult> FailedAsync(OneBotError error, int part, CancellationToken cancellationToken)
    {
        Log.Failed(logger, options.Bot, error);
        if (error.Kind == OneBotErrorKind.Unanswered)
        {
            var attempts = OneBotAttempts.FromJson(delivery.Value);
            if (attempts.Unanswered(part) + 1 >= MaxUnanswered)
                return new SendResult.Refused($"{error}, for the second time: the message may have been delivered, and is not sent again");
            await delivery.StoreAsync(attempts.WithUnanswered(part).ToJson(), cancellationToken);
        }

        if (error.StopsAccount)
            return new SendResult.Deferred(error.ToString(), gate.Close(error.Wait ?? TimeSpan.Zero));
        return error.IsTransient ? new SendResult.Deferred(error.ToString(), error.Wait) : new SendResult.Refused(error.ToString());
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 251, Level = LogLevel.Warning, Message = "Bot {Bot} could not send: {Error}.")]
        public static partial void Failed(ILogger logger, string bot, OneBotError error);
    }
}
