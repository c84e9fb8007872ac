using BotHost.Conversation.Media.Reading.Pdf.Filters;
using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Media.Reading.Pdf.Structure;

/// <summary>
/// Reads the tables that say where a document's objects are, from the newest to the oldest: classic tables (ISO 32000-2, 7.5.4), streams
/// (7.5.8), and both in one file (7.5.8.4). They are only as good as their writer: <see cref="CrossReferenceRebuild"/> does without.
/// </summary>
internal sealed class CrossReferenceReader(IndirectObjects objects, PdfBudget budget)
{
    private readonly CrossReferences _references = new();
    private readonly HashSet<int> _visited = [];

    /// <returns>Null where the newest table is not there.</returns>
    public CrossReferences? Read()
    {
        var file = objects.File.Span;
        var start = file.LastIndexOf("startxref"u8);
        if (start < 0)
            return null;
        var parser = new PdfParser(file, start + "startxref".Length, budget: null);
        if (parser.Next() is not PdfValue.Number { Integer: { } first })
            return null;
        for (int? next = first; next is { } position && _visited.Add(position);)
            next = ReadAt(position);
        return _references.Trailer["Root"] is PdfValue.Null ? null : _references;
    }

    private static PdfValue Direct(PdfValue value) => value is PdfValue.Reference ? PdfValue.None : value;

    private static int? Position(PdfValue value) => value is PdfValue.Number { Integer: { } position } ? position : null;

    /// <returns>Where the table before it is.</returns>
    private int? ReadAt(int position)
    {
        if (position < 0 || position >= objects.File.Length)
            return null;
        var parser = new PdfParser(objects.File.Span, position, budget: null);
        if (parser.Next() is PdfValue.Keyword { Text: "xref" })
            return ReadTable(parser, position);
        if (objects.ReadAt(position, Direct) is not (_, PdfValue.Stream table))
            return null;
        ReadStream(table);
        _references.AddTrailer(table.Dictionary);
        return Position(table.Dictionary["Prev"]);
    }

    private int? ReadTable(PdfParser parser, int start)
    {
        var token = parser.Next();
        while (token is PdfValue.Number { Integer: { } first })
        {
            if (parser.Next() is not PdfValue.Number { Integer: { } count })
                break;
            token = parser.Next();
            for (var at = 0; at < count && token is PdfValue.Number offset; at++, token = parser.Next())
            {
                var generation = parser.Next();
                if (parser.Next() is PdfValue.Keyword { Text: "n" } && generation is PdfValue.Number && offset.Integer is > 0 and { } place && first <= int.MaxValue - at)
                    _references.Add(first + at, new CrossReferences.Place(place, IsInStream: false));
            }
        }

        var trailer = token is PdfValue.Keyword { Text: "trailer" } ? parser.Next() as PdfValue.Map : null;
        budget.ChargeRead(parser.Position - start);
        if (trailer is null)
            return null;
        _references.AddTrailer(trailer);
        // What old readers shall not see is in a stream, which comes before the older tables.
        if (Position(trailer["XRefStm"]) is { } hidden && _visited.Add(hidden) && objects.ReadAt(hidden, Direct) is (_, PdfValue.Stream table))
            ReadStream(table);
        return Position(trailer["Prev"]);
    }

    /// <summary>Rows of three numbers whose widths W gives: kind, position or stream, generation or index (table 18).</summary>
    private void ReadStream(PdfValue.Stream table)
    {
        if (table.Dictionary["W"] is not PdfValue.List { Items: [PdfValue.Number { Integer: >= 0 and <= 8 and { } kindBytes },
            PdfValue.Number { Integer: >= 0 and <= 8 and { } placeBytes }, PdfValue.Number { Integer: >= 0 and <= 8 and { } lastBytes }, ..] })
        {
            return;
        }

        var rows = StreamFilters.Unfold(table.Raw, PdfObjects.Filters(table.Dictionary, Direct), budget).Span;
        var row = kindBytes + placeBytes + lastBytes;
        if (row == 0)
            return;
        var all = Position(table.Dictionary["Size"]) ?? 0;
        IReadOnlyList<PdfValue> sections = table.Dictionary["Index"] is PdfValue.List index ? index.Items : [new PdfValue.Number(0), new PdfValue.Number(all)];
        for (var section = 0; section + 1 < sections.Count; section += 2)
        {
            if (Position(sections[section]) is not (>= 0 and { } first) || Position(sections[section + 1]) is not { } count)
                return;
            for (var at = 0; at < count && rows.Length >= row && first <= int.MaxValue - at; at++, rows = rows[row..])
            {
                var kind = kindBytes == 0 ? 1 : BigEndian(rows[..kindBytes]);
                var place = BigEndian(rows.Slice(kindBytes, placeBytes));
                if (kind is 1 or 2 && place is > 0 and <= int.MaxValue)
                    _references.Add(first + at, new CrossReferences.Place((int)place, IsInStream: kind == 2));
            }
        }
    }

    private static long BigEndian(ReadOnlySpan<byte> bytes)
    {
        var value = 0L;
        foreach (var part in bytes)
            value = (value << 8) | part;
        return value;
    }
}
