using System.Globalization;

namespace BotHost.Conversation.Access;

/// <summary>What a letter counts as when words are looked for: in lower case, of the usual width, and of one kind.</summary>
internal static class WordSymbols
{
    /// <summary>Stands at both ends of a run of letters that are written with spaces between words, so that “class” does not hold “lass”.</summary>
    public const char Edge = '\u0001';

    /// <summary>U+FF61 to U+FF9F, the narrow forms of Japanese, as the usual letters (Unicode chart “Halfwidth and Fullwidth Forms”).</summary>
    private const string Narrow = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u3099\u309A";

    /// <summary>How far the wide forms of ASCII, U+FF01 to U+FF5E, are from ASCII. Same chart.</summary>
    private const int Wide = 0xFF01 - '!';

    public static char Of(char letter) => letter switch
    {
        >= '\uFF01' and <= '\uFF5E' => char.ToLowerInvariant((char)(letter - Wide)),
        >= '\uFF61' and <= '\uFF9F' => Narrow[letter - '\uFF61'],
        _ => char.ToLowerInvariant(letter),
    };

    public static SymbolKind KindOf(char symbol) => symbol switch
    {
        ' ' or '\t' or '\r' or '\n' or '\u00A0' or '\u3000' or '-' or '·' or '•' or '|' or '/' => SymbolKind.Separator,
        '*' or '_' or '~' or '`' => SymbolKind.Markdown,
        '.' => SymbolKind.Dot,
        <= '\u007F' => char.IsAsciiLetterOrDigit(symbol) ? SymbolKind.Spaced : IsInvisible(symbol) ? SymbolKind.Invisible : SymbolKind.Other,
        _ when IsInvisible(symbol) => SymbolKind.Invisible,
        _ when char.IsWhiteSpace(symbol) => SymbolKind.Separator,
        _ when IsUnspaced(symbol) => SymbolKind.Unspaced,
        _ => char.IsLetterOrDigit(symbol) || char.GetUnicodeCategory(symbol) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            ? SymbolKind.Spaced
            : SymbolKind.Other,
    };

    /// <summary>
    /// Scripts without spaces between words: Thai to Khmer, Chinese, Japanese and their marks, those beyond the first plane too; and Korean, whose
    /// words carry their endings.
    /// </summary>
    private static bool IsUnspaced(char symbol) =>
        char.IsSurrogate(symbol)
        || ((symbol is (>= '\u0E00' and <= '\u0EFF') or (>= '\u1000' and <= '\u109F') or (>= '\u1100' and <= '\u11FF') or (>= '\u1780' and <= '\u17FF')
                or (>= '\u2E80' and <= '\u2FDF') or (>= '\u3005' and <= '\u3007') or (>= '\u3040' and <= '\u31FF') or (>= '\u3400' and <= '\u9FFF')
                or (>= '\uAC00' and <= '\uD7AF') or (>= '\uF900' and <= '\uFAFF'))
            && !char.IsPunctuation(symbol));

    private static bool IsInvisible(char symbol) =>
        char.GetUnicodeCategory(symbol) is UnicodeCategory.Format or UnicodeCategory.Control || symbol is >= '\uFE00' and <= '\uFE0F';
}

/// <summary>How a symbol stands to its neighbours.</summary>
internal enum SymbolKind
{
    /// <summary>A letter or digit of a script that puts spaces between words: a forbidden word of these is found as a whole word.</summary>
    Spaced,

    /// <summary>A letter of a script that does not, such as Chinese: found wherever it stands.</summary>
    Unspaced,

    /// <summary>White space and marks that people put between letters. A run of them is one space, and nothing beside an unspaced letter.</summary>
    Separator,

    /// <summary>The same; but where it makes letters bold, slanted, struck or code, nobody sees it, and the word goes on behind it.</summary>
    Markdown,

    /// <summary>A separator, too, but where words have spaces a sentence may end with it, and so no word goes on behind it.</summary>
    Dot,

    /// <summary>Nothing at all.</summary>
    Invisible,

    /// <summary>Itself.</summary>
    Other,
}
