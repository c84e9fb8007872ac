using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using BotHost.Adapters.WeCom;
using BotHost.Conversation.Media;

namespace BotHost.Adapters.WeComAiBot;

/// <summary>Answers in WeCom's own form.</summary>
internal static class WeComAiBotMessage
{
    /// <summary>A frame of a stream; pictures only in the last one.</summary>
    public static byte[] Stream(string id, bool finish, string content, params IReadOnlyList<StoredMedia> pictures)
    {
        var items = pictures.Select(Item).ToList();
        return JsonSerializer.SerializeToUtf8Bytes(
            new WeComAiBotFrame(new WeComAiBotFrameStream(id, finish, content, items.Count > 0 ? items : null)), WeComAiBotJson.Outbound.WeComAiBotFrame);
    }

    public static byte[] Welcome(string content) =>
        JsonSerializer.SerializeToUtf8Bytes(new WeComAiBotWelcome(new WeComAiBotContent(content)), WeComAiBotJson.Outbound.WeComAiBotWelcome);

    /// <summary>A message of its own.</summary>
    public static byte[] Markdown(string content) =>
        JsonSerializer.SerializeToUtf8Bytes(new WeComAiBotMarkdownRequest(new WeComAiBotContent(content)), WeComAiBotJson.Outbound.WeComAiBotMarkdownRequest);

    /// <summary>Encrypts and signs the answer to a callback, with the secrets that the callback came under. Source: 回调和回复的加解密方案 (101033).</summary>
    /// <param name="message">The answer.</param>
    /// <param name="secret">The callback's.</param>
    /// <param name="nonce">The callback's: an answer repeats it.</param>
    /// <param name="now">Signed with it.</param>
    public static WebhookResponse Seal(ReadOnlySpan<byte> message, WeComSecret secret, string nonce, DateTimeOffset now) =>
        new(200, "application/json", Seal(message, secret, nonce, now, RandomNumberGenerator.GetBytes(WeComCrypto.RandomBytes)));

    [SuppressMessage("Security", "CA5351", Justification = "WeCom checks what arrived by MD5 (被动回复消息, 101031); it protects nothing.")]
    private static WeComAiBotFrameItem Item(StoredMedia picture) =>
        new(new WeComAiBotFrameImage(Convert.ToBase64String(picture.Bytes.Span), Convert.ToHexStringLower(MD5.HashData(picture.Bytes.Span))));

    /// <summary>The same with given random bytes.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> message, WeComSecret secret, string nonce, DateTimeOffset now, ReadOnlySpan<byte> random)
    {
        var encrypted = WeComCrypto.Seal(message, secret.Key, receiveId: "", random);
        var timestamp = now.ToUnixTimeSeconds();
        var signature = WeComSignature.Sign(secret.Token, timestamp.ToString(System.Globalization.CultureInfo.InvariantCulture), nonce, encrypted);
        return JsonSerializer.SerializeToUtf8Bytes(new WeComAiBotSealed(encrypted, signature, timestamp, nonce), WeComAiBotJson.Outbound.WeComAiBotSealed);
    }
}
