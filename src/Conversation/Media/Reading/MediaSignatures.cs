using BotHost.Conversation.Media.Reading.Office;

namespace BotHost.Conversation.Media.Reading;

/// <summary>Tells formats by how they begin. A beginning that a text could have by chance is looked at further.</summary>
internal static class MediaSignatures
{
    /// <summary>Where a PDF's header may stand at the latest: readers have always looked that far (ISO 32000-1, 7.5.2 and Annex H.3, note 13).</summary>
    private const int FarthestPdfHeader = 1024;

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static MediaFormat Find(ReadOnlyMemory<byte> memory)
    {
        var bytes = memory.Span;
        if (FindDocument(memory) is not MediaFormat.Unknown and var document)
            return document;
        if (FindPicture(bytes) is not MediaFormat.Unknown and var picture)
            return picture;
        if (FindSound(bytes) is not MediaFormat.Unknown and var sound)
            return sound;
        if (TextEncodings.Find(bytes) is not null)
            return MediaFormat.Text;

        // Last, so that a text that speaks of PDFs is a text.
        return bytes[..Math.Min(bytes.Length, FarthestPdfHeader)].IndexOf("%PDF-"u8) >= 0 ? MediaFormat.Pdf : MediaFormat.Unknown;
    }

    private static MediaFormat FindDocument(ReadOnlyMemory<byte> memory)
    {
        var bytes = memory.Span;
        if (bytes.StartsWith("%PDF-"u8))
            return MediaFormat.Pdf;
        if (bytes.StartsWith("PK\u0003\u0004"u8) || bytes.StartsWith("PK\u0005\u0006"u8))
            return OfficePackage.FormatOf(memory);
        if (CompoundFile.IsOne(bytes))
            return MediaFormat.OldOffice;
        return bytes.StartsWith("{\\rtf"u8) ? MediaFormat.Rtf : MediaFormat.Unknown;
    }

    private static MediaFormat FindPicture(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(PngSignature))
            return MediaFormat.Png;
        if (bytes is [0xFF, 0xD8, 0xFF, ..])
            return MediaFormat.Jpeg;
        if (GifFrames.IsGif(bytes))
            return new GifFrames(bytes).IsAnimation() ? MediaFormat.AnimatedGif : MediaFormat.Gif;
        if (IsRiff(bytes, "WEBP"u8))
            return IsAnimatedWebP(bytes) ? MediaFormat.AnimatedWebP : MediaFormat.WebP;
        if (IsBmp(bytes))
            return MediaFormat.Bmp;
        return MpegBrands.IsHeic(bytes) ? MediaFormat.Heic : MediaFormat.Unknown;
    }

    private static MediaFormat FindSound(ReadOnlySpan<byte> bytes)
    {
        if (IsRiff(bytes, "WAVE"u8))
            return MediaFormat.Wav;
        if (IsOgg(bytes))
            return MediaFormat.Ogg;
        if (bytes.StartsWith("fLaC\0"u8))
            return MediaFormat.Flac;
        if (IsWebM(bytes))
            return MediaFormat.WebM;
        if (bytes.StartsWith("#!AMR\n"u8) || bytes.StartsWith("#!AMR-WB\n"u8))
            return MediaFormat.Amr;
        if (bytes.StartsWith("#!SILK_V"u8) || bytes.StartsWith("\u0002#!SILK_V"u8))
            return MediaFormat.Silk;
        if (MpegAudio.IsMp3(bytes))
            return MediaFormat.Mp3;
        if (MpegBrands.IsSound(bytes))
            return MediaFormat.M4a;
        return MpegBrands.IsMpeg4(bytes) ? MediaFormat.Mp4 : MediaFormat.Unknown;
    }

    private static bool IsRiff(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> form) => bytes.Length >= 12 && bytes.StartsWith("RIFF"u8) && bytes[8..12].SequenceEqual(form);

    /// <summary>The extended header says so in a flag. Source: RFC 9649, 2.7.</summary>
    private static bool IsAnimatedWebP(ReadOnlySpan<byte> bytes) => bytes.Length > 20 && bytes[12..16].SequenceEqual("VP8X"u8) && (bytes[20] & 0x02) != 0;

    /// <summary>"BM", four reserved bytes that are zero, and the length of one of the headers there are (BITMAPFILEHEADER and its successors, wingdi.h).</summary>
    private static bool IsBmp(ReadOnlySpan<byte> bytes) => bytes.StartsWith("BM"u8) && bytes.Length >= 18
        && bytes[6..10].SequenceEqual("\0\0\0\0"u8) && bytes[14] is 12 or 40 or 52 or 56 or 64 or 108 or 124 && bytes[15..18].SequenceEqual("\0\0\0"u8);

    /// <summary>The first page holds nothing but the first packet, which names the codec. Sources: RFC 3533, 6; RFC 7845, 5.1; Vorbis I specification, 4.2.1.</summary>
    private static bool IsOgg(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith("OggS\0"u8) || bytes.Length < 27 || bytes.Length <= 27 + bytes[26])
            return false;

        var packet = bytes[(27 + bytes[26])..];
        return packet.StartsWith("OpusHead"u8) || packet.StartsWith("\u0001vorbis"u8);
    }

    /// <summary>An EBML header whose document type (element 0x4282) is "webm"; it is among the first of few. Sources: RFC 8794, 11.2.4; WebM container guidelines.</summary>
    private static bool IsWebM(ReadOnlySpan<byte> bytes) => bytes is [0x1A, 0x45, 0xDF, 0xA3, ..]
        && bytes[..Math.Min(bytes.Length, 64)].IndexOf((ReadOnlySpan<byte>)[0x42, 0x82, 0x84, (byte)'w', (byte)'e', (byte)'b', (byte)'m']) >= 0;
}
