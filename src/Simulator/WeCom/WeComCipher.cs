using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace BotHost.Simulator;

/// <summary>How WeCom hides what it calls a bot with, and how it signs that; the bot's answers are hidden and signed the same way.</summary>
/// <remarks>
/// Hidden is: 16 random bytes, the length of the message as four bytes with the highest first, the message, the id of its receiver; AES-256-CBC with
/// the first half of the key as IV, padded after PKCS#7 to blocks of 32. The receiver's id is a company's for its app and empty for an AI bot.
/// Sources: "加解密方案说明" (https://developer.work.weixin.qq.com/document/path/90968), "回调和回复的加解密方案" (101033).
/// </remarks>
internal sealed class WeComCipher
{
    public const int RandomBytes = 16;

    private const int HeadBytes = RandomBytes + sizeof(uint);
    private const int BlockBytes = 32;

    private readonly string _encodingAesKey;
    private readonly string _token;
    private readonly string _receiver;
    private readonly byte[] _key;

    public WeComCipher(string token, string encodingAesKey, string receiver)
    {
        _token = token;
        _encodingAesKey = encodingAesKey;
        _receiver = receiver;
        _key = Convert.FromBase64String(encodingAesKey + "=");
    }

    /// <summary>Of somebody who knows neither the token nor the key.</summary>
    public WeComCipher Foreign()
    {
        return new("not" + _token[..Math.Min(_token.Length, 29)], Convert.ToBase64String(SHA256.HashData(_key))[..^1], _receiver);
    }

    /// <summary>The same token and key, for another receiver.</summary>
    public WeComCipher For(string receiver) => new(_token, _encodingAesKey, receiver);

    public string Encrypt(ReadOnlySpan<byte> message, ReadOnlySpan<byte> random)
    {
        var receiver = Encoding.UTF8.GetBytes(_receiver);
        var length = HeadBytes + message.Length + receiver.Length;
        var padding = BlockBytes - (length % BlockBytes);
        var plain = new byte[length + padding];
        random[..RandomBytes].CopyTo(plain);
        BinaryPrimitives.WriteUInt32BigEndian(plain.AsSpan(RandomBytes), (uint)message.Length);
        message.CopyTo(plain.AsSpan(HeadBytes));
        receiver.CopyTo(plain.AsSpan(HeadBytes + message.Length));
        plain.AsSpan(length).Fill((byte)padding);
        using var aes = Aes.Create();
        aes.Key = _key;
        return Convert.ToBase64String(aes.EncryptCbc(plain, _key.AsSpan(0, aes.BlockSize / 8), PaddingMode.None));
    }

    /// <summary>A file that a person sent: the same key and padding around nothing but its bytes ("接收消息", 100719).</summary>
    public byte[] EncryptFile(ReadOnlySpan<byte> file)
    {
        var padding = BlockBytes - (file.Length % BlockBytes);
        var plain = new byte[file.Length + padding];
        file.CopyTo(plain);
        plain.AsSpan(file.Length).Fill((byte)padding);
        using var aes = Aes.Create();
        aes.Key = _key;
        return aes.EncryptCbc(plain, _key.AsSpan(0, aes.BlockSize / 8), PaddingMode.None);
    }

    /// <exception cref="WeComBadAnswerException">It was not made with this key, for this receiver, by the rules.</exception>
    public byte[] Decrypt(string encrypted)
    {
        var plain = DecryptBlocks(encrypted);
        var padding = plain[^1];
        if (padding is 0 or > BlockBytes || plain.AsSpan(^padding..).ContainsAnyExcept(padding))
            throw new WeComBadAnswerException("encrypted answer", "padded otherwise than PKCS#7 to 32 says");
        var content = plain.AsSpan(0, plain.Length - padding);
        if (content.Length < HeadBytes)
            throw new WeComBadAnswerException("encrypted answer", "too short for its head");
        var length = BinaryPrimitives.ReadUInt32BigEndian(content[RandomBytes..]);
        if (length > content.Length - HeadBytes)
            throw new WeComBadAnswerException("encrypted answer", "its length goes beyond its end");
        var receiver = Encoding.UTF8.GetString(content[(HeadBytes + (int)length)..]);
        return receiver == _receiver
            ? content.Slice(HeadBytes, (int)length).ToArray()
            : throw new WeComBadAnswerException("encrypted answer", $"made for \"{receiver}\" instead of \"{_receiver}\"");
    }

    /// <summary>Hexadecimal SHA-1 of token, timestamp, nonce and encrypted text, sorted by their characters' numbers and put one after the other.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "WeCom signs with SHA-1.")]
    public string Sign(string timestamp, string nonce, string encrypted)
    {
        string[] parts = [_token, timestamp, nonce, encrypted];
        Array.Sort(parts, StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(parts))));
    }

    private byte[] DecryptBlocks(string encrypted)
    {
        var cipher = new byte[encrypted.Length];
        if (!Convert.TryFromBase64String(encrypted, cipher, out var length) || length == 0 || length % BlockBytes != 0)
            throw new WeComBadAnswerException("encrypted answer", "no Base64 of blocks of 32 bytes");
        using var aes = Aes.Create();
        aes.Key = _key;
        return aes.DecryptCbc(cipher.AsSpan(0, length), _key.AsSpan(0, aes.BlockSize / 8), PaddingMode.None);
    }
}
