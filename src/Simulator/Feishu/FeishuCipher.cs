using System.Security.Cryptography;
using System.Text;

namespace BotHost.Simulator;

/// <summary>How Feishu hides an event and how it signs the call that carries it.</summary>
/// <remarks>Source: "将事件发送至开发者服务器", the parts 加密 and 签名.</remarks>
internal static class FeishuCipher
{
    private const int IvBytes = 16;

    /// <summary>Base64 of the IV and the AES-256-CBC text, padded after PKCS#7; the key is the SHA-256 of the encrypt key.</summary>
    public static string Encrypt(string encryptKey, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> iv)
    {
        using var aes = Aes.Create();
        aes.Key = SHA256.HashData(Encoding.UTF8.GetBytes(encryptKey));
        var hidden = new byte[IvBytes + aes.GetCiphertextLengthCbc(plaintext.Length)];
        iv[..IvBytes].CopyTo(hidden);
        aes.EncryptCbc(plaintext, iv[..IvBytes], hidden.AsSpan(IvBytes));
        return Convert.ToBase64String(hidden);
    }

    /// <summary>Hexadecimal SHA-256 of timestamp, nonce, encrypt key and the bytes of the body, one after the other.</summary>
    public static string Sign(string timestamp, string nonce, string encryptKey, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(timestamp + nonce + encryptKey));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
