using BotHost.Conversation.Media.Reading.Pdf.Structure;
using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Media.Reading.Pdf.Fonts;

/// <summary>Puts a simple font together (ISO 32000-2, 9.6).</summary>
internal sealed class SimpleFontReader(PdfObjects objects, PdfBudget budget)
{
    private const int Codes = 256;
    private const double Thousand = 1000;

    public SimpleFont Read(PdfValue.Map font, CMap? meanings)
    {
        var name = objects.Name(font["BaseFont"]) ?? "";
        var descriptor = objects.Map(font["FontDescriptor"]) ?? PdfValue.Map.Empty;
        return new SimpleFont(meanings, Letters(font, descriptor, name), Advances(font, descriptor, name));
    }

    /// <summary>9.6.5: the encoding that is named, or the font's own, with the differences that are listed.</summary>
    private string?[] Letters(PdfValue.Map font, PdfValue.Map descriptor, string name)
    {
        var encoding = objects.Resolve(font["Encoding"]);
        var map = encoding as PdfValue.Map ?? PdfValue.Map.Empty;
        var named = encoding is PdfValue.Name given ? given.Value : objects.Name(map["BaseEncoding"]);
        string?[] letters = [.. SimpleEncoding.Named(named) ?? OwnEncoding(font, descriptor, name)];
        var code = 0;
        foreach (var item in objects.List(map["Differences"]))
        {
            budget.ChargeValue();
            switch (objects.Resolve(item))
            {
                case PdfValue.Number { Integer: >= 0 and < Codes and { } next }:
                    code = next;
                    break;
                case PdfValue.Name glyph when code < Codes:
                    letters[code++] = GlyphNames.TextOf(glyph.Value);
                    break;
                default:
                    break;
            }
        }

        return letters;
    }

    private IReadOnlyList<string?> OwnEncoding(PdfValue.Map font, PdfValue.Map descriptor, string name)
    {
        if (objects.Resolve(descriptor["FontFile"]) is PdfValue.Stream program && Type1Encoding.Read(objects.Unfold(program).Span, budget) is { } own)
            return own;
        if (name.EndsWith("Symbol", StringComparison.Ordinal))
            return SimpleEncoding.Symbol;
        if (name.Contains("Dingbats", StringComparison.OrdinalIgnoreCase) || name.Contains("Wingdings", StringComparison.OrdinalIgnoreCase))
            return SimpleEncoding.Signs;
        return objects.Name(font["Subtype"]) == "TrueType" ? SimpleEncoding.WinAnsi : SimpleEncoding.Standard;
    }

    private double[] Advances(PdfValue.Map font, PdfValue.Map descriptor, string name)
    {
        if (objects.Resolve(font["Widths"]) is not PdfValue.List { Items: var widths })
            return StandardWidths.Of(name);
        // A Type 3 font has a scale of its own (9.6.4); all others count in thousandths.
        var scale = objects.List(font["FontMatrix"]) is [var across, ..] && objects.Number(across) is { } unit ? unit : 1 / Thousand;
        var first = (int)Math.Clamp(objects.Number(font["FirstChar"]) ?? 0, 0, Codes);
        var missing = (objects.Number(descriptor["MissingWidth"]) ?? 0) * scale;
        return [.. Enumerable.Range(0, Codes).Select(code =>
            code >= first && code - first < widths.Count && objects.Number(widths[code - first]) is { } width ? width * scale : missing)];
    }
}
