using System.Buffers.Binary;

namespace BotHost.Conversation.Media.Reading;

/// <summary>How large a picture says it is. Nothing is decoded for it, so that a picture made to fill the memory of who opens it costs nothing here.</summary>
/// <param name="Width">In pixels, at least 1.</param>
/// <param name="Height">In pixels, at least 1.</param>
internal readonly record struct PictureSize(int Width, int Height)
{
    public long Pixels => (long)Width * Height;

    /// <summary>From the header alone. Null where that is damaged, and for HEIC and whatever is no picture.</summary>
    public static PictureSize? Read(ReadOnlySpan<byte> bytes, MediaFormat format)
    {
        var size = format switch
        {
            MediaFormat.Png => Png(bytes),
            MediaFormat.Jpeg => Jpeg(bytes),
            MediaFormat.Gif or MediaFormat.AnimatedGif => Gif(bytes),
            MediaFormat.WebP or MediaFormat.AnimatedWebP => WebP(bytes),
            MediaFormat.Bmp => Bmp(bytes),
            _ => null,
        };
        return size is { Width: > 0, Height: > 0 } ? size : null;
    }

    /// <summary>The first chunk is the header. Source: https://www.w3.org/TR/png-3/, 5.3 and 11.2.1.</summary>
    private static PictureSize? Png(ReadOnlySpan<byte> bytes) => bytes.Length >= 24 && bytes[8..16].SequenceEqual("\0\0\0\rIHDR"u8)
        ? new PictureSize(BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..]))
        : null;

    /// <summary>The first start-of-frame segment. Source: ITU-T T.81, B.1.1 and B.2.2.</summary>
    private static PictureSize? Jpeg(ReadOnlySpan<byte> bytes)
    {
        var position = 2;
        while (position + 4 <= bytes.Length && bytes[position] == 0xFF)
        {
            var marker = bytes[position + 1];
            if (marker is 0xFF)
            {
                position++;     // Any number of these may stand before a marker.
            }
            else if (marker is 0x01 or (>= 0xD0 and <= 0xD7))
            {
                position += 2;  // Markers without a segment.
            }
            else if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return position + 9 <= bytes.Length
                    ? new PictureSize(BinaryPrimitives.ReadUInt16BigEndian(bytes[(position + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(position + 5)..]))
                    : null;
            }
            else if (marker is 0xD9 or 0xDA)
            {
                return null;    // The picture itself, or its end, before anything said how large it is.
            }
            else
            {
                position += 2 + Math.Max(2, (int)BinaryPrimitives.ReadUInt16BigEndian(bytes[(position + 2)..]));
            }
        }

        return null;
    }

    /// <summary>The screen, and whatever reaches beyond it: some decoders make room for that.</summary>
    private static PictureSize? Gif(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 13)
            return null;

        var size = new PictureSize(BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]));
        for (var frames = new GifFrames(bytes); frames.MoveNext();)
            size = new PictureSize(Math.Max(size.Width, frames.Extent.Width), Math.Max(size.Height, frames.Extent.Height));
        return size;
    }

    /// <summary>The first chunk is one of three. Sources: RFC 9649, 2.5 to 2.7 and 3.4; RFC 6386, 9.1.</summary>
    private static PictureSize? WebP(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 30)
            return null;

        var chunk = bytes[20..];
        if (bytes[12..16].SequenceEqual("VP8X"u8))
            return new PictureSize(1 + UInt24(chunk[4..]), 1 + UInt24(chunk[7..]));
        if (bytes[12..16].SequenceEqual("VP8L"u8) && chunk[0] == 0x2F)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(chunk[1..]);
            return new PictureSize(1 + (int)(bits & 0x3FFF), 1 + (int)(bits >> 14 & 0x3FFF));
        }

        return bytes[12..16].SequenceEqual("VP8 "u8) && chunk[3..6] is [0x9D, 0x01, 0x2A]
            ? new PictureSize(BinaryPrimitives.ReadUInt16LittleEndian(chunk[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(chunk[8..]) & 0x3FFF)
            : null;
    }

    /// <summary>The oldest header counts in 16 bits; in the others a negative height means that the rows come from the top (BITMAPCOREHEADER, BITMAPINFOHEADER).</summary>
    private static PictureSize? Bmp(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 26)
            return null;
        if (bytes[14] == 12)
            return new PictureSize(BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[20..]));

        var height = BinaryPrimitives.ReadInt32LittleEndian(bytes[22..]);
        return height == int.MinValue ? null : new PictureSize(BinaryPrimitives.ReadInt32LittleEndian(bytes[18..]), Math.Abs(height));
    }

    private static int UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | bytes[1] << 8 | bytes[2] << 16;
}
