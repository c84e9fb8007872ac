using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BotHost.Simulator;

/// <summary>A text encrypted and signed for one call, with the parameters of the address that prove it.</summary>
/// <remarks>What is random in it is made of the text and of the time, so that a play is the same every time.</remarks>
internal sealed record WeComSealed(string Encrypted, string Timestamp, string Nonce, string Signature)
{
    public static WeComSealed Make(WeComCipher cipher, string text, DateTimeOffset time)
    {
        var timestamp = time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var once = SHA256.HashData(Encoding.UTF8.GetBytes($"{time.UtcTicks}/{text}"));
        var nonce = (1_000_000_000 + (BitConverter.ToUInt32(once) % 1_000_000_000)).ToString(CultureInfo.InvariantCulture);
        var random = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(once.AsSpan(8, WeComCipher.RandomBytes / 2)));
        var encrypted = cipher.Encrypt(Encoding.UTF8.GetBytes(text), random);
        return new(encrypted, timestamp, nonce, cipher.Sign(timestamp, nonce, encrypted));
    }

    /// <summary>The address that is called: each value escaped once.</summary>
    /// <param name="webhookUrl">The bot's address.</param>
    /// <param name="more">What comes after the three, with its ampersand.</param>
    public Uri Address(Uri webhookUrl, string more = "")
    {
        var signature = Signature.Length > 0 ? $"msg_signature={Uri.EscapeDataString(Signature)}&" : "";
        return new UriBuilder(webhookUrl) { Query = $"{signature}timestamp={Uri.EscapeDataString(Timestamp)}&nonce={Uri.EscapeDataString(Nonce)}{more}" }.Uri;
    }
}
