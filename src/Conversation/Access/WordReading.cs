namespace BotHost.Conversation.Access;

/// <summary>One way to read a text that comes in pieces (<see cref="WordScan"/>).</summary>
/// <param name="filter">The words that are looked for.</param>
/// <param name="joins">As <see cref="SymbolReader"/> has it.</param>
internal sealed class WordReading(WordFilter filter, bool joins)
{
    private readonly int[] _starts = new int[filter.Longest + 1];       // of the last symbols, where their letters stand
    private SymbolReader _symbols = new(joins);
    private int _read;
    private int _count;
    private int _node;
    private int? _foundAt;

    /// <summary>Where the word begins that is there or may still become one; without either, the end of what was read.</summary>
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
