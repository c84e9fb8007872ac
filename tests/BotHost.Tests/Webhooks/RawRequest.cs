using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BotHost.Tests.Webhooks;

/// <summary>A request as bytes. Headers are written as given, in UTF-8, however odd they are.</summary>
internal sealed record RawRequest(string Method, string Path, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body)
{
    /// <summary>In pieces of unknown number, without a Content-Length.</summary>
    public bool Chunked { get; init; }

    /// <summary>A callback that DingTalk could have made.</summary>
    public static RawRequest Signed(string bot, byte[] body, string secret, DateTimeOffset now)
    {
        var timestamp = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return new RawRequest(
            "POST", $"/webhooks/{bot}", [("Content-Type", "application/json; charset=utf-8"), ("timestamp", timestamp), ("sign", Sign(timestamp, secret))], body);
    }

    public static string Sign(string timestamp, string secret)
    {
        return Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}\n{secret}")));
    }

    public byte[] ToBytes()
    {
        return Chunked
            ? [.. Head("Transfer-Encoding: chunked"), .. Encoding.ASCII.GetBytes($"{Body.Length:x}\r\n"), .. Body, .. "\r\n0\r\n\r\n"u8]
            : [.. Head($"Content-Length: {Body.Length}"), .. Body];
    }

    /// <summary>Everything before the body.</summary>
    public byte[] Head(string length)
    {
        var head = new StringBuilder($"{Method} {Path} HTTP/1.1\r\nHost: localhost\r\n");
        foreach (var (name, value) in Headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(head.Append(length).Append("\r\n\r\n").ToString());
    }
}
