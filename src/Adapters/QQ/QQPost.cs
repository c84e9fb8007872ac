using BotHost.Conversation.Messages;
using BotHost.Conversation.Text;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.QQ;

/// <summary>
/// Sends one part as an ordinary message. A form that the platform refuses is followed by a simpler one, each with a sequence of its own;
/// no form is tried twice.
/// </summary>
internal sealed partial class QQPost(
    QQOptions options, QQReplyAddress address, QQDelivery delivery, QQReply reply, QQMarkdownMemory markdown, ILogger logger)
{
    /// <summary>What the person reads in place of an answer that the platform's review refused; in whose language is not known here.</summary>
    private const string RefusalLine = "这条回答没有通过 QQ 的内容审核，无法显示。(The platform's review refused this answer.)";

    public Task<SendResult> SendAsync(int part, string text, CancellationToken cancellationToken) =>
        SendAsync(part, text, delivery.FormOf(part), cancellationToken);

    /// <summary>Sends words in place of a picture. They have sequences of their own, and a later process goes on with them.</summary>
    public Task<SendResult> SendInsteadAsync(int part, string text, CancellationToken cancellationToken) =>
        SendAsync(part, text, delivery.FormOf(part) with { IsInWords = true }, cancellationToken);

    private async Task<SendResult> SendAsync(int part, string text, QQForm form, CancellationToken cancellationToken)
    {
        if (!form.IsPlain && markdown.IsRefused(address.Scene) && Compose(text, form).IsMarkdown)
            form = form with { IsPlain = true };
        var isActive = reply.MustBeActive(part);
        var failures = new List<QQError>();
        while (true)
        {
            await delivery.StoreAsync(part, form, isActive, cancellationToken);
            var (id, error) = await TryAsync(part, text, form, isActive, cancellationToken);
            if (error is null)
                return new SendResult.Delivered(id);

            failures.Add(error);
            Log.Failed(logger, options.Bot, part, error);
            if (error.Kind == QQErrorKind.MarkdownRefused)
                markdown.Refused(address.Scene);
            if (error.Kind == QQErrorKind.WindowOver && !isActive)
                isActive = true;
            else if (Simpler(error.Kind, form, Compose(text, form).IsMarkdown, isQuoting: reply.Quoted(part, 0, form) is not null) is { } simpler)
                form = simpler;
            else
                break;
        }

        if (failures[^1].Kind == QQErrorKind.ContentRefused)
            await SayRefusedAsync(part, cancellationToken);
        var reason = string.Join("; then ", failures);
        return failures[^1] is { IsTransient: true } transient ? new SendResult.Deferred(reason, transient.Wait) : new SendResult.Refused(reason);
    }

    /// <summary>Says that the platform's review refused the answer: the person is not left waiting, the answer itself is dead all the same.</summary>
    public async Task SayRefusedAsync(int part, CancellationToken cancellationToken)
    {
        var request = new QQMessage(IsMarkdown: false, RefusalLine).ToRequest(address.Scene);
        var answer = await reply.SendAsync(reply.MustBeActive(part) ? request : reply.Answering(request, QQSequence.Refusal), cancellationToken);
        if (answer.Error is { Kind: not QQErrorKind.Duplicate } error)
            Log.RefusalNotSaid(logger, options.Bot, error);
    }

    /// <summary>The next form to try; null if what was refused is not the form.</summary>
    private static QQForm? Simpler(QQErrorKind refused, QQForm form, bool isMarkdown, bool isQuoting) => refused switch
    {
        QQErrorKind.MarkdownRefused when isMarkdown => form with { IsPlain = true },
        QQErrorKind.LinkRefused when form.Links < QQLinks.BareHostsBroken => form with { Links = form.Links + 1 },
        QQErrorKind.TooLong when !form.IsHalved => form with { IsHalved = true },
        QQErrorKind.BadMessage when isQuoting => form with { IsUnquoted = true },
        _ => null,
    };

    private QQMessage Compose(string text, QQForm form) => QQMarkdown.Compose(text, address.Scene, form);

    /// <summary>
    /// Goes on after the pieces that were taken. They are cut out of the answer as it was written, so that a later one may take another form,
    /// or go as an active message, and still begin where the one before ended.
    /// </summary>
    private async Task<(string Id, QQError? Error)> TryAsync(int part, string text, QQForm form, bool isActive, CancellationToken cancellationToken)
    {
        var pieces = form.IsHalved ? AnswerSplitter.Split(text, QQSender.MaxPartBytes / 2, QQSender.MaxPartCharacters / 2) : [text];
        var id = "";
        // The last one is always to be sent, whatever was stored: nothing counts as delivered that no call was made for.
        for (var piece = Math.Min(delivery.PiecesOf(part), pieces.Count - 1); piece < pieces.Count; piece++)
        {
            var answer = await CallAsync(part, piece, Compose(pieces[piece], form), form, isActive, cancellationToken);
            // Under a sequence that is this very reply's alone: it was sent before, and taken.
            if (answer.Error is { } error && (error.Kind != QQErrorKind.Duplicate || isActive))
                return ("", error);
            if (QQErrors.IsUnderReview(answer.Response))
                Log.UnderReview(logger, options.Bot, part);
            id = answer.Response.Id;
            if (piece + 1 < pieces.Count)
                await delivery.StorePieceAsync(cancellationToken);
        }

        return (id, null);
    }

    private Task<QQAnswer> CallAsync(int part, int piece, QQMessage message, QQForm form, bool isActive, CancellationToken cancellationToken)
    {
        if (reply.Mention(part, piece) is { Length: > 0 } mention)
            message = message with { Text = $"{mention} {message.Text}" };
        return reply.SendAsync(reply.Complete(message.ToRequest(address.Scene), part, piece, form, isActive), cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 271, Level = LogLevel.Warning, Message = "Bot {Bot} could not send part {Part}: {Error}.")]
        public static partial void Failed(ILogger logger, string bot, int part, QQError error);

        [LoggerMessage(EventId = 272, Level = LogLevel.Information, Message = "Part {Part} of an answer of bot {Bot} was taken and waits for the platform's review.")]
        public static partial void UnderReview(ILogger logger, string bot, int part);

        [LoggerMessage(EventId = 273, Level = LogLevel.Warning, Message = "Bot {Bot} could not even say that an answer was refused: {Error}.")]
        public static partial void RefusalNotSaid(ILogger logger, string bot, QQError error);
    }
}
