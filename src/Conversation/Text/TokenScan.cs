namespace BotHost.Conversation.Text;

/// <summary>Walks once over a text and adds up what its pieces cost.</summary>
internal ref struct TokenScan(ReadOnlySpan<char> text, TokenCosts costs)
{
    private const int LettersOfAnyWord = 6;
    private const int LettersOfTheLongestWord = 16;
    private const int DigitsPerToken = 3;
    private const int SwitchesOfAnyName = 8;

    /// <summary>The longest runs that are one token, as probes of both vocabularies gave them.</summary>
    private const int BlanksPerToken = 100;
    private const int LineEndsPerToken = 16;

    private readonly ReadOnlySpan<char> _text = text;
    private readonly TokenCosts _costs = costs;
    private int _position;
    private int _switches;

    public long Total()
    {
        long total = 0;
        while (_position < _text.Length)
        {
            var character = _text[_position];
            if (IsHan(character))
            {
                total += FrequentHan.Contains(character) ? _costs.Han : _costs.RareHan;
                _switches = 0;
                _position++;
            }
            else if (IsWordLetter(character) || char.IsAsciiDigit(character))
            {
                total += Run();
            }
            else if (character is ' ' or '\t' or '\r' or '\n')
            {
                total += Blanks();
            }
            else if (char.IsAscii(character))
            {
                total += Marks();
            }
            else
            {
                total += Other(character);
            }
        }

        return total;
    }

    /// <summary>Letters and digits without a gap: a word, a number, a name in camel case, or something that no vocabulary knows.</summary>
    private long Run()
    {
        long cost = 0;
        var last = Kind.None;
        var length = 0;   // of this word or number
        for (; _position < _text.Length; _position++)
        {
            var character = _text[_position];
            var kind = KindOf(character);
            if (kind == Kind.None)
                break;

            if (kind != last && last != Kind.None && ++_switches > SwitchesOfAnyName)
                cost += _costs.Switch;

            var begins = last == Kind.None || (kind == Kind.Digit) != (last == Kind.Digit);
            var isHump = !begins && kind == Kind.Upper && last == Kind.Lower;
            length = begins || isHump ? 1 : length + 1;

            if (kind == Kind.Digit)
                cost += length % DigitsPerToken == 1 ? _costs.Digits : 0;
            else if (begins)
                cost += _costs.Word;
            else if (isHump)
                cost += _costs.Hump;
            else if (length > LettersOfTheLongestWord)
                cost += _costs.EndlessLetter;
            else if (length > LettersOfAnyWord)
                cost += _costs.FurtherLetter;

            if (!char.IsAscii(character))
                cost += _costs.AccentedLetter;
            last = kind;
        }

        return cost;
    }

    private long Blanks()
    {
        var lineEnds = 0;
        var blanks = 0;   // since the last line end
        for (; _position < _text.Length && _text[_position] is ' ' or '\t' or '\r' or '\n'; _position++)
        {
            if (_text[_position] == '\n')
                (lineEnds, blanks) = (lineEnds + 1, 0);
            else if (_text[_position] != '\r')
                blanks++;
        }

        _switches = 0;
        var cost = (long)Tokens(lineEnds, LineEndsPerToken) * _costs.LineEnds;
        if (blanks > 1 || (blanks > 0 && lineEnds > 0))
            cost += (long)Tokens(blanks, BlanksPerToken) * _costs.Blanks;
        if (blanks > 0 && _position < _text.Length)
            cost += char.IsAsciiDigit(_text[_position]) ? _costs.BlankBeforeDigit : IsHan(_text[_position]) ? _costs.BlankBeforeHan : 0;
        return cost;
    }

    private static int Tokens(int length, int perToken) => (length + perToken - 1) / perToken;

    private long Marks()
    {
        var start = _position;
        long cost = 0;
        for (; _position < _text.Length && IsMark(_text[_position]); _position++)
        {
            if (_text[_position] is not ('+' or '/' or '-' or '_' or '='))   // they occur within keys and hashes
                _switches = 0;
            if (_position > start)
                cost += _text[_position] == _text[_position - 1] ? _costs.RepeatedMark : _costs.FurtherMark;
        }

        var isGlued = _position == start + 1 && _position < _text.Length && IsWordLetter(_text[_position]);
        return cost + (isGlued ? _costs.MarkBeforeWord : _costs.Marks);
    }

    private int Other(char character)
    {
        _switches = 0;
        _position++;
        if (char.IsHighSurrogate(character) && _position < _text.Length && char.IsLowSurrogate(_text[_position]))
        {
            _position++;
            return character is >= '\uD83C' and <= '\uD83E' ? _costs.Emoji : _costs.Astral;
        }

        return character switch
        {
            >= '\u0370' and <= '\u03FF' or >= '\u0590' and <= '\u05FF' => _costs.Greek,
            >= '\u0400' and <= '\u052F' => _costs.Cyrillic,
            >= '\u0600' and <= '\u077F' => _costs.Arabic,
            >= '\u0900' and <= '\u0DFF' => _costs.Indic,
            >= '\u0E00' and <= '\u0E7F' => _costs.Thai,
            >= '\u0E80' and <= '\u1DFF' => _costs.OtherLetter,
            >= '\u3040' and <= '\u30FF' => _costs.Kana,
            >= '\uAC00' and <= '\uD7A3' => _costs.Hangul,
            >= '\u2010' and <= '\u2026' or >= '\u3000' and <= '\u303F' or >= '\uFF00' and <= '\uFFEF' => _costs.HanPunctuation,
            >= '\u3400' and <= '\u4DBF' or >= '\uF900' and <= '\uFAFF' => _costs.RareHan,
            _ => _costs.Symbol,
        };
    }

    private static bool IsHan(char character) => character is >= '\u4E00' and <= '\u9FFF';

    private static bool IsWordLetter(char character) => char.IsAsciiLetter(character) || IsAccentedLetter(character);

    private static bool IsAccentedLetter(char character) =>
        character is (>= '\u00C0' and <= '\u024F' and not ('×' or '÷')) or (>= '\u1E00' and <= '\u1EFF');

    private static bool IsMark(char character) =>
        char.IsAscii(character) && !char.IsAsciiLetterOrDigit(character) && character is not (' ' or '\t' or '\r' or '\n');

    private static Kind KindOf(char character) => character switch
    {
        >= 'a' and <= 'z' => Kind.Lower,
        >= 'A' and <= 'Z' => Kind.Upper,
        >= '0' and <= '9' => Kind.Digit,
        _ => IsAccentedLetter(character) ? Kind.Lower : Kind.None,
    };

    private enum Kind
    {
        None,
        Lower,
        Upper,
        Digit,
    }
}
