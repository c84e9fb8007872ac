using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Media.Reading.Pdf.Fonts;

/// <summary>A font whose codes are single bytes: Type 1, TrueType, Type 3 (ISO 32000-2, 9.6).</summary>
/// <param name="meanings">What its stream ToUnicode says; null where it has none.</param>
/// <param name="letters">What its encoding says, for all the codes that the stream leaves out.</param>
/// <param name="advances">Of each code.</param>
internal sealed class SimpleFont(CMap? meanings, IReadOnlyList<string?> letters, IReadOnlyList<double> advances) : PdfFont
{
    private const byte WordSpace = 32;

    private readonly string?[] _texts = [.. Enumerable.Range(0, 256).Select(code => meanings?.TextOf(code) ?? letters[code])];

    public override Glyph Next(ReadOnlySpan<byte> text, out int length)
    {
        length = 1;
        return new Glyph(_texts[text[0]], advances[text[0]], text[0] == WordSpace);
    }
}
