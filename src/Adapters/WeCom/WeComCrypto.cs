using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace BotHost.Adapters.WeCom;

/// <summary>The inside of a callback's encrypted text, and of an answer's. Pure; proves nothing by itself: the signature goes before.</summary>
/// <remarks>
/// AES-256-CBC, whose initialisation vector is the key's first 16 bytes, over 16 random bytes, the message's length (four bytes, unsigned,
/// big-endian), the message in UTF-8, and the receiver's id, padded to blocks of 32. Source: 加解密方案说明
/// (developer.work.weixin.qq.com/document/path/90968).
/// </remarks>
internal static class WeComCrypto
{
    public const int RandomBytes = 16;

    private const int CipherBlockBytes = 16;

    /// <summary>Twice the cipher's own block: the framework's padding refuses to take away more than 16 bytes.</summary>
    private const int PaddingBlockBytes = 32;

    /// <summary>So much longer is a file at most while it is encrypted.</summary>
    public const int MaxPaddingBytes = PaddingBlockBytes;

    private const int LengthBytes = 4;
    private const int HeaderBytes = RandomBytes + LengthBytes;

    private static readonly SearchValues<char> Base64Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    /// <summary>Never throws, whatever it is given.</summary>
    /// <param name="encrypted">The Base64, as received.</param>
    /// <param name="key">The callback's key.</param>
    /// <param name="receiveId">Whom it must be meant for: an app's corp id; nothing for an AI bot.</param>
    public static WeComOpened Open(string encrypted, byte[] key, string receiveId)
    {
        if (Decode(encrypted) is not { } bytes)
            return new WeComOpened.Failed(WeComFlaw.NoBase64);
        if (!IsWholeBlocks(bytes))
            return new WeComOpened.Failed(WeComFlaw.NoWholeBlocks);
        return Decrypt(bytes, key) is { } plain ? Read(plain, receiveId) : new WeComOpened.Failed(WeComFlaw.Padding);
    }

    /// <summary>
    /// A file that somebody sent to an AI bot: the same encryption around nothing but its bytes. Source: 接收消息 (100719). Never throws, whatever it
    /// is given.
    /// </summary>
    /// <returns>Null for what was not encrypted with this key.</returns>
    public static ReadOnlyMemory<byte>? OpenFile(ReadOnlySpan<byte> encrypted, byte[] key) => IsWholeBlocks(encrypted) ? Decrypt(encrypted, key) : null;

    /// <summary>Encrypts an answer.</summary>
    /// <param name="message">The answer in UTF-8.</param>
    /// <param name="key">The callback's key.</param>
    /// <param name="receiveId">As in <see cref="Open"/>.</param>
    /// <param name="random"><see cref="RandomBytes"/> fresh bytes: the initialisation vector never changes, so they are what does.</param>
    public static string Seal(ReadOnlySpan<byte> message, byte[] key, string receiveId, ReadOnlySpan<byte> random)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(random.Length, RandomBytes);
        var length = HeaderBytes + message.Length + Encoding.UTF8.GetByteCount(receiveId);
        var padding = PaddingBlockBytes - (length % PaddingBlockBytes);
        var plain = new byte[length + padding];
        random.CopyTo(plain);
        BinaryPrimitives.WriteUInt32BigEndian(plain.AsSpan(RandomBytes), (uint)message.Length);
        message.CopyTo(plain.AsSpan(HeaderBytes));
        Encoding.UTF8.GetBytes(receiveId, plain.AsSpan(HeaderBytes + message.Length));
        plain.AsSpan(length).Fill((byte)padding);
        using var aes = Aes.Create();
        aes.SetKey(key);
        return Convert.ToBase64String(aes.EncryptCbc(plain, key.AsSpan(..CipherBlockBytes), PaddingMode.None));
    }

    private static bool IsWholeBlocks(ReadOnlySpan<byte> encrypted) => encrypted.Length > 0 && encrypted.Length % CipherBlockBytes == 0;

    /// <summary>Null where the padding is wrong.</summary>
    private static ReadOnlyMemory<byte>? Decrypt(ReadOnlySpan<byte> encrypted, byte[] key)
    {
        using var aes = Aes.Create();
        aes.SetKey(key);
        var plain = aes.DecryptCbc(encrypted, key.AsSpan(..CipherBlockBytes), PaddingMode.None);
        var padding = plain[^1];
        if (padding is 0 or > PaddingBlockBytes || padding > plain.Length || plain.AsSpan(plain.Length - padding).ContainsAnyExcept(padding))
            return null;
        return plain.AsMemory(..^padding);
    }

    private static WeComOpened Read(ReadOnlyMemory<byte> plain, string receiveId)
    {
        if (plain.Length < HeaderBytes)
            return new WeComOpened.Failed(WeComFlaw.Length);
        var length = BinaryPrimitives.ReadUInt32BigEndian(plain.Span[RandomBytes..]);
        if (length > plain.Length - HeaderBytes)
            return new WeComOpened.Failed(WeComFlaw.Length);
        var message = plain.Slice(HeaderBytes, (int)length);
        if (!plain.Span[(HeaderBytes + (int)length)..].SequenceEqual(Encoding.UTF8.GetBytes(receiveId)))
            return new WeComOpened.Failed(WeComFlaw.OtherReceiver);
        return Utf8.IsValid(message.Span) ? new WeComOpened.Message(message) : new WeComOpened.Failed(WeComFlaw.NoUtf8);
    }

    /// <summary>Null for anything but Base64 alone: the framework would pass over blanks.</summary>
    private static byte[]? Decode(string encrypted)
    {
        if (encrypted.AsSpan().ContainsAnyExcept(Base64Alphabet))
            return null;
        var bytes = new byte[(encrypted.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(encrypted, bytes, out var length) ? bytes[..length] : null;
    }
}
