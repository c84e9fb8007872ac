namespace BotHost.Conversation.Access;

/// <summary>Makes symbols of letters, in the same way for the words that are looked for and for the text that is looked through.</summary>
internal struct SymbolReader
{
    /// <summary>What one letter makes at most: a separator, an edge, and itself.</summary>
    public const int MostOfALetter = 3;

    private SymbolKind? _last;
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
            SymbolKind.Separator or SymbolKind.Dot => Separate(kind, at, symbols),
            _ => Letter(symbol, kind, at, symbols),
        };
    }

    /// <summary>The text is over.</summary>
    public readonly int End(int at, Span<Symbol> symbols) => _last == SymbolKind.Spaced && !_separated ? Put(symbols, 0, WordSymbols.Edge, at) : 0;

    private int Separate(SymbolKind kind, int at, Span<Symbol> symbols)
    {
        var made = _last == SymbolKind.Spaced && !_separated ? Put(symbols, 0, WordSymbols.Edge, at) : 0;
        _separatedAt = _separated ? _separatedAt : at;
        _separated = true;
        _dotted |= kind == SymbolKind.Dot;
        return made;
    }

    private int Letter(char symbol, SymbolKind kind, int at, Span<Symbol> symbols)
    {
        var made = 0;
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

        (_last, _separated, _dotted) = (kind, false, false);
        return Put(symbols, made, symbol, at);
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
