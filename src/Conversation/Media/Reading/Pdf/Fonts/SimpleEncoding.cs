using System.Text;

namespace BotHost.Conversation.Media.Reading.Pdf.Fonts;

/// <summary>What the 256 codes of a simple font mean (ISO 32000-2, annex D).</summary>
internal static class SimpleEncoding
{
    private const string StandardHigh =
        "¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ\0–†‡·\0¶•‚„”»…‰\0¿\0`´ˆ˜¯˘˙¨\0˚¸\0˝˛ˇ—\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0Æ\0ª\0\0\0\0ŁØŒº\0\0\0\0\0æ\0\0\0ı\0\0łøœß";

    private const string SymbolLow =
        " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";

    private const string SymbolHigh =
        "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\0⟩∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭";

    /// <summary>Adobe's own, which fonts without an encoding have.</summary>
    public static IReadOnlyList<string?> Standard { get; } = Build(code => code switch
    {
        '\'' => '’',
        '`' => '‘',
        >= 0x20 and <= 0x7E => (char)code,
        >= 0xA1 when code - 0xA1 < StandardHigh.Length => StandardHigh[code - 0xA1],
        _ => '\0',
    });

    /// <summary>Code page 1252; the codes that it leaves free are bullets (note 3 there).</summary>
    public static IReadOnlyList<string?> WinAnsi { get; } = FromCodePage(1252, free: '•');

    public static IReadOnlyList<string?> MacRoman { get; } = FromCodePage(10000, free: '\0');

    /// <summary>The font Symbol, which has an encoding of its own (D.6).</summary>
    public static IReadOnlyList<string?> Symbol { get; } = Build(code => code switch
    {
        >= 0x20 and <= 0x7E => SymbolLow[code - 0x20],
        >= 0xA0 when code - 0xA0 < SymbolHigh.Length => SymbolHigh[code - 0xA0],
        _ => '\0',
    });

    /// <summary>The fonts of signs (Zapf Dingbats, Wingdings), as far as it matters: ticks, crosses, and the rest are what lists begin with.</summary>
    public static IReadOnlyList<string?> Signs { get; } = Build(code => code switch
    {
        <= 0x20 => '\0',
        '3' or '4' or 0xFC => '✓',
        (>= '5' and <= '8') or 0xFB => '✗',
        _ => '•',
    });

    /// <returns>Null for a name that is none.</returns>
    public static IReadOnlyList<string?>? Named(string? name) => name switch
    {
        "StandardEncoding" => Standard,
        "WinAnsiEncoding" => WinAnsi,
        "MacRomanEncoding" => MacRoman,
        _ => null,
    };

    private static string?[] FromCodePage(int number, char free)
    {
        var page = CodePagesEncodingProvider.Instance.GetEncoding(number)!;
        return Build(code => page.GetChars([(byte)code])[0] is var letter && (code < 0x20 || char.IsControl(letter)) ? code < 0x20 ? '\0' : free : letter);
    }

    /// <summary>No encoding has the ends of lines and the tab; writers show them all the same.</summary>
    private static string?[] Build(Func<int, char> letter) =>
        [.. Enumerable.Range(0, 256).Select(code => code is '\t' or '\n' or '\r' ? " " : letter(code) is not '\0' and var found ? found.ToString() : null)];
}
