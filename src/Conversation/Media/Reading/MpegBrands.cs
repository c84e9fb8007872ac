using System.Buffers.Binary;

namespace BotHost.Conversation.Media.Reading;

/// <summary>
/// What files of the ISO base media format call themselves: a box <c>ftyp</c> at their beginning names one major brand and further ones.
/// Sources: ISO/IEC 14496-12, 4.3; ISO/IEC 23008-12, 10; the registered brands at https://mp4ra.org/registered-types/brands
/// </summary>
internal static class MpegBrands
{
    /// <summary>Brands looked at; a file has a handful.</summary>
    private const int MaxBrands = 32;

    public static bool IsHeic(ReadOnlySpan<byte> bytes) =>
        IsHevcPicture(Major(bytes)) || ((Major(bytes).SequenceEqual("mif1"u8) || Major(bytes).SequenceEqual("msf1"u8)) && HasHevcPicture(bytes));

    public static bool IsSound(ReadOnlySpan<byte> bytes) => Major(bytes) is [(byte)'M', (byte)'4', (byte)'A' or (byte)'B' or (byte)'P', (byte)' '];

    /// <summary>MPEG-4 of any brand that players of MP4 take; not QuickTime, not pictures.</summary>
    public static bool IsMpeg4(ReadOnlySpan<byte> bytes) => Major(bytes) switch
    {
        [(byte)'i', (byte)'s', (byte)'o', _] or [(byte)'m', (byte)'p', (byte)'4', _] or [(byte)'3', (byte)'g', _, _] or [(byte)'M', (byte)'4', (byte)'V', _] => true,
        var brand => brand.SequenceEqual("avc1"u8) || brand.SequenceEqual("dash"u8) || brand.SequenceEqual("MSNV"u8),
    };

    /// <returns>Empty where there is none.</returns>
    private static ReadOnlySpan<byte> Major(ReadOnlySpan<byte> bytes) => bytes.Length >= 12 && bytes[4..8].SequenceEqual("ftyp"u8) ? bytes[8..12] : [];

    private static bool HasHevcPicture(ReadOnlySpan<byte> bytes)
    {
        var end = (int)Math.Min(Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes), (uint)bytes.Length), 16 + (4 * MaxBrands));
        for (var at = 16; at + 4 <= end; at += 4)
        {
            if (IsHevcPicture(bytes.Slice(at, 4)))
                return true;
        }

        return false;
    }

    private static bool IsHevcPicture(ReadOnlySpan<byte> brand) =>
        brand is [(byte)'h', (byte)'e', (byte)'i', (byte)'c' or (byte)'x' or (byte)'m' or (byte)'s'] or [(byte)'h', (byte)'e', (byte)'v', (byte)'c' or (byte)'x'];
}
