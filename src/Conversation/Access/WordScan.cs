namespace BotHost.Conversation.Access;

/// <summary>Looks for words in a text that comes in pieces, however it is cut.</summary>
internal sealed class WordScan(WordFilter filter)
{
    private readonly int[] _starts = new int[filter.Longest + 1];       // of the last symbols, where their letters stand
    private SymbolReader _symbols;
    private int _read;
    private int _count;
    private int _node;
    private int? _foundAt;

    /// <summary>
    /// How much of the text may be seen: nothing of a word that is there, nor of one that may still become one. What is seen never holds a word,
    /// wherever the text goes on.
    /// </summary>
    public int Safe => _foundAt ?? StartOfNode() ?? _read;

    /// <returns>False from the first word on.</returns>
    public bool Read(ReadOnlySpan<char> piece)
    {
        Span<Symbol> made = stackalloc Symbol[SymbolReader.MostOfALetter];
        foreach (var letter in piece)
        {
            var count = _symbols.Next(letter, _read, made);
            _read++;
            if (!Read(made[..count]))
            {
                return false;
            }
        }

        return _foundAt is null;
    }

    /// <summary>The text is complete, and so is a word at its end.</summary>
    /// <returns>False if there is a word in it.</returns>
    public bool End()
    {
        Span<Symbol> made = stackalloc Symbol[SymbolReader.MostOfALetter];
        return _foundAt is null && Read(made[.._symbols.End(_read, made)]);
    }

    private bool Read(ReadOnlySpan<Symbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            _starts[_count++ % _starts.Length] = symbol.At;
            _node = filter.Step(_node, symbol.Value);
            if (filter.EndsAt(_node))
            {
                _foundAt ??= StartOfNode();
                return false;
            }
        }

        return true;
    }

    private int? StartOfNode() => filter.DepthOf(_node) is > 0 and var depth ? _starts[(_count - depth) % _starts.Length] : null;
}
