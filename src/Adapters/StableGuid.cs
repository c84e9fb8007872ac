using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BotHost.Adapters;

/// <summary>
/// The same GUID for the same words, in every process: a platform that is told it twice recognises the second time, also after a kill.
/// RFC 9562, version 8, out of SHA-256.
/// </summary>
internal static class StableGuid
{
    private const int GuidBytes = 16;

    public static Guid Of(params ReadOnlySpan<string> words)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var word in words)
        {
            var bytes = Encoding.UTF8.GetBytes(word);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);     // or "ab", "c" would be "a", "bc"
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        digest[6] = (byte)((digest[6] & 0x0F) | 0x80);
        digest[8] = (byte)((digest[8] & 0x3F) | 0x80);
        return new Guid(digest[..GuidBytes], bigEndian: true);
    }
}
