namespace BotHost.Conversation.Access;

/// <summary>Makes symbols of letters, in the same way for the words that are looked for and for the text that is looked through.</summary>
/// <param name="joins">
/// True to read marks of Markdown between two letters as nothing, as people see them: “b**ad**word” is one word. False to read them as a space.
/// </param>
internal struct SymbolReader(bool joins)
{
    /// <summary>What one letter makes at most: the edge of the word before it, a separator, an edge, and itself.</summary>
    public const int MostOfALetter = 4;

    private SymbolKind? _last;
    private char _lastLetter;
    private char _lastMark;
    private int _marks;         // since the last letter
    private bool _owesEdge;     // of the last word, which may go on behind marks
    private int _separatedAt;
    private bool _separated;
    private bool _dotted;

    /// <param name="letter">The next letter.</param>
    /// <param name="at">Where it stands.</param>
    /// <param name="symbols">Room for what it makes.</param>
    /// <returns>How many symbols it makes.</returns>
    public int Next(char letter, int at, Span<Symbol> symbols)
    {
        var symbol = WordSymbols.Of(letter);
        var kind = WordSymbols.KindOf(symbol);
        return kind switch
        {
            SymbolKind.Invisible => 0,
            SymbolKind.Separator or SymbolKind.Dot or SymbolKind.Markdown => Separate(symbol, kind, at, symbols),
            _ => Letter(symbol, kind, at, symbols),
        };
    }

    /// <summary>The text is over.</summary>
    public readonly int End(int at, Span<Symbol> symbols) => _owesEdge || (_last == SymbolKind.Spaced && !_separated) ? Put(symbols, 0, WordSymbols.Edge, at) : 0;

    private int Separate(char symbol, SymbolKind kind, int at, Span<Symbol> symbols)
    {
        _owesEdge |= _last == SymbolKind.Spaced && !_separated;
        _separatedAt = _separated ? _separatedAt : at;
        _separated = true;
        _dotted |= kind == SymbolKind.Dot;
        if (kind != SymbolKind.Markdown || !joins)
        {
            return PayEdge(symbols);
        }

        _marks++;
        _lastMark = symbol;
        return 0;
    }

    private int Letter(char symbol, SymbolKind kind, int at, Span<Symbol> symbols)
    {
        if (_owesEdge && kind == SymbolKind.Spaced && !IsLoneMark(symbol))
        {
            (_owesEdge, _separated) = (false, false);
        }

        var made = PayEdge(symbols);
        if (_separated)
        {
            if (_last is not null and not SymbolKind.Unspaced && kind != SymbolKind.Unspaced)
            {
                made = Put(symbols, made, _dotted ? '.' : ' ', _separatedAt);
            }
        }
        else if (_last == SymbolKind.Spaced && kind != SymbolKind.Spaced)
        {
            made = Put(symbols, made, WordSymbols.Edge, at);
        }

        if (kind == SymbolKind.Spaced && (_separated || _last != SymbolKind.Spaced))
        {
            made = Put(symbols, made, WordSymbols.Edge, at);
        }

        (_last, _lastLetter, _separated, _dotted, _marks) = (kind, symbol, false, false, 0);
        return Put(symbols, made, symbol, at);
    }

    /// <summary>
    /// A single mark that marks nothing: the underscore of snake_case, which is none inside of a word (CommonMark Spec 0.31.2, “Emphasis and strong
    /// emphasis”, https://spec.commonmark.org/0.31.2/#emphasis-and-strong-emphasis), and what stands between two numbers: 6*4, 8~9.
    /// </summary>
    private readonly bool IsLoneMark(char next) =>
        _marks == 1 && (_lastMark == '_' || (char.IsAsciiDigit(_lastLetter) && char.IsAsciiDigit(next)));

    private int PayEdge(Span<Symbol> symbols)
    {
        var made = _owesEdge ? Put(symbols, 0, WordSymbols.Edge, _separatedAt) : 0;
        _owesEdge = false;
        return made;
    }

    private static int Put(Span<Symbol> symbols, int count, char value, int at)
    {
        symbols[count] = new Symbol(value, at);
        return count + 1;
    }
}

/// <param name="Value">What it counts as.</param>
/// <param name="At">Where its letter stands.</param>
internal readonly record struct Symbol(char Value, int At);
