using System.Buffers.Binary;

namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>The container of Office before 2007. Source: [MS-CFB], 2.2 and 2.6.1 (https://learn.microsoft.com/openspecs/windows_protocols/ms-cfb)</summary>
internal static class CompoundFile
{
    private const int EntryLength = 128;
    private const byte StreamEntry = 2;

    private static ReadOnlySpan<byte> Signature => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    /// <summary>The stream in which a newer document lies that wants a password ([MS-OFFCRYPTO], 2.3.4.4), as its entry spells it.</summary>
    private static ReadOnlySpan<byte> EncryptedPackage => "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0\0\0"u8;

    public static bool IsOne(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Signature);

    /// <summary>
    /// Looks at every place where an entry of the directory can stand: sectors begin at multiples of 512. No chain of sectors is followed, so
    /// that none can lead in a circle.
    /// </summary>
    public static bool IsEncrypted(ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= EntryLength; bytes = bytes[EntryLength..])
        {
            if (bytes.StartsWith(EncryptedPackage) && BinaryPrimitives.ReadUInt16LittleEndian(bytes[64..]) == EncryptedPackage.Length && bytes[66] == StreamEntry)
                return true;
        }

        return false;
    }
}
