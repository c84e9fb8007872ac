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
    private readonly Queue<(int Start, int End)> _runs = new();         // of letters that are one word to the eye: the last that are over
    private int? _run;                                                  // where the one begins that is not

    /// <summary>Where the word begins that is there or may still become one; without either, the end of what was read.</summary>
    public int Safe => _foundAt ?? StartOfNode() ?? _read;

    /// <summary>A place that cuts no run of letters in two: its first half, seen alone, could be a word. This one, or the beginning of the run that it is in.</summary>
    public int BeforeRun(int place)
    {
        foreach (var (start, end) in _runs)
        {
            if (start < place && place < end)
            {
                return start;
            }
        }

        return place < _read && _run < place ? _run.Value : place;
    }

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
            if (symbol.Value == WordSymbols.Edge)
            {
                PassEdge(symbol.At);
            }

            _node = filter.Step(_node, symbol.Value);
            if (filter.EndsAt(_node))
            {
                _foundAt ??= StartOfNode();
                return false;
            }
        }

        return true;
    }

    /// <summary>Runs begin and end in turns. No word reaches back over more of them than it has symbols.</summary>
    private void PassEdge(int at)
    {
        if (_run is not { } start)
        {
            _run = at;
            return;
        }

        _run = null;
        _runs.Enqueue((start, at));
        if (_runs.Count > _starts.Length)
        {
            _runs.Dequeue();
        }
    }

    private int? StartOfNode() => filter.DepthOf(_node) is > 0 and var depth ? _starts[(_count - depth) % _starts.Length] : null;
}
