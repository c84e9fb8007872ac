using System.Net.Http.Headers;
using System.Text;

namespace BotHost.Simulator.Tests;

/// <summary>Pictures that a test uploads or attaches.</summary>
internal static class Pictures
{
    public static byte[] Png { get; } = [0x89, .. "PNG\r\n\u001a\n"u8, 1, 2, 3];

    public static byte[] Webp { get; } = [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBP"u8];

    /// <summary>A form with one file, after these texts.</summary>
    public static HttpContent Form(string field, string fileName, byte[] file, params (string Name, string Value)[] texts)
    {
        const string Boundary = "boundary";
        var head = string.Concat(texts.Select(text => $"--{Boundary}\r\nContent-Disposition: form-data; name=\"{text.Name}\"\r\n\r\n{text.Value}\r\n"));
        head += $"--{Boundary}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{fileName}\"\r\nContent-Type: image/png\r\n\r\n";
        var content = new ByteArrayContent([.. Encoding.UTF8.GetBytes(head), .. file, .. Encoding.UTF8.GetBytes($"\r\n--{Boundary}--\r\n")]);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={Boundary}");
        return content;
    }
}
