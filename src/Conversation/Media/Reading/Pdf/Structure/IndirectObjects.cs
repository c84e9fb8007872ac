using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Media.Reading.Pdf.Structure;

/// <summary>Reads objects where they stand in the file: <c>12 0 obj … endobj</c> (ISO 32000-2, 7.3.10).</summary>
internal sealed class IndirectObjects(ReadOnlyMemory<byte> file, PdfBudget budget)
{
    public ReadOnlyMemory<byte> File => file;

    /// <param name="position">Where the object's number should be.</param>
    /// <param name="resolve">For the length of a stream, which may be an object of its own.</param>
    /// <returns>Null where there is no object.</returns>
    public (PdfValue.Reference Id, PdfValue Value)? ReadAt(long position, Func<PdfValue, PdfValue> resolve)
    {
        if (position < 0 || position >= file.Length)
            return null;
        var parser = new PdfParser(file.Span, (int)position, budget);
        try
        {
            if (parser.Next() is not PdfValue.Number { Integer: >= 0 and { } number } || parser.Next() is not PdfValue.Number { Integer: >= 0 and { } generation }
                || parser.Next() is not PdfValue.Keyword { Text: "obj" })
            {
                return null;
            }

            var id = new PdfValue.Reference(number, generation);
            return (id, Body(ref parser, id, resolve));
        }
        finally
        {
            budget.ChargeRead(parser.Position - position);
        }
    }

    private PdfValue Body(ref PdfParser parser, PdfValue.Reference id, Func<PdfValue, PdfValue> resolve)
    {
        var value = parser.Next() ?? PdfValue.None;
        if (value is PdfValue.Keyword)
            return PdfValue.None;
        if (value is PdfValue.Number { Integer: { } number })
        {
            // The one place where a reference stands outside a list: an object that is another one.
            return parser.Next() is PdfValue.Number { Integer: { } generation } && parser.Next() is PdfValue.Keyword { Text: "R" }
                ? new PdfValue.Reference(number, generation)
                : value;
        }

        if (value is not PdfValue.Map map || parser.Next() is not PdfValue.Keyword { Text: "stream" })
            return value;
        var span = file.Span;
        var start = parser.Position;
        if (start < span.Length && span[start] == '\r')
            start++;
        if (start < span.Length && span[start] == '\n')
            start++;
        var length = StreamLength(start, resolve(map["Length"]));
        parser.Position = start + length;
        return new PdfValue.Stream(map, file.Slice(start, length), id);
    }

    /// <summary>As said, if the stream's end is there; else as far as the next <c>endstream</c> (7.3.8.2), or as the file goes.</summary>
    private int StreamLength(int start, PdfValue said)
    {
        var rest = file.Span[start..];
        if (said is PdfValue.Number { Integer: >= 0 and { } length } && length <= rest.Length)
        {
            var after = rest[length..];
            var blanks = 0;
            while (blanks < after.Length && blanks < 4 && PdfBytes.IsBlank(after[blanks]))
                blanks++;
            if (after[blanks..].StartsWith("endstream"u8))
                return length;
        }

        var end = rest.IndexOf("endstream"u8);
        if (end < 0)
            return rest.Length;
        if (end > 0 && rest[end - 1] == '\n')
            end--;
        if (end > 0 && rest[end - 1] == '\r')
            end--;
        return end;
    }
}
