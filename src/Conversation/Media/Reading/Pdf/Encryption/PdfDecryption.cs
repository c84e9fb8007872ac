using System.Buffers.Binary;
using System.Security.Cryptography;
using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Media.Reading.Pdf.Encryption;

/// <summary>
/// Decrypts a document that opens without a password: one that only says what may be done with it, which office programs like to export.
/// The standard handler (ISO 32000-2, 7.6) with the empty user password; whatever wants another one is <see cref="DocumentFault.Encrypted"/>.
/// </summary>
internal sealed class PdfDecryption
{
    private const int BlockBytes = 16;

    private readonly byte[] _key;
    private readonly PdfCipher _strings;
    private readonly PdfCipher _streams;

    private PdfDecryption(byte[] key, PdfCipher strings, PdfCipher streams) => (_key, _strings, _streams) = (key, strings, streams);

    /// <param name="encrypt">The document's <c>Encrypt</c> dictionary, free of references.</param>
    /// <param name="fileId">The first string of its <c>ID</c>; empty where there is none.</param>
    public static PdfDecryption Open(PdfValue.Map encrypt, byte[] fileId)
    {
        var version = Integer(encrypt, "V", 0);
        var revision = Integer(encrypt, "R", 0);
        if (encrypt["Filter"] is not PdfValue.Name { Value: "Standard" } || version is not (1 or 2 or 4 or 5))
            throw new PdfUnreadableException(DocumentFault.Encrypted);
        var key = version == 5 ? PasswordlessKey.Of256(encrypt, revision) : PasswordlessKey.Of128(encrypt, revision, KeyBytes(encrypt, version), fileId);
        if (key is null)
            throw new PdfUnreadableException(DocumentFault.Encrypted);
        return version < 4
            ? new PdfDecryption(key, PdfCipher.Rc4, PdfCipher.Rc4)
            : new PdfDecryption(key, CipherOf(encrypt, "StrF"), CipherOf(encrypt, "StmF"));
    }

    public byte[] String(ReadOnlySpan<byte> bytes, PdfValue.Reference of) => Decrypt(_strings, bytes, of);

    public byte[] Stream(ReadOnlySpan<byte> bytes, PdfValue.Reference of) => Decrypt(_streams, bytes, of);

    /// <summary>7.6.2, table 20: 40 bits in version 1, up to 128 in version 2, 128 in version 4 whatever it says.</summary>
    private static int KeyBytes(PdfValue.Map encrypt, int version) => version switch
    {
        1 => 5,
        2 => Math.Clamp(Integer(encrypt, "Length", 40), 40, 128) / 8,
        _ => 16,
    };

    /// <summary>7.6.6: the filter that is named for strings or streams; the name that is none of the document's own means none.</summary>
    private static PdfCipher CipherOf(PdfValue.Map encrypt, string kind)
    {
        if (encrypt[kind] is not PdfValue.Name name || encrypt["CF"] is not PdfValue.Map filters || filters[name.Value] is not PdfValue.Map filter)
            return PdfCipher.None;
        return filter["CFM"] switch
        {
            PdfValue.Name { Value: "V2" } => PdfCipher.Rc4,
            PdfValue.Name { Value: "AESV2" } => PdfCipher.Aes128,
            PdfValue.Name { Value: "AESV3" } => PdfCipher.Aes256,
            _ => PdfCipher.None,
        };
    }

    private static int Integer(PdfValue.Map map, string key, int otherwise) => map[key] is PdfValue.Number { Integer: { } value } ? value : otherwise;

    private byte[] Decrypt(PdfCipher cipher, ReadOnlySpan<byte> bytes, PdfValue.Reference of) => cipher switch
    {
        PdfCipher.Rc4 => Rc4.Apply(ObjectKey(of, forAes: false), bytes),
        PdfCipher.Aes128 => DecryptCbc(ObjectKey(of, forAes: true), bytes),
        PdfCipher.Aes256 => DecryptCbc(_key, bytes),
        _ => bytes.ToArray(),
    };

    /// <summary>Algorithm 1 (7.6.3.2): the file's key, three bytes of the object's number, two of its generation, and four for AES.</summary>
    private byte[] ObjectKey(PdfValue.Reference of, bool forAes)
    {
        var seed = new byte[_key.Length + 5 + (forAes ? 4 : 0)];
        _key.CopyTo(seed, 0);
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(number, of.ObjectNumber);
        number[..3].CopyTo(seed.AsSpan(_key.Length));
        BinaryPrimitives.WriteInt32LittleEndian(number, of.Generation);
        number[..2].CopyTo(seed.AsSpan(_key.Length + 3));
        if (forAes)
            "sAlT"u8.CopyTo(seed.AsSpan(_key.Length + 5));
        return Md5.Of(seed)[..Math.Min(_key.Length + 5, 16)];
    }

    /// <summary>The first block is the initialisation vector; the last byte says how many are padding. A damaged end is cut, not refused.</summary>
    private static byte[] DecryptCbc(byte[] key, ReadOnlySpan<byte> bytes)
    {
        var blocks = (bytes.Length / BlockBytes) - 1;
        if (blocks < 1)
            return [];
        using var aes = Aes.Create();
        aes.SetKey(key);
        var plain = aes.DecryptCbc(bytes.Slice(BlockBytes, blocks * BlockBytes), bytes[..BlockBytes], PaddingMode.None);
        return plain[^1] is > 0 and <= BlockBytes ? plain[..^plain[^1]] : plain;
    }
}
