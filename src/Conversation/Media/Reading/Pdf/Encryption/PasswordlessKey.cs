using System.Buffers.Binary;
using System.Security.Cryptography;
using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Media.Reading.Pdf.Encryption;

/// <summary>The key of a document whose user password is empty; null where it is not.</summary>
internal static class PasswordlessKey
{
    private const int HashBytes = 32;
    private const int SaltBytes = 8;

    /// <summary>Algorithm 2 (7.6.4.3.1): what an empty password is filled up with.</summary>
    private static readonly byte[] _padding =
    [
        0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08,
        0x2E, 0x2E, 0x00, 0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A,
    ];

    /// <summary>Revisions 2 to 4: algorithm 2 gives the key, algorithms 4 to 6 (7.6.4.4) prove it.</summary>
    public static byte[]? Of128(PdfValue.Map encrypt, int revision, int keyBytes, byte[] fileId)
    {
        if (encrypt["O"] is not PdfValue.Bytes { Value.Length: >= HashBytes } owner || encrypt["U"] is not PdfValue.Bytes { Value.Length: >= 16 } user
            || encrypt["P"] is not PdfValue.Number permissions || revision is < 2 or > 4)
        {
            return null;
        }

        Span<byte> allowed = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(allowed, unchecked((int)(long)permissions.Value));   // some write it without its sign
        var metadataIsPlain = revision >= 4 && encrypt["EncryptMetadata"] is PdfValue.Boolean { Value: false };
        byte[] seed = [.. _padding, .. owner.Value.AsSpan(0, HashBytes), .. allowed, .. fileId, .. metadataIsPlain ? [0xFF, 0xFF, 0xFF, 0xFF] : Array.Empty<byte>()];
        var hash = Md5.Of(seed);
        for (var round = 0; revision >= 3 && round < 50; round++)
            hash = Md5.Of(hash.AsSpan(0, keyBytes));
        var key = hash[..keyBytes];
        if (revision == 2)
            return Rc4.Apply(key, _padding).AsSpan().SequenceEqual(user.Value.AsSpan(0, Math.Min(HashBytes, user.Value.Length))) ? key : null;
        var proof = Rc4.Apply(key, Md5.Of([.. _padding, .. fileId]));
        for (byte round = 1; round < 20; round++)
            proof = Rc4.Apply([.. key.Select(value => (byte)(value ^ round))], proof);
        return proof.AsSpan().SequenceEqual(user.Value.AsSpan(0, proof.Length)) ? key : null;
    }

    /// <summary>Revisions 5 and 6, algorithm 2.A (7.6.4.3.2): U is a hash, its salt, and the salt of the hash that unlocks UE.</summary>
    public static byte[]? Of256(PdfValue.Map encrypt, int revision)
    {
        if (encrypt["U"] is not PdfValue.Bytes { Value.Length: >= HashBytes + (2 * SaltBytes) } user
            || encrypt["UE"] is not PdfValue.Bytes { Value.Length: >= HashBytes } locked || revision is not (5 or 6))
        {
            return null;
        }

        if (!Hash(user.Value.AsSpan(HashBytes, SaltBytes), revision).AsSpan().SequenceEqual(user.Value.AsSpan(0, HashBytes)))
            return null;
        using var aes = Aes.Create();
        aes.SetKey(Hash(user.Value.AsSpan(HashBytes + SaltBytes, SaltBytes), revision));
        return aes.DecryptCbc(locked.Value.AsSpan(0, HashBytes), new byte[16], PaddingMode.None);
    }

    /// <summary>Algorithm 2.B (7.6.4.3.4) for an empty password: SHA-256 of the salt; since revision 6 stirred for 64 rounds and up to 223 more.</summary>
    private static byte[] Hash(ReadOnlySpan<byte> salt, int revision)
    {
        var hash = SHA256.HashData(salt);
        if (revision < 6)
            return hash;
        using var aes = Aes.Create();
        for (var round = 1; ; round++)
        {
            var repeated = new byte[hash.Length * 64];
            for (var at = 0; at < repeated.Length; at += hash.Length)
                hash.CopyTo(repeated, at);
            aes.SetKey(hash.AsSpan(0, 16));
            var stirred = aes.EncryptCbc(repeated, hash.AsSpan(16, 16), PaddingMode.None);
            var sum = 0;
            foreach (var value in stirred.AsSpan(0, 16))
                sum += value;                                           // 256 is 1 modulo 3: so is a number's sum of bytes its own
            hash = (sum % 3) switch { 0 => SHA256.HashData(stirred), 1 => SHA384.HashData(stirred), _ => SHA512.HashData(stirred) };
            if (round >= 64 && stirred[^1] <= round - 32)
                return hash[..HashBytes];
        }
    }
}
