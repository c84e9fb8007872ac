namespace BotHost.Conversation.Media.Reading.Pdf.Fonts;

/// <summary>
/// The widths of the fonts that a document need not describe (ISO 32000-2, 9.6.2.2), as far as words must be told apart: the regular
/// Helvetica, Times and Courier stand for their bold and slanted ones, which are a little wider.
/// </summary>
/// <remarks>Source: Adobe's Core 14 font metrics, the characters 32 to 126.</remarks>
internal static class StandardWidths
{
    private const int First = 32;
    private const double Thousand = 1000;
    private const double Fixed = 0.6;

    private static readonly short[] _helvetica =
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ];

    private static readonly short[] _times =
    [
        250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444,
        921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500,
        333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
    ];

    /// <param name="fontName">Such as <c>Helvetica-Bold</c> or <c>ArialMT</c>.</param>
    public static double[] Of(string fontName)
    {
        if (fontName.Contains("Courier", StringComparison.OrdinalIgnoreCase) || fontName.Contains("Mono", StringComparison.OrdinalIgnoreCase))
            return [.. Enumerable.Repeat(Fixed, 256)];
        var widths = fontName.Contains("Times", StringComparison.OrdinalIgnoreCase) || fontName.Contains("Serif", StringComparison.OrdinalIgnoreCase) ? _times : _helvetica;
        return [.. Enumerable.Range(0, 256).Select(code => (code >= First && code - First < widths.Length ? widths[code - First] : widths['o' - First]) / Thousand)];
    }
}
