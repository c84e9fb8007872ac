using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>What a message refers to, and pictures of the robot.</summary>
/// <remarks>Sources: sheets "下载机器人接收消息的文件内容", "上传媒体文件". The upload belongs to the old API and says no with status 200.</remarks>
internal sealed class DingTalkFileApi(
    Func<Uri> baseUrl, string robotCode, DingTalkFiles files, DingTalkTokenCheck check, DingTalkFaults faults, Violations violations, TimeProvider time)
{
    private const int MaxPictureBytes = 20 * 1024 * 1024;

    private const int TokenRefused = 40014;
    private const int BadType = 40004;
    private const int BadFormat = 40005;
    private const int BadSize = 40006;
    private const int BadCall = 40035;
    private const int SystemBusy = -1;

    private long _downloads;
    private long _uploads;

    /// <summary>Files that were handed over.</summary>
    public long Downloads => Volatile.Read(ref _downloads);

    /// <summary>Attempts to upload something, failed ones included.</summary>
    public long Uploads => Volatile.Read(ref _uploads);

    /// <summary>From a code to an address.</summary>
    public async Task LocateAsync(HttpContext context)
    {
        var body = await context.ReadBodyAsync();
        if (!check.IsAuthentic(context))
        {
            await DingTalkTokenCheck.RefuseAsync(context);
            return;
        }

        try
        {
            using var document = DingTalkMessageReader.Parse(body, "invalidParameter.body.invalid");
            var code = document.RootElement.TextOf("downloadCode") ?? "";
            var attachment = Find(document.RootElement, code);
            if (faults.NextDownloadFails())
            {
                await context.RefuseAsync(StatusCodes.Status500InternalServerError, "system.error", "系统错误");
                return;
            }

            var address = attachment.Elsewhere?.AbsoluteUri ?? new Uri(baseUrl(), files.AddressOf(code)).AbsoluteUri;
            await context.AnswerAsync(StatusCodes.Status200OK, new DownloadAnswer(address), DingTalkAnswers.Relaxed.DownloadAnswer);
        }
        catch (MessageRefusedException refused)
        {
            await context.RefuseAsync(StatusCodes.Status400BadRequest, refused.Code, refused.Message);
        }
    }

    /// <summary>The storage: it knows no tokens, and refuses what its signature does not cover.</summary>
    public async Task HandOverAsync(HttpContext context, string name)
    {
        var request = context.Request;
        if (DingTalkTokenCheck.HasToken(context) || request.ContentType is not null)
        {
            violations.Add("storage", "a file is fetched with a token or a content type");
            await ForbidAsync(context);
            return;
        }

        if (DingTalkFiles.CodeOf(name) is not { } code || !files.IsSigned(code, request.Query["Expires"].ToString(), request.Query["Signature"].ToString()) || files.Find(code) is not { } attachment)
        {
            violations.Add("storage", "an address that was not given out, or too long ago");
            await ForbidAsync(context);
            return;
        }

        if (attachment.RedirectTo is { } elsewhere)
        {
            context.Response.Headers.Location = elsewhere.AbsoluteUri;
            await context.AnswerAsync(StatusCodes.Status302Found, "application/xml", ReadOnlyMemory<byte>.Empty);
            return;
        }

        Interlocked.Increment(ref _downloads);
        await context.AnswerAsync(StatusCodes.Status200OK, "application/octet-stream", attachment.Content);
    }

    public async Task UploadAsync(HttpContext context)
    {
        Interlocked.Increment(ref _uploads);
        var body = await context.ReadBodyAsync();
        if (!check.IsGood(context.Request.Query["access_token"]))
        {
            await RefuseUploadAsync(context, TokenRefused, "不合法的access_token");
            return;
        }

        if (context.Request.Query["type"] != "image")
        {
            await MisuseAsync(context, BadType, "the type in the address is no kind of file that is known here");
            return;
        }

        if (await FormBody.ReadAsync(context, body) is not [{ Name: "media", FileName.Length: > 0, ContentType.Length: > 0 } picture])
        {
            await MisuseAsync(context, BadCall, "the body is no form with one file, called media, with a name and a content type");
            return;
        }

        if (picture.Content.Length is 0 or > MaxPictureBytes)
        {
            await MisuseAsync(context, BadSize, $"a picture of {picture.Content.Length} bytes of {MaxPictureBytes}");
            return;
        }

        if (PictureFormat.Of(picture.Content.Span) is not ("jpg" or "gif" or "png" or "bmp"))
        {
            await MisuseAsync(context, BadFormat, "a picture that is no jpg, gif, png or bmp");
            return;
        }

        if (faults.NextUploadFails())
        {
            await RefuseUploadAsync(context, SystemBusy, "系统繁忙");
            return;
        }

        var answer = new UploadAnswer(0, "ok", "image", files.Upload(picture.Content), time.GetUtcNow().ToUnixTimeMilliseconds());
        await context.AnswerAsync(StatusCodes.Status200OK, answer, DingTalkAnswers.Relaxed.UploadAnswer);
    }

    private SimulatedAttachment Find(JsonElement body, string code)
    {
        if (body.TextOf("robotCode") != robotCode)
            throw Misuse("invalidParameter.robotCode.auth", "robotCode is not the one that received the message");
        var attachment = files.Find(code) ?? throw Misuse("invalidParameter.robotCode.downloadCode", "a download code that no message had");
        return attachment.IsExpired ? throw new MessageRefusedException("invalidParameter.robotCode.downloadCode", "文件已过期") : attachment;
    }

    private MessageRefusedException Misuse(string code, string detail)
    {
        violations.Add(code, detail);
        return new MessageRefusedException(code, detail);
    }

    private Task MisuseAsync(HttpContext context, int errcode, string detail)
    {
        violations.Add("upload", detail);
        return RefuseUploadAsync(context, errcode, detail);
    }

    private static Task RefuseUploadAsync(HttpContext context, int errcode, string errmsg) =>
        context.AnswerAsync(StatusCodes.Status200OK, new SessionAnswer(errcode, errmsg), DingTalkAnswers.Relaxed.SessionAnswer);

    private static Task ForbidAsync(HttpContext context) =>
        context.AnswerAsync(StatusCodes.Status403Forbidden, "application/xml", "<Error><Code>SignatureDoesNotMatch</Code></Error>"u8.ToArray());
}
