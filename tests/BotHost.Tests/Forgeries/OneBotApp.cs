using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Forgeries;

/// <summary>An OneBot implementation's side of an event, written from the standard (communication/http-post.md): HMAC-SHA1 over the body.</summary>
[SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The protocol allows nothing else.")]
internal sealed record OneBotApp(string Bot, string Secret)
{
    public string SelfId { get; init; } = "10001";

    public string Signature(byte[] body) => "sha1=" + Convert.ToHexStringLower(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Secret), body));

    public RawRequest Sign(byte[] body) => Unsigned(body) with { Headers = [.. Unsigned(body).Headers, ("X-Signature", Signature(body))] };

    public RawRequest Unsigned(byte[] body) => new("POST", $"/webhooks/{Bot}", [("Content-Type", "application/json"), ("X-Self-ID", SelfId)], body);

    /// <summary>A private message.</summary>
    public static byte[] Message(DateTimeOffset at, string text, int id = 100_001)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return Encoding.UTF8.GetBytes($$$"""
            {"time":{{{time}}},"self_id":10001,"post_type":"message","message_type":"private","sub_type":"friend","message_id":{{{id.ToString(CultureInfo.InvariantCulture)}}},"user_id":20001,"message":[{"type":"text","data":{"text":"{{{text}}}"}}],"raw_message":"{{{text}}}","font":0,"sender":{"user_id":20001,"nickname":"张三"}}
            """);
    }
}
