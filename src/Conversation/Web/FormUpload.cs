using System.Text;

namespace BotHost.Conversation.Web;

/// <summary>
/// A form with one file, written as most clients write it: names quoted and in UTF-8, the boundary unquoted. The form that .NET
/// writes (an unquoted name, a quoted boundary, the file's name twice) is one that some servers do not read.
/// </summary>
public static class FormUpload
{
    /// <param name="field">The file's field.</param>
    /// <param name="fileName">What the file is called there; one of ours, never a person's.</param>
    /// <param name="mediaType">What it is.</param>
    /// <param name="file">Its bytes.</param>
    /// <param name="texts">Fields before it.</param>
    public static HttpContent Of(string field, string fileName, string mediaType, ReadOnlyMemory<byte> file, params ReadOnlySpan<(string Name, string Value)> texts)
    {
        var boundary = $"form-{Guid.NewGuid():N}";
        var head = new StringBuilder();
        foreach (var (name, value) in texts)
            head.Append($"--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        head.Append($"--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{fileName}\"\r\nContent-Type: {mediaType}\r\n\r\n");

        byte[] body = [.. Encoding.UTF8.GetBytes(head.ToString()), .. file.Span, .. Encoding.UTF8.GetBytes($"\r\n--{boundary}--\r\n")];
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", $"multipart/form-data; boundary={boundary}");
        return content;
    }
}
