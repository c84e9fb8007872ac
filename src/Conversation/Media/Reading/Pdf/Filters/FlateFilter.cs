using System.IO.Compression;
using System.Runtime.InteropServices;

namespace BotHost.Conversation.Media.Reading.Pdf.Filters;

/// <summary>FlateDecode (ISO 32000-2, 7.4.4): zlib's format, whose checksum is not looked at. A damaged end costs what comes after it only.</summary>
internal static class FlateFilter
{
    private const int HeaderBytes = 2;
    private const int ChunkBytes = 16 * 1024;

    public static ReadOnlyMemory<byte> Unfold(ReadOnlyMemory<byte> folded, PdfBudget budget)
    {
        if (folded.Length <= HeaderBytes)
            return default;
        var unfolded = new UnfoldedBytes(budget);
        using var source = Open(HasHeader(folded.Span) ? folded[HeaderBytes..] : folded);
        using var inflater = new DeflateStream(source, CompressionMode.Decompress);
        var chunk = new byte[ChunkBytes];
        try
        {
            while (inflater.Read(chunk) is > 0 and var count)
                unfolded.Write(chunk.AsSpan(0, count));
        }
        catch (InvalidDataException)
        {
            // What came before the damage is used: a page that stops in its middle is better than none.
        }

        return unfolded.Written;
    }

    /// <summary>RFC 1950, 2.2: method 8, and a check that makes the two bytes a multiple of 31. Some writers leave them out.</summary>
    private static bool HasHeader(ReadOnlySpan<byte> folded) => (folded[0] & 0x0F) == 8 && ((folded[0] << 8) | folded[1]) % 31 == 0;

    private static MemoryStream Open(ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(bytes.ToArray(), writable: false);
}
