using System.Text;

namespace BotHost.Conversation.Media.Reading.Pdf.Content;

/// <summary>Turns what a font says into what a person would type.</summary>
internal static class Letters
{
    private const char FirstRadical = '\u2F00';
    private const char FirstLigature = '\uFB00';

    /// <summary>
    /// The letters that U+2F00 to U+2FD5 stand for: fonts that draw a radical and the character with one glyph make writers name the radical,
    /// which looks the same and is found by nobody. Source: the compatibility decompositions of Unicode 15.
    /// </summary>
    private const string Radicals =
        "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮" +
        "皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

    private static readonly string[] _ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];

    /// <param name="text">As the font says; null where it says nothing.</param>
    /// <returns>
    /// Null where it cannot be told: nothing is said, or a place for private use, which means something in that font only. Empty for what is
    /// not shown; a blank for every kind of blank.
    /// </returns>
    public static string? Plain(string? text)
    {
        if (text is [>= '!' and <= '~'])
            return text;
        if (text is null)
            return null;
        var plain = new StringBuilder(text.Length);
        var isKnown = true;
        foreach (var rune in text.EnumerateRunes())
            isKnown &= Append(rune, plain);
        return plain.Length == 0 && !isKnown ? null : plain.ToString();
    }

    /// <summary>Scripts that are written without blanks between words: Chinese and Japanese, with their marks.</summary>
    public static bool IsUnspaced(Rune letter) => letter.Value is (>= 0x2E80 and <= 0x30FF) or (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0xFE30 and <= 0xFE4F) or (>= 0xFF00 and <= 0xFFEF) or (>= 0x20000 and <= 0x3FFFF);

    private static bool Append(Rune rune, StringBuilder plain)
    {
        switch (rune.Value)
        {
            case >= FirstRadical and <= 0x2FD5:
                plain.Append(Radicals[rune.Value - FirstRadical]);
                return true;
            case >= FirstLigature and <= 0xFB06:
                plain.Append(_ligatures[rune.Value - FirstLigature]);
                return true;
            case 0xAD:
                plain.Append('-');                                      // it is shown, else it would not be in the page
                return true;
            case 0xF0B7 or 0xF0A7 or 0xF0D8 or 0xF06C or 0xF06E or 0xF076:
                plain.Append('•');                                      // the bullets of Symbol and Wingdings, as office programs name them
                return true;
            case 0xFFFD or (>= 0xE000 and <= 0xF8FF) or >= 0xF0000:
                return false;
            case 0x200B or 0x200C or 0x2060 or 0xFEFF or 0xFFFE or 0xFFFF:
                return true;
            default:
                if (Rune.IsWhiteSpace(rune))
                    plain.Append(' ');
                else if (!Rune.IsControl(rune))
                    plain.Append(rune.ToString());
                return true;
        }
    }
}
