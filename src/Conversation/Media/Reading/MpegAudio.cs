using System.Buffers.Binary;

namespace BotHost.Conversation.Media.Reading;

/// <summary>
/// Tells MP3 by its tag or by its frames. Sources: ID3 tag version 2.4.0 - Main Structure, 3.1 (https://id3.org/id3v2.4.0-structure);
/// ISO/IEC 11172-3, 2.4.2.3 and ISO/IEC 13818-3 for the frame's header.
/// </summary>
internal static class MpegAudio
{
    private static readonly int[] KilobitsOfVersion1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    private static readonly int[] KilobitsOfVersion2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    private static readonly int[] HertzOfVersion1 = [44_100, 48_000, 32_000];

    public static bool IsMp3(ReadOnlySpan<byte> bytes)
    {
        // "ID3", a version that is no letter, and a length whose bytes leave their highest bit alone.
        if (bytes is [(byte)'I', (byte)'D', (byte)'3', 2 or 3 or 4, < 0xFF, _, < 0x80, < 0x80, < 0x80, < 0x80, ..])
            return true;

        // Eleven set bits are soon met by chance: where the next frame should begin, another one must.
        return FrameLength(bytes) is > 0 and var length && (bytes.Length < length + 4 || FrameLength(bytes[length..]) > 0);
    }

    /// <returns>0 if it is no frame of layer III, or one of a free bit rate, which nobody makes.</returns>
    private static int FrameLength(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4)
            return 0;

        var header = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var (version, layer, rate, frequency, padding) = (header >> 19 & 3, header >> 17 & 3, header >> 12 & 15, header >> 10 & 3, (int)(header >> 9 & 1));
        if (header >> 21 != 0x7FF || version == 1 || layer != 1 || rate is 0 or 15 || frequency == 3)
            return 0;

        // Version 3 is MPEG-1; 2 and 0 are MPEG-2 and 2.5 with half and a quarter of its frequencies, and half as many samples in a frame.
        return version == 3
            ? (144_000 * KilobitsOfVersion1[rate] / HertzOfVersion1[frequency]) + padding
            : (72_000 * KilobitsOfVersion2[rate] / (HertzOfVersion1[frequency] >> (version == 2 ? 1 : 2))) + padding;
    }
}
