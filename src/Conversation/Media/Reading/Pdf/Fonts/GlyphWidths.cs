using BotHost.Conversation.Media.Reading.Pdf.Structure;
using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Media.Reading.Pdf.Fonts;

/// <summary>The widths of a composite font's glyphs in ems (ISO 32000-2, 9.7.4.3): <c>first [w w w]</c> or <c>first last w</c>, thousandths.</summary>
internal sealed class GlyphWidths
{
    private const double Thousand = 1000;

    private readonly CodeRanges<double> _widths = new();
    private readonly double _otherwise;

    /// <param name="font">The descendant font.</param>
    /// <param name="objects">The document's.</param>
    /// <param name="budget">Charged with each width: fonts may share one long list.</param>
    public GlyphWidths(PdfValue.Map font, PdfObjects objects, PdfBudget budget)
    {
        _otherwise = (objects.Number(font["DW"]) ?? Thousand) / Thousand;
        var items = objects.List(font["W"]);
        for (var at = 0; at + 1 < items.Count;)
        {
            budget.ChargeValue();
            if (objects.Resolve(items[at]) is not PdfValue.Number { Integer: { } first })
            {
                at++;
                continue;
            }

            if (objects.Resolve(items[at + 1]) is PdfValue.List { Items: var each })
            {
                for (var glyph = 0; glyph < each.Count && first <= int.MaxValue - glyph; glyph++)
                {
                    budget.ChargeValue();
                    _widths.Add(first + glyph, first + glyph, (objects.Number(each[glyph]) ?? Thousand) / Thousand);
                }

                at += 2;
            }
            else
            {
                if (at + 2 < items.Count && objects.Resolve(items[at + 1]) is PdfValue.Number { Integer: { } last })
                    _widths.Add(first, last, (objects.Number(items[at + 2]) ?? Thousand) / Thousand);
                at += 3;
            }
        }
    }

    public double Of(int glyph) => _widths.TryFind(glyph, out _, out var width) ? width : _otherwise;
}
