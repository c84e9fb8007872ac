using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Media.Reading.Pdf.Structure;

/// <summary>
/// Finds the objects of a document whose tables are missing or wrong, by looking for <c>n g obj</c> from its first byte to its last. Of two
/// with one number the later one counts, as it would after a change (ISO 32000-2, 7.5.6).
/// </summary>
internal sealed class CrossReferenceRebuild(IndirectObjects objects, PdfBudget budget)
{
    /// <summary>Where a dictionary says what it is; real ones say it within the first hundred bytes.</summary>
    private const int SightBytes = 1024;

    private readonly CrossReferences _references = new();
    private readonly List<int> _objectStreams = [];

    /// <returns>The objects that are on their own, and the numbers of the streams that hold others, the newest first.</returns>
    public (CrossReferences References, IReadOnlyList<int> ObjectStreams) Run()
    {
        var file = objects.File.Span;
        budget.ChargeRead(file.Length);
        var found = Objects(file);
        PdfValue.Reference? catalog = null;
        for (var at = 0; at < found.Count; at++)
        {
            var (id, position) = found[at];
            _references.Replace(id.ObjectNumber, new CrossReferences.Place(position, IsInStream: false));
            var end = at + 1 < found.Count ? found[at + 1].Position : file.Length;
            var sight = file[position..Math.Min(end, position + SightBytes)];
            if (sight.IndexOf("/ObjStm"u8) >= 0)
                _objectStreams.Add(id.ObjectNumber);
            else if (sight.IndexOf("/XRef"u8) >= 0 && objects.ReadAt(position, value => value) is (_, PdfValue.Stream table) && IsTrailer(table.Dictionary))
                _references.ReplaceTrailer(table.Dictionary);
            else if (sight.IndexOf("/Catalog"u8) >= 0)
                catalog = id;
        }

        AddTrailers(file);
        if (catalog is not null)
            _references.AddTrailer(new PdfValue.Map(new Dictionary<string, PdfValue> { ["Root"] = catalog }));
        _objectStreams.Reverse();
        return (_references, _objectStreams);
    }

    private static bool IsTrailer(PdfValue.Map map) => map["Root"] is PdfValue.Reference;

    private static List<(PdfValue.Reference Id, int Position)> Objects(ReadOnlySpan<byte> file)
    {
        List<(PdfValue.Reference, int)> found = [];
        for (var from = 0; ;)
        {
            var next = file[from..].IndexOf("obj"u8);
            if (next < 0)
                return found;
            var word = from + next;
            from = word + 3;
            var end = word;
            if (Back(file, ref end) is { } generation && Back(file, ref end) is { } number)
                found.Add((new PdfValue.Reference(number, generation), end));
        }
    }

    /// <summary>Reads a number backwards, from the blanks after it.</summary>
    private static int? Back(ReadOnlySpan<byte> file, ref int end)
    {
        const int maxDigits = 9;
        var last = end;
        while (last > 0 && PdfBytes.IsBlank(file[last - 1]))
            last--;
        var (value, scale, first) = (0, 1, last);
        while (first > 0 && last - first < maxDigits && file[first - 1] is >= (byte)'0' and <= (byte)'9' and var digit)
        {
            value += (digit - '0') * scale;
            scale *= 10;
            first--;
        }

        if (first == last)
            return null;
        end = first;
        return value;
    }

    private void AddTrailers(ReadOnlySpan<byte> file)
    {
        for (var from = 0; ;)
        {
            var next = file[from..].IndexOf("trailer"u8);
            if (next < 0)
                return;
            from += next + "trailer".Length;
            var parser = new PdfParser(file, from, budget);
            if (parser.Next() is PdfValue.Map trailer && IsTrailer(trailer))
                _references.ReplaceTrailer(trailer);
            budget.ChargeRead(parser.Position - from);
        }
    }
}
