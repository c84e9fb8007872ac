using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.Feishu;

/// <summary>The way back to one asker: a card that grows, and messages.</summary>
internal sealed partial class FeishuSink(
    string bot, FeishuClient client, FeishuRoute route, FeishuGrowingCard card, FeishuPictures pictures, FeishuReaction? reaction, ILogger logger) : IReplySink
{
    /// <summary>A longer wait of the app is left to the inbox, which has room for thousands who wait.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public GrowthRules? Growth => card.Growth;

    public Task AcknowledgeAsync(CancellationToken cancellationToken) => reaction?.ShowAsync(cancellationToken) ?? Task.CompletedTask;

    public Task<ShowResult> ShowAsync(string textSoFar, CancellationToken cancellationToken) => card.ShowAsync(textSoFar, cancellationToken);

    public async Task<SendResult> SendAsync(ReplyPart part, CancellationToken cancellationToken)
    {
        if (part.Content is not PicturePart && (part.Content is not TextPart { Text: var words } || string.IsNullOrWhiteSpace(words)))
            return new SendResult.Refused("only a picture or a part with text can be sent");
        if (await client.Gate.PassAsync(Patience, cancellationToken) is { Ticks: > 0 } closed)
            return new SendResult.Deferred("the platform wants this app to wait", closed);

        // Beside the answer, and whatever becomes of that: nobody thinks about the question any more.
        var removed = reaction?.RemoveAsync(cancellationToken) ?? Task.CompletedTask;
        SendResult result;
        try
        {
            result = part.Content is PicturePart picture
                ? await SendPictureAsync(part.Index, picture, cancellationToken)
                : await SendTextAsync(part.Index, ((TextPart)part.Content).Text, cancellationToken);
        }
        finally
        {
            await removed;
        }

        if (result is SendResult.Deferred && reaction is not null)
            await reaction.ForgetAsync(cancellationToken);
        return result;
    }

    private async Task<SendResult> SendPictureAsync(int index, PicturePart picture, CancellationToken cancellationToken)
    {
        var unfinished = index == 0 ? await card.CloseAsync(cancellationToken) : null;
        return unfinished ?? await pictures.SendAsync(index, picture, forms => SendAsync(index, forms, cancellationToken), cancellationToken);
    }

    private async Task<SendResult> SendTextAsync(int index, string text, CancellationToken cancellationToken)
    {
        var shown = index == 0 ? await card.FinishAsync(text, cancellationToken) : null;
        return shown ?? await SendAsync(index, FeishuMarkdown.Compose(text), cancellationToken);
    }

    /// <summary>What the platform refuses in one form it may take in a plainer one; each has a name of its own, and was surely not delivered before the next is tried.</summary>
    private async Task<SendResult> SendAsync(int index, IReadOnlyList<FeishuMessage> forms, CancellationToken cancellationToken)
    {
        var failures = new List<FeishuError>();
        foreach (var message in forms)
        {
            var answer = await route.SendAsync(message, $"{index}/{message.Type}", cancellationToken);
            if (answer.Error is not { } error)
            {
                client.Gate.Succeeded();
                return new SendResult.Delivered(answer.MessageId);
            }

            failures.Add(error);
            Log.NotSent(logger, bot, message.Type, error);
            if (error.Kind is not (FeishuErrorKind.CardRefused or FeishuErrorKind.CardGone or FeishuErrorKind.TooLong or FeishuErrorKind.BadMessage))
                break;
        }

        var reason = string.Join("; then ", failures);
        return failures[^1].IsTransient ? new SendResult.Deferred(reason, failures[^1].Wait) : new SendResult.Refused(reason);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 245, Level = LogLevel.Warning, Message = "Bot {Bot} could not send a message of type {Type}: {Error}.")]
        public static partial void NotSent(ILogger logger, string bot, string type, FeishuError error);
    }
}
