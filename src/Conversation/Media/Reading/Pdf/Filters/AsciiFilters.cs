using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Media.Reading.Pdf.Filters;

/// <summary>ASCIIHexDecode and ASCII85Decode (ISO 32000-2, 7.4.2 and 7.4.3). What is no digit is skipped.</summary>
internal static class AsciiFilters
{
    private const int GroupDigits = 5;
    private const int GroupBytes = 4;

    public static ReadOnlyMemory<byte> UnfoldHex(ReadOnlySpan<byte> folded, PdfBudget budget)
    {
        var end = folded.IndexOf((byte)'>');
        var unfolded = new UnfoldedBytes(budget);
        var high = -1;
        foreach (var digit in end < 0 ? folded : folded[..end])
        {
            var value = PdfBytes.HexValue(digit);
            if (value < 0)
                continue;
            if (high >= 0)
                unfolded.Write((byte)((high << 4) | value));
            high = high >= 0 ? -1 : value;
        }

        if (high >= 0)
            unfolded.Write((byte)(high << 4));                          // as if a zero followed
        return unfolded.Written;
    }

    public static ReadOnlyMemory<byte> Unfold85(ReadOnlySpan<byte> folded, PdfBudget budget)
    {
        var unfolded = new UnfoldedBytes(budget);
        var (group, digits) = (0u, 0);
        var start = folded.StartsWith("<~"u8) ? 2 : 0;
        foreach (var digit in folded[start..])
        {
            if (digit == '~')
                break;
            if (digit == 'z' && digits == 0)
            {
                unfolded.Fill(0, GroupBytes);
                continue;
            }

            if (digit is < (byte)'!' or > (byte)'u')
                continue;
            group = unchecked((group * 85) + (uint)(digit - '!'));
            if (++digits < GroupDigits)
                continue;
            Write(group, GroupBytes, unfolded);
            (group, digits) = (0, 0);
        }

        if (digits > 1)
        {
            for (var missing = digits; missing < GroupDigits; missing++)
                group = unchecked((group * 85) + 84);
            Write(group, digits - 1, unfolded);
        }

        return unfolded.Written;
    }

    private static void Write(uint group, int count, UnfoldedBytes unfolded)
    {
        for (var at = 0; at < count; at++)
            unfolded.Write((byte)(group >> (24 - (8 * at))));
    }
}
