using BotHost.Conversation.Media.Reading.Pdf.Structure;
using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Media.Reading.Pdf.Fonts;

/// <summary>Puts together the fonts of a document, each once.</summary>
internal sealed class FontReader(PdfObjects objects, PdfBudget budget)
{
    /// <summary>CMaps that use others.</summary>
    private const int MaxBases = 4;

    private readonly Dictionary<PdfValue.Map, PdfFont> _fonts = [];
    private readonly SimpleFontReader _simple = new(objects, budget);

    /// <returns>Null where there is no such font.</returns>
    public PdfFont? Read(PdfValue value)
    {
        if (objects.Map(value) is not { } font)
            return null;
        if (_fonts.TryGetValue(font, out var known))
            return known;
        budget.ChargePiece();
        return _fonts[font] = objects.Name(font["Subtype"]) == "Type0" ? Composite(font) : _simple.Read(font, CMapOf(font["ToUnicode"], 0));
    }

    private CompositeFont Composite(PdfValue.Map font)
    {
        var descendant = objects.List(font["DescendantFonts"]) is [var only, ..] ? objects.Map(only) : null;
        var encoding = objects.Resolve(font["Encoding"]);
        var name = encoding switch
        {
            PdfValue.Name given => given.Value,
            PdfValue.Stream stream => objects.Name(stream.Dictionary["CMapName"]) ?? "",
            _ => "",
        };
        var isVertical = name.EndsWith("-V", StringComparison.Ordinal)
            || (encoding is PdfValue.Stream { Dictionary: var map } && objects.Number(map["WMode"]) == 1);
        return new CompositeFont(
            CMapOf(font["ToUnicode"], 0),
            encoding is PdfValue.Name ? PredefinedCMap.Of(name) : null,
            CMapOf(encoding, 0),
            objects.Name(font["ToUnicode"]) is "Identity-H" or "Identity-V",
            new GlyphWidths(descendant ?? PdfValue.Map.Empty, objects, budget),
            isVertical);
    }

    private CMap? CMapOf(PdfValue value, int depth)
    {
        if (objects.Resolve(value) is not PdfValue.Stream stream)
            return null;
        var basis = depth < MaxBases ? CMapOf(stream.Dictionary["UseCMap"], depth + 1) : null;
        return new CMap(objects.Unfold(stream).Span, basis, budget);
    }
}
