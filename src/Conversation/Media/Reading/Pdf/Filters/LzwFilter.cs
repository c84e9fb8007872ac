using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Media.Reading.Pdf.Filters;

/// <summary>LZWDecode (ISO 32000-2, 7.4.4): codes of 9 to 12 bits, high bits first; 256 clears the table, 257 ends.</summary>
internal static class LzwFilter
{
    private const int Clear = 256;
    private const int End = 257;
    private const int FirstFree = 258;
    private const int MaxCodes = 4096;

    public static ReadOnlyMemory<byte> Unfold(ReadOnlySpan<byte> folded, PdfValue.Map parameters, PdfBudget budget)
    {
        // EarlyChange, 1 unless said: codes get longer one code sooner than they need to.
        var early = parameters["EarlyChange"] is PdfValue.Number { Integer: 0 } ? 0 : 1;
        var unfolded = new UnfoldedBytes(budget);
        var prefix = new int[MaxCodes];
        var last = new byte[MaxCodes];
        var length = new int[MaxCodes];
        for (var code = 0; code < Clear; code++)
            (last[code], length[code]) = ((byte)code, 1);
        Span<byte> sequence = new byte[MaxCodes];
        var (free, bits, previous, buffer, buffered) = (FirstFree, 9, -1, 0, 0);
        foreach (var value in folded)
        {
            buffer = (buffer << 8) | value;
            buffered += 8;
            if (buffered < bits)
                continue;
            buffered -= bits;
            var code = (buffer >> buffered) & ((1 << bits) - 1);
            buffer &= (1 << buffered) - 1;
            if (code == End)
                break;
            if (code == Clear)
            {
                (free, bits, previous) = (FirstFree, 9, -1);
                continue;
            }

            if (code > free || (code == free && previous < 0) || (code >= FirstFree && previous < 0))
                break;                                                  // damaged: what came before it is used
            if (previous >= 0 && free < MaxCodes)
            {
                prefix[free] = previous;
                length[free] = length[previous] + 1;
                last[free] = First(code == free ? previous : code, prefix, length);
                free++;
            }

            if (code >= free)
                break;
            var count = length[code];
            for (var (at, from) = (count - 1, code); at >= 0; at--, from = prefix[from])
                sequence[at] = last[from];
            unfolded.Write(sequence[..count]);
            previous = code;
            bits = (free + early) switch { >= 2048 => 12, >= 1024 => 11, >= 512 => 10, _ => 9 };
        }

        return unfolded.Written;
    }

    private static byte First(int code, int[] prefix, int[] length)
    {
        for (var left = length[code]; left > 1; left--)
            code = prefix[code];
        return (byte)code;
    }
}
