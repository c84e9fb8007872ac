using System.Globalization;
using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>Opens the envelope of what an AI bot answers.</summary>
/// <remarks>Source: "回调和回复的加解密方案" (https://developer.work.weixin.qq.com/document/path/101033).</remarks>
internal static class WeComReplyReader
{
    /// <summary>What it says.</summary>
    /// <param name="cipher">The bot's.</param>
    /// <param name="nonce">Of the call that it answers, which it has to use again.</param>
    /// <param name="body">As it came.</param>
    /// <exception cref="WeComBadAnswerException">It is not what the page describes.</exception>
    public static byte[] Open(WeComCipher cipher, string nonce, byte[] body)
    {
        using var document = Parse(body, "envelope");
        var envelope = document.RootElement;
        if (envelope.TextOf("encrypt") is not { Length: > 0 } encrypted)
            throw new WeComBadAnswerException("envelope", "encrypt is missing, empty or no string");
        if (envelope.TextOf("nonce") != nonce)
            throw new WeComBadAnswerException("nonce", "not that of the call that is answered");
        var timestamp = envelope.NumberOf("timestamp") is { } number ? number.ToString(CultureInfo.InvariantCulture) : envelope.TextOf("timestamp");
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            throw new WeComBadAnswerException("envelope", "timestamp is no Unix time in seconds");
        if (envelope.TextOf("msgsignature") != cipher.Sign(timestamp!, nonce, encrypted))
            throw new WeComBadAnswerException("msgsignature", "missing, or not of these four strings");
        return cipher.Decrypt(encrypted);
    }

    /// <exception cref="WeComBadAnswerException">It is no JSON object.</exception>
    public static JsonDocument Parse(byte[] body, string rule)
    {
        try
        {
            var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
        }
        catch (JsonException)
        {
            // Said below: not JSON and not an object are the same mistake.
        }

        throw new WeComBadAnswerException(rule, "no JSON object");
    }
}
