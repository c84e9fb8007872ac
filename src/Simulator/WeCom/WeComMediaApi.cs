using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace BotHost.Simulator;

/// <summary>An app's pictures on their way up, and what people sent to it on its way down.</summary>
/// <remarks>
/// It says no with status 200 and JSON. Sources: "上传临时素材" (https://developer.work.weixin.qq.com/document/path/90253), "获取临时素材" (90254). Only pictures
/// are played on their way up.
/// </remarks>
internal sealed class WeComMediaApi(FakeWeComAppOptions options, WeComTokenCheck tokens, WeComFiles files, Violations violations)
{
    private const int MinBytes = 6;
    private const int MaxPictureBytes = 10 * 1024 * 1024;

    private readonly WeComCalls _calls = new(violations);
    private long _uploads;
    private long _downloads;

    /// <summary>Attempts, failed ones included.</summary>
    public long Uploads => Volatile.Read(ref _uploads);

    /// <summary>Files that were handed over.</summary>
    public long Downloads => Volatile.Read(ref _downloads);

    public Task UploadAsync(HttpContext context)
    {
        Interlocked.Increment(ref _uploads);
        return _calls.RunAsync(context, async () =>
        {
            var body = await context.ReadBodyAsync();
            tokens.Check(context.Request.Query["access_token"]);
            var mediaId = files.Upload(await ReadPictureAsync(context, body));
            var createdAt = options.TimeProvider.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            await context.AnswerAsync(StatusCodes.Status200OK, new WeComUploadAnswer(0, "", "image", mediaId, createdAt), WeComAnswers.Relaxed.WeComUploadAnswer);
        });
    }

    public Task DownloadAsync(HttpContext context)
    {
        return _calls.RunAsync(context, async () =>
        {
            tokens.Check(context.Request.Query["access_token"]);
            var mediaId = context.Request.Query["media_id"].ToString();
            if (mediaId.Length == 0)
                throw new WeComRefusedException(WeComCodes.MediaMissing, "media_id missing", "media");
            if (files.FindAttached(mediaId, out var wasKnown) is not { } attachment)
                throw new WeComRefusedException(WeComCodes.UnknownMedia, "invalid media_id", wasKnown ? null : "media");
            if (attachment.RedirectTo is { } elsewhere)
            {
                context.Response.Headers.Location = elsewhere.OriginalString;
                await context.AnswerAsync(StatusCodes.Status302Found, "text/plain", ReadOnlyMemory<byte>.Empty);
                return;
            }

            Interlocked.Increment(ref _downloads);
            await HandOverAsync(context, mediaId, attachment);
        });
    }

    private static Task HandOverAsync(HttpContext context, string mediaId, SimulatedAttachment attachment)
    {
        var format = PictureFormat.Of(attachment.Content.Span);
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(attachment.FileName.Length > 0 ? attachment.FileName : format.Length > 0 ? $"{mediaId}.{format}" : mediaId);
        context.Response.Headers.ContentDisposition = disposition.ToString();
        return context.AnswerAsync(StatusCodes.Status200OK, format switch { "" => "application/octet-stream", "jpg" => "image/jpeg", _ => "image/" + format }, attachment.Content);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadPictureAsync(HttpContext context, byte[] body)
    {
        if (context.Request.Query["type"] != "image")
            throw new WeComRefusedException(WeComCodes.BadMediaType, "the type in the address is none that is played here", "upload");
        if (context.Request.ContentType?.Contains('"', StringComparison.Ordinal) == true)
            throw new WeComRefusedException(WeComCodes.BadParameter, "the boundary stands in quotes, which not all of WeCom's servers read", "upload");
        if (await FormBody.ReadAsync(context, body) is not [{ Name: "media", FileName.Length: > 0 } picture])
            throw new WeComRefusedException(WeComCodes.BadParameter, "the body is no form with one file, called media, with a name", "upload");
        if (picture.Content.Length < MinBytes)
            throw new WeComRefusedException(WeComCodes.BadFileSize, $"{picture.Content.Length} bytes of at least {MinBytes}", "upload");
        if (picture.Content.Length > MaxPictureBytes)
            throw new WeComRefusedException(WeComCodes.BadPictureSize, $"{picture.Content.Length} bytes of {MaxPictureBytes}", "upload");
        return PictureFormat.Of(picture.Content.Span) is "jpg" or "png"
            ? picture.Content
            : throw new WeComRefusedException(WeComCodes.BadFileType, "a picture that is neither JPG nor PNG", "upload");
    }
}
