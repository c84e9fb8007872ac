using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Media.Reading.Pdf.Filters;

/// <summary>
/// Undoes what made the bytes easier to fold (ISO 32000-2, 7.4.4.4): differences along a row (TIFF, samples of 8 bits, the only ones that
/// text and tables have) or the five filters of PNG (RFC 2083, 6).
/// </summary>
internal static class Predictor
{
    private const int Tiff = 2;
    private const int FirstPng = 10;

    public static ReadOnlyMemory<byte> Undo(ReadOnlyMemory<byte> bytes, PdfValue.Map parameters)
    {
        var predictor = Parameter(parameters, "Predictor", 1);
        if (predictor < Tiff)
            return bytes;
        var bits = (long)Parameter(parameters, "Colors", 1) * Parameter(parameters, "BitsPerComponent", 8);
        var row = ((bits * Parameter(parameters, "Columns", 1)) + 7) / 8;
        if (bits <= 0 || row <= 0 || row > bytes.Length || (predictor < FirstPng && Parameter(parameters, "BitsPerComponent", 8) != 8))
            return default;
        var step = (int)Math.Max(1, bits / 8);
        return predictor >= FirstPng ? UndoPng(bytes.Span, (int)row, step) : UndoTiff(bytes, (int)row, step);
    }

    private static int Parameter(PdfValue.Map parameters, string name, int otherwise) =>
        parameters[name] is PdfValue.Number { Integer: >= 0 and <= 0xFF_FFFF and { } value } ? value : otherwise;

    private static ReadOnlyMemory<byte> UndoTiff(ReadOnlyMemory<byte> bytes, int row, int step)
    {
        var plain = bytes.ToArray();
        for (var start = 0; start < plain.Length; start += row)
        {
            for (var at = start + step; at < Math.Min(start + row, plain.Length); at++)
                plain[at] += plain[at - step];
        }

        return plain;
    }

    /// <summary>Every row begins with a byte that names its own filter, whatever the predictor's number says.</summary>
    private static ReadOnlyMemory<byte> UndoPng(ReadOnlySpan<byte> bytes, int row, int step)
    {
        var plain = new byte[bytes.Length];
        var length = 0;
        ReadOnlySpan<byte> above = new byte[row];
        for (var at = 0; at < bytes.Length; at += row + 1)
        {
            var count = Math.Min(row, bytes.Length - at - 1);
            var here = plain.AsSpan(length, count);
            bytes.Slice(at + 1, count).CopyTo(here);
            UndoRow(bytes[at], here, above, step);
            length += count;
            if (count == row)
                above = here;
        }

        return plain.AsMemory(0, length);
    }

    private static void UndoRow(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        for (var at = 0; at < row.Length; at++)
        {
            int left = at >= step ? row[at - step] : 0;
            int corner = at >= step ? above[at - step] : 0;
            row[at] += (byte)(filter switch
            {
                1 => left,
                2 => above[at],
                3 => (left + above[at]) / 2,
                4 => Paeth(left, above[at], corner),
                _ => 0,
            });
        }
    }

    private static int Paeth(int left, int above, int corner)
    {
        var guess = left + above - corner;
        var (toLeft, toAbove, toCorner) = (Math.Abs(guess - left), Math.Abs(guess - above), Math.Abs(guess - corner));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }
}
