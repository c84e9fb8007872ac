using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>What messages refer to, and pictures of the bot.</summary>
/// <remarks>Sources: "获取消息中的资源文件", "上传图片".</remarks>
internal sealed class FeishuFileApi(FeishuMessages messages, FeishuUploads uploads)
{
    private const int MaxPictureBytes = 10 * 1024 * 1024;

    private const int BadParameter = 234001;

    private static readonly string[] Formats = ["jpg", "png", "webp", "gif", "bmp"];

    /// <summary>What is answered to whoever asks for a resource: a key is good only together with its own message.</summary>
    public Func<Task> Download(HttpContext context, string messageId, string key)
    {
        var type = context.Request.Query["type"].ToString();
        if (type is not ("image" or "file"))
            throw FeishuRefusedException.Mistake(BadParameter, "resource", $"the type is \"{type}\"");
        var message = messages.Find(messageId) ?? throw FeishuRefusedException.Mistake(234003, "resource", $"there is no message {messageId}");
        if (message.MsgType is "sticker" or "merge_forward" or "interactive")
            throw FeishuRefusedException.Mistake(234043, "resource", $"a {message.MsgType} has nothing to fetch");
        if (message.IsWithdrawn)
            throw FeishuRefusedException.Because(FeishuFault.Refusal(230110, "The message was deleted."));
        if (!message.Resources.TryGetValue(key, out var resource))
            throw FeishuRefusedException.Mistake(234003, "resource", $"the message {messageId} has no {key}");
        if (resource.Type != type)
            throw FeishuRefusedException.Mistake(BadParameter, "resource", $"{key} is fetched as a {type} and is a {resource.Type}");
        if (resource.Attachment.IsExpired)
            throw FeishuRefusedException.Because(FeishuFault.Refusal(234003, "File not in msg."));
        return () => HandOverAsync(context, resource.Attachment);
    }

    public JsonObject Upload(IReadOnlyList<FormField> form)
    {
        if (form.SingleOrDefault(field => field.Name == "image_type") is not { FileName: "" } type || !type.Content.Span.SequenceEqual("message"u8))
            throw FeishuRefusedException.Mistake(BadParameter, "upload", "image_type is not message");
        if (form.SingleOrDefault(field => field.Name == "image") is not { FileName.Length: > 0 } picture)
            throw FeishuRefusedException.Mistake(BadParameter, "upload", "the form has no file called image, or it has no name");
        if (picture.Content.Length is 0 or > MaxPictureBytes)
            throw FeishuRefusedException.Mistake(BadParameter, "upload", $"a picture of {picture.Content.Length} bytes of {MaxPictureBytes}");
        if (!Formats.Contains(PictureFormat.Of(picture.Content.Span)))
            throw FeishuRefusedException.Mistake(BadParameter, "upload", "the file is no picture");
        return new JsonObject { ["image_key"] = uploads.Keep(picture.Content) };
    }

    private static Task HandOverAsync(HttpContext context, SimulatedAttachment attachment)
    {
        if (attachment.RedirectTo is { } elsewhere)
        {
            context.Response.Headers.Location = elsewhere.AbsoluteUri;
            return context.AnswerAsync(StatusCodes.Status302Found, "text/plain", ReadOnlyMemory<byte>.Empty);
        }

        if (attachment.FileName.Length > 0)
            context.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileNameStar = attachment.FileName }.ToString();
        var format = PictureFormat.Of(attachment.Content.Span);
        return context.AnswerAsync(StatusCodes.Status200OK, format.Length > 0 ? $"image/{(format == "jpg" ? "jpeg" : format)}" : "application/octet-stream", attachment.Content);
    }
}
