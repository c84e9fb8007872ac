namespace BotHost.Conversation.Access;

/// <summary>
/// The words that one bot's questions and answers must not hold, all of them looked for in one pass over a text (Aho and Corasick, “Efficient
/// string matching: an aid to bibliographic search”, CACM 18/6, 1975). Case, width, invisible letters and marks of Markdown make no difference;
/// between letters of a script without spaces, neither do spaces and simple marks.
/// </summary>
public sealed class WordFilter
{
    private readonly Dictionary<long, int> _next = [];
    private readonly List<int> _fallback = [0];
    private readonly List<int> _depth = [0];
    private readonly List<bool> _ends = [false];

    public WordFilter(IEnumerable<string> words)
    {
        foreach (var word in words)
        {
            Add(word);
        }

        Link();
    }

    /// <summary>The symbols of the longest word.</summary>
    internal int Longest { get; private set; }

    /// <summary>True if nothing of it would be found in any text: it is empty, or of separators only.</summary>
    public static bool IsNothing(string word) => Symbols(word).Count == 0;

    /// <summary>True if one of the words is in the text.</summary>
    public bool IsIn(string text)
    {
        var scan = new WordScan(this);
        return !scan.Read(text) || !scan.End();
    }

    internal int Step(int node, char symbol)
    {
        int next;
        while (!_next.TryGetValue(Key(node, symbol), out next))
        {
            if (node == 0)
            {
                return 0;
            }

            node = _fallback[node];
        }

        return next;
    }

    /// <summary>How many symbols of a word have been seen where a search stands here.</summary>
    internal int DepthOf(int node) => _depth[node];

    /// <summary>True where a word is complete.</summary>
    internal bool EndsAt(int node) => _ends[node];

    private void Add(string word)
    {
        var node = 0;
        var symbols = Symbols(word);
        foreach (var symbol in symbols)
        {
            if (!_next.TryGetValue(Key(node, symbol), out var next))
            {
                next = _depth.Count;
                _next.Add(Key(node, symbol), next);
                _depth.Add(_depth[node] + 1);
                _fallback.Add(0);
                _ends.Add(false);
            }

            node = next;
        }

        _ends[node] = node != 0;
        Longest = Math.Max(Longest, symbols.Count);
    }

    /// <summary>Where a search goes on when its word turns out to be another one: the longest beginning that it has seen anyway.</summary>
    private void Link()
    {
        foreach (var (key, node) in _next.OrderBy(edge => _depth[edge.Value]).ToList())
        {
            var (parent, symbol) = ((int)(key >> 16), (char)(key & 0xFFFF));
            _fallback[node] = parent == 0 ? 0 : Step(_fallback[parent], symbol);
            _ends[node] |= _ends[_fallback[node]];
        }
    }

    private static List<char> Symbols(string word)
    {
        var reader = new SymbolReader(joins: false);
        Span<Symbol> made = stackalloc Symbol[SymbolReader.MostOfALetter];
        List<char> symbols = [];
        for (var i = 0; i <= word.Length; i++)
        {
            var count = i < word.Length ? reader.Next(word[i], i, made) : reader.End(i, made);
            foreach (var symbol in made[..count])
            {
                symbols.Add(symbol.Value);
            }
        }

        return symbols;
    }

    private static long Key(int node, char symbol) => ((long)node << 16) | symbol;
}
