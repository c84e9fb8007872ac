using BotHost.Adapters.Http;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.QQ;

/// <summary>
/// Sends one part that is a picture. In private chats and groups it is uploaded for that chat, and a message names it (富媒体消息概述); in
/// channels it goes up with the message (发送消息 of 频道, <c>file_image</c>). It counts as one reply, like a text. What the platform does not
/// take is said in words.
/// </summary>
internal sealed partial class QQPictures(
    QQOptions options,
    QQReplyAddress address,
    QQApi api,
    QQCalls calls,
    QQDelivery delivery,
    QQReply reply,
    QQPost post,
    IMediaStore media,
    ILogger logger)
{
    /// <summary>富媒体消息概述: a larger one would be shown as a file.</summary>
    private const int MaxBytes = 20 * 1024 * 1024;

    public async Task<SendResult> SendAsync(int part, PicturePart picture, CancellationToken cancellationToken)
    {
        if (delivery.FormOf(part).IsInWords)
            return await post.SendInsteadAsync(part, PictureWords.Of(picture), cancellationToken);       // given up by an attempt before
        if (await media.FindAsync(picture.MediaId, cancellationToken) is not { } file)
            return new SendResult.Refused("the picture is not kept any more");
        if (!IsTaken(file))
            return await post.SendInsteadAsync(part, PictureWords.Of(picture), cancellationToken);

        var (id, errors) = await TryAsync(part, file, cancellationToken);
        if (id is not null)
            return new SendResult.Delivered(id);
        var last = errors[^1];
        if (IsAboutPictures(last.Kind))
            return await post.SendInsteadAsync(part, PictureWords.Of(picture), cancellationToken);
        if (last.Kind == QQErrorKind.ContentRefused)
            await post.SayRefusedAsync(part, cancellationToken);
        var reason = string.Join("; then ", errors);
        return last.IsTransient ? new SendResult.Deferred(reason, last.Wait) : new SendResult.Refused(reason);
    }

    /// <summary>富媒体消息概述 names png and jpg; the others are seen to be taken.</summary>
    private static bool IsTaken(StoredMedia file) =>
        file.MediaType is "image/png" or "image/jpeg" or "image/gif" or "image/webp" && file.Bytes.Length <= MaxBytes;

    /// <summary>True where the platform takes messages and not this one's picture: words may go where it could not.</summary>
    private static bool IsAboutPictures(QQErrorKind kind) =>
        kind is QQErrorKind.MediaFailed or QQErrorKind.MediaRefused or QQErrorKind.FileUnknown or QQErrorKind.BadMessage or QQErrorKind.PermissionMissing;

    /// <returns>The id of the message; null where there is none, and then why.</returns>
    private async Task<(string? Id, IReadOnlyList<QQError> Errors)> TryAsync(int part, StoredMedia file, CancellationToken cancellationToken)
    {
        var form = delivery.FormOf(part);
        var isActive = reply.MustBeActive(part);
        var isRepeated = false;
        var isRefused = false;
        var fileInfo = "";
        var errors = new List<QQError>();
        while (true)
        {
            await delivery.StoreAsync(part, form, isActive, cancellationToken);
            var (sent, error) = ("", (QQError?)null);
            if (fileInfo.Length == 0 && !address.Scene.IsChannel())
                (fileInfo, error) = await UploadAsync(file, cancellationToken);
            if (error is null)
                (sent, error) = await SendAsync(part, file, fileInfo, form, isActive, cancellationToken);
            if (error is null)
                return (sent, errors);
            if (error.Kind == QQErrorKind.Duplicate && !isActive && !isRefused)
                return (sent, errors);      // under a number that is this very picture's alone: it was sent before, and taken
            if (error.Kind == QQErrorKind.Duplicate && isRefused)
                error = error with { Kind = QQErrorKind.MediaFailed };      // what the platform has under that number is what it refused

            errors.Add(error);
            Log.Failed(logger, options.Bot, part, error);
            if (error.Kind is QQErrorKind.MediaFailed or QQErrorKind.FileUnknown && !isRepeated)
                (isRepeated, isRefused, fileInfo) = (true, fileInfo.Length > 0, "");        // 错误与调试: once more, from the upload on
            else if (error.Kind == QQErrorKind.WindowOver && !isActive)
                isActive = true;
            else if (error.Kind == QQErrorKind.BadMessage && fileInfo.Length > 0 && reply.Quoted(part, 0, form) is not null)
                (form, isRefused) = (form with { IsUnquoted = true }, false);
            else
                return (null, errors);
        }
    }

    /// <summary>Nobody sees an upload, so that it needs nothing by which a repeat is recognised. Its name is good in this kind of chat only.</summary>
    private async Task<(string FileInfo, QQError? Error)> UploadAsync(StoredMedia file, CancellationToken cancellationToken)
    {
        var request = new FileRequest { FileType = FileRequest.Image, FileData = file.Bytes };
        var answer = await calls.RunAsync((token, stopping) => api.UploadAsync(token, address.Scene, address.Target, request, stopping), cancellationToken);
        return answer switch
        {
            { Error: { } error } => ("", error),
            { Response.FileInfo: { Length: > 0 } fileInfo } => (fileInfo, null),
            _ => ("", new QQError(QQErrorKind.MediaFailed, "the answer to the upload names no file")),
        };
    }

    private async Task<(string Id, QQError? Error)> SendAsync(
        int part, StoredMedia file, string fileInfo, QQForm form, bool isActive, CancellationToken cancellationToken)
    {
        var answer = address.Scene.IsChannel()
            ? await SendToChannelAsync(part, file, form, isActive, cancellationToken)
            : await reply.SendAsync(
                reply.Complete(new MessageRequest { MsgType = MessageRequest.MediaFile, Media = new MessageMedia(fileInfo) }, part, 0, form, isActive), cancellationToken);
        if (answer.Error is { } error)
            return ("", error);
        if (QQErrors.IsUnderReview(answer.Response))
            Log.UnderReview(logger, options.Bot, part);
        return (answer.Response.Id, null);
    }

    private Task<QQAnswer> SendToChannelAsync(int part, StoredMedia file, QQForm form, bool isActive, CancellationToken cancellationToken)
    {
        var words = reply.Mention(part, 0);
        var message = reply.Complete(new MessageRequest { Content = words.Length > 0 ? words : null }, part, 0, form, isActive);
        return calls.RunAsync((token, stopping) => api.SendPictureAsync(token, address.Scene, address.Target, message, file, stopping), cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 274, Level = LogLevel.Warning, Message = "Bot {Bot} could not send a picture as part {Part}: {Error}.")]
        public static partial void Failed(ILogger logger, string bot, int part, QQError error);

        [LoggerMessage(EventId = 275, Level = LogLevel.Information, Message = "The picture that is part {Part} of an answer of bot {Bot} was taken and waits for the platform's review.")]
        public static partial void UnderReview(ILogger logger, string bot, int part);
    }
}
