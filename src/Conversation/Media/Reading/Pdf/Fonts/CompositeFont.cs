namespace BotHost.Conversation.Media.Reading.Pdf.Fonts;

/// <summary>A font whose codes are of one byte or more, for scripts with many characters: Type 0 (ISO 32000-2, 9.7).</summary>
/// <param name="meanings">What its stream ToUnicode says; null where it has none.</param>
/// <param name="charset">Its encoding where that is a character set.</param>
/// <param name="codes">Its encoding where the document brings it along. Neither: codes of two bytes are glyph numbers (Identity).</param>
/// <param name="codesAreUnicode">ToUnicode is named Identity: codes mean themselves.</param>
/// <param name="widths">Of its glyphs.</param>
/// <param name="isVertical">Lines run down.</param>
internal sealed class CompositeFont(CMap? meanings, PredefinedCMap? charset, CMap? codes, bool codesAreUnicode, GlyphWidths widths, bool isVertical) : PdfFont
{
    private const int IdentityBytes = 2;

    /// <summary>The default of vertical writing: one em down (9.7.4.3).</summary>
    private const double Down = -1;

    /// <summary>A Latin letter between Chinese ones, where only its place in a character set is known.</summary>
    private const double HalfWidth = 0.5;

    public override bool IsVertical => isVertical;

    public override Glyph Next(ReadOnlySpan<byte> text, out int length)
    {
        length = charset?.CodeLength(text) ?? codes?.CodeLength(text) ?? Math.Min(IdentityBytes, text.Length);
        var bytes = text[..length];
        var code = CMap.Code(bytes);
        var meaning = meanings?.TextOf(code);
        if (meaning is null && codesAreUnicode && code is > 0 and <= char.MaxValue)
            meaning = ((char)code).ToString();
        meaning ??= charset?.TextOf(bytes);
        var advance = isVertical ? Down
            : charset is not null && meaning is [< '\u0100'] ? HalfWidth
            : widths.Of(codes?.GlyphOf(code) ?? (charset is null ? code : 0));
        return new Glyph(meaning, advance, length == 1 && bytes[0] == ' ');
    }
}
