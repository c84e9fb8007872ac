using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.DingTalk;

/// <summary>Pictures of ours: given to the platform, which names them, and then sent by that name. Source: 上传媒体文件.</summary>
internal sealed partial class DingTalkPictures(
    string bot, DingTalkApi api, DingTalkCalls calls, DingTalkCalls oldCalls, IMediaStore media, ILogger logger)
{
    /// <summary>20 MB (上传媒体文件).</summary>
    private const int MaxBytes = 20 * 1024 * 1024;

    /// <summary>jpg, gif, png and bmp (上传媒体文件).</summary>
    private static readonly string[] _mediaTypes = ["image/png", "image/jpeg", "image/gif", "image/bmp"];

    /// <summary>True once the upload has refused the OpenAPI's token and taken the old one: until the next start it is spared the former.</summary>
    private volatile bool _wantsOldToken;

    /// <summary>Sends the picture, or words in its place where the platform does not take it: one attempt.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="send">Sends the message that it has become.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<SendResult> SendAsync(PicturePart picture, Func<DingTalkMessage, Task<SendResult>> send, CancellationToken cancellationToken)
    {
        if (await media.FindAsync(picture.MediaId, cancellationToken) is not { } stored)
            return new SendResult.Refused("the picture is kept no more");
        var answer = Flaw(stored) is { } flaw ? DingTalkAnswer.Failed(flaw) : await UploadAsync(stored, cancellationToken);
        switch (answer.Error)
        {
            case null:
                return await send(DingTalkMarkdown.Picture(picture.Alt, answer.Response.MediaId));
            case { IsTransient: true } failure:
                return new SendResult.Deferred(failure.ToString(), failure.Wait);
            case var refusal:
                Log.NotTaken(logger, bot, refusal);
                return await send(DingTalkMarkdown.Compose(PictureWords.Of(picture)));
        }
    }

    /// <summary>
    /// DingTalk's own client uploads with the OpenAPI's token; others were refused it and take that of the old API (field, not confirmed). A
    /// refusal here says nothing about the token elsewhere, so that it is not given up for it.
    /// </summary>
    private async Task<DingTalkAnswer> UploadAsync(StoredMedia picture, CancellationToken cancellationToken)
    {
        if (!_wantsOldToken)
        {
            var answer = await calls.WithTokenOnceAsync((token, cancelled) => api.UploadPictureAsync(token, picture, cancelled), cancellationToken);
            if (answer.Error?.Kind != DingTalkErrorKind.TokenRefused)
                return Named(answer);
        }

        var old = await oldCalls.WithTokenAsync((token, cancelled) => api.UploadPictureAsync(token, picture, cancelled), cancellationToken);
        _wantsOldToken |= old.Error is null;
        return Named(old);
    }

    /// <summary>An id that stands in markdown must not end it.</summary>
    private static DingTalkAnswer Named(DingTalkAnswer answer)
    {
        return answer.Error is not null || (Untrusted.IsId(answer.Response.MediaId) && !answer.Response.MediaId.AsSpan().ContainsAny('(', ')'))
            ? answer
            : DingTalkAnswer.Failed(new DingTalkError(DingTalkErrorKind.Server, "the answer to an upload names no picture"));
    }

    private static DingTalkError? Flaw(StoredMedia picture)
    {
        if (!_mediaTypes.Contains(picture.MediaType))
            return new DingTalkError(DingTalkErrorKind.BadMessage, $"{picture.MediaType} is no format of its pictures");
        return picture.Bytes.Length is > 0 and <= MaxBytes
            ? null
            : new DingTalkError(DingTalkErrorKind.TooLong, $"a picture of {picture.Bytes.Length} bytes");
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 235, Level = LogLevel.Warning, Message = "Bot {Bot} says in words what a picture shows, which the platform does not take: {Error}.")]
        public static partial void NotTaken(ILogger logger, string bot, DingTalkError error);
    }
}
