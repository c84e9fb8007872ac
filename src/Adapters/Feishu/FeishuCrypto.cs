using System.Security.Cryptography;
using System.Text;

namespace BotHost.Adapters.Feishu;

/// <summary>Opens the body of a webhook.</summary>
internal static class FeishuCrypto
{
    /// <summary>One block of AES: the initialisation vector, and the least that can follow it.</summary>
    private const int BlockBytes = 16;

    /// <summary>The plain bytes; null if they were not encrypted with this key. Never throws, whatever it is given.</summary>
    /// <param name="encrypted">The Base64 in <c>encrypt</c>.</param>
    /// <param name="encryptKey">The app's Encrypt Key.</param>
    /// <remarks>
    /// AES-256-CBC with PKCS#7 under SHA256(Encrypt Key), the first block being the initialisation vector. It proves nothing by itself:
    /// whoever flips bits of that block changes the first bytes of the plain text. Source: 将事件发送至开发者服务器 (加密策略).
    /// </remarks>
    public static byte[]? Decrypt(string encrypted, string encryptKey)
    {
        var bytes = new byte[(encrypted.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(encrypted, bytes, out var length) || length < 2 * BlockBytes || length % BlockBytes != 0)
            return null;
        using var aes = Aes.Create();
        aes.SetKey(SHA256.HashData(Encoding.UTF8.GetBytes(encryptKey)));
        try
        {
            return aes.DecryptCbc(bytes.AsSpan(BlockBytes..length), bytes.AsSpan(..BlockBytes));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
