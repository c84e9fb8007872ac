using BotHost.Conversation.Messages;
using BotHost.Conversation.Text;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.QQ;

/// <summary>
/// Sends one part as an ordinary message. A form that the platform refuses is followed by a simpler one, each with a sequence of its own;
/// no form is tried twice.
/// </summary>
internal sealed partial class QQPost(
    QQOptions options, QQReplyAddress address, QQApi api, QQCalls calls, QQDelivery delivery, QQMarkdownMemory markdown, TimeProvider time, ILogger logger)
{
    /// <summary>What the person reads in place of an answer that the platform's review refused; in whose language is not known here.</summary>
    private const string RefusalLine = "这条回答没有通过 QQ 的内容审核，无法显示。(The platform's review refused this answer.)";

    public async Task<SendResult> SendAsync(int part, string text, CancellationToken cancellationToken)
    {
        var form = delivery.FormOf(part);
        if (!form.IsPlain && markdown.IsRefused(address.Scene) && Compose(text, form).IsMarkdown)
            form = form with { IsPlain = true };
        var isActive = MustBeActive(part);
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
            else if (Simpler(error.Kind, form, Compose(text, form).IsMarkdown, isQuoting: Quoted(part, 0, form) is not null) is { } simpler)
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
        var answer = await SendAsync(MustBeActive(part) ? request : Reply(request, QQSequence.Refusal), cancellationToken);
        if (answer.Error is { Kind: not QQErrorKind.Duplicate } error)
            Log.RefusalNotSaid(logger, options.Bot, error);
    }

    /// <summary>After the last reply that the platform takes, and after its window, only an active message is left.</summary>
    private bool MustBeActive(int part) => delivery.IsActive || part >= address.Scene.Replies() || time.GetUtcNow() >= address.Until;

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
        if (part == 0 && piece == 0 && address.Asker is { } asker)
            message = message with { Text = $"<@!{asker}> {message.Text}" };
        var request = message.ToRequest(address.Scene) with
        {
            MessageReference = Quoted(part, piece, form) is { } quote ? new MessageReference(quote) : null,
        };
        return SendAsync(isActive ? request : Reply(request, QQSequence.Of(part, piece, form)), cancellationToken);
    }

    /// <summary>In a group the first message shows whose question it answers: nothing else tells, and nobody is notified otherwise.</summary>
    private string? Quoted(int part, int piece, QQForm form) =>
        address.Scene == QQScene.Group && part == 0 && piece == 0 && !form.IsUnquoted ? address.Quote : null;

    private MessageRequest Reply(MessageRequest request, int sequence) => request with
    {
        MsgId = address.MessageId,
        EventId = address.EventId,
        MsgSeq = address.Scene.IsChannel() ? null : sequence,
    };

    private Task<QQAnswer> SendAsync(MessageRequest request, CancellationToken cancellationToken) =>
        calls.RunAsync((token, stopping) => api.SendAsync(token, address.Scene, address.Target, request, stopping), cancellationToken);

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
