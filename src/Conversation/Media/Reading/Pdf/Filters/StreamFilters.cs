using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Media.Reading.Pdf.Filters;

/// <summary>Unfolds the bytes of a stream through its chain of filters (ISO 32000-2, 7.4).</summary>
internal static class StreamFilters
{
    /// <summary>More than anybody chains; each costs a pass.</summary>
    private const int MaxFilters = 8;

    /// <param name="raw">Decrypted already.</param>
    /// <param name="filters">The names of its filters in order, each with its parameters, free of references.</param>
    /// <param name="budget">Charged with what comes out of each filter.</param>
    /// <returns>Nothing where a filter is that of a picture: its bytes are no text. What could be had where the bytes are damaged.</returns>
    public static ReadOnlyMemory<byte> Unfold(ReadOnlyMemory<byte> raw, IReadOnlyList<(string Name, PdfValue.Map Parameters)> filters, PdfBudget budget)
    {
        budget.ChargeRead(raw.Length);
        if (filters.Count > MaxFilters)
            throw new PdfUnreadableException(DocumentFault.TooComplex);
        if (filters.Count == 0)
            budget.ChargeUnfolded(raw.Length);
        var bytes = raw;
        foreach (var (name, parameters) in filters)
        {
            bytes = name switch
            {
                "FlateDecode" or "Fl" => Predictor.Undo(FlateFilter.Unfold(bytes, budget), parameters),
                "LZWDecode" or "LZW" => Predictor.Undo(LzwFilter.Unfold(bytes.Span, parameters, budget), parameters),
                "ASCII85Decode" or "A85" => AsciiFilters.Unfold85(bytes.Span, budget),
                "ASCIIHexDecode" or "AHx" => AsciiFilters.UnfoldHex(bytes.Span, budget),
                "RunLengthDecode" or "RL" => RunLengthFilter.Unfold(bytes.Span, budget),
                "Crypt" => bytes,
                _ => default,
            };
        }

        return bytes;
    }
}
