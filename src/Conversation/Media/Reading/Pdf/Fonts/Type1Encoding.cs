using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Media.Reading.Pdf.Fonts;

/// <summary>The encoding that a Type 1 font program brings along: TeX's fonts are used with it. It stands in the part that anybody can read.</summary>
/// <remarks>Source: Adobe Type 1 Font Format, 2.2: <c>/Encoding 256 array … dup 12 /fi put … readonly def</c>.</remarks>
internal static class Type1Encoding
{
    /// <returns>Null where there is none, or it is the standard one.</returns>
    public static IReadOnlyList<string?>? Read(ReadOnlySpan<byte> program, PdfBudget budget)
    {
        var start = program.IndexOf("/Encoding"u8);
        if (start < 0)
            return null;
        var parser = new PdfParser(program, start + "/Encoding".Length, budget);
        string?[]? letters = null;
        int? code = null;
        string? name = null;
        while (parser.Next() is { } token)
        {
            switch (token)
            {
                case PdfValue.Number number:
                    code = number.Integer;
                    break;
                case PdfValue.Name glyph:
                    name = glyph.Value;
                    break;
                case PdfValue.Keyword { Text: "put" } when code is >= 0 and < 256 && name is not null:
                    (letters ??= new string?[256])[code.Value] = GlyphNames.TextOf(name);
                    break;
                case PdfValue.Keyword { Text: "def" or "eexec" or "StandardEncoding" }:
                    return letters;
                default:
                    break;
            }
        }

        return letters;
    }
}
