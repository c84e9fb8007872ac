namespace BotHost.Conversation.Media.Reading.Pdf.Filters;

/// <summary>RunLengthDecode (ISO 32000-2, 7.4.5): below 128 that many and one bytes follow as they are, above it one is repeated, 128 ends.</summary>
internal static class RunLengthFilter
{
    private const int End = 128;

    public static ReadOnlyMemory<byte> Unfold(ReadOnlySpan<byte> folded, PdfBudget budget)
    {
        var unfolded = new UnfoldedBytes(budget);
        for (var at = 0; at < folded.Length && folded[at] != End;)
        {
            var length = folded[at++];
            if (length < End)
            {
                var literal = folded.Slice(at, Math.Min(length + 1, folded.Length - at));
                unfolded.Write(literal);
                at += literal.Length;
            }
            else if (at < folded.Length)
            {
                unfolded.Fill(folded[at++], 257 - length);
            }
        }

        return unfolded.Written;
    }
}
