using System.Globalization;

namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>Cells as they are read, until the strings are known that many of them only refer to.</summary>
internal sealed class SheetGrid(int maxCharacters)
{
    /// <summary>Empty cells shown between two that say something: where there are more, the second is shown too far left.</summary>
    private const int MaxGap = 100;

    private readonly List<Sheet> _sheets = [];
    private readonly Dictionary<int, int> _firstUses = [];
    private long _length;
    private Row _row = new(0, []);
    private int _column;
    private int _shownColumn;

    /// <summary>True once the cells are more than is kept, even if every shared string says nothing.</summary>
    public bool IsFull => _length > maxCharacters;

    /// <summary>The shared strings that are shown, by their number; and which of them are shown before others.</summary>
    public IReadOnlyDictionary<int, int> FirstUses => _firstUses;

    public void BeginSheet(string name, bool isHidden)
    {
        var title = isHidden ? $"{name} (hidden)" : name;
        _sheets.Add(new Sheet(title, []));
        _length += title.Length + 4;
        _row = new Row(0, []);
    }

    /// <param name="number">Counted from 1; null for the next one.</param>
    public void BeginRow(int? number)
    {
        _row = new Row(number ?? _row.Number + 1, []);
        _column = -1;
        _shownColumn = 0;
    }

    /// <param name="column">Where it stands, counted from 0; null for the next one.</param>
    /// <param name="words">What it says.</param>
    public void Add(int? column, string words)
    {
        _column = column ?? _column + 1;
        if (words.Length > 0)
            Keep(words, null);
    }

    /// <summary>A cell that says what the shared string of this number says.</summary>
    public void AddShared(int? column, string number)
    {
        _column = column ?? _column + 1;
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return;
        _firstUses.TryAdd(index, _firstUses.Count);
        Keep("", index);
    }

    public DocumentReading ToReading(IReadOnlyDictionary<int, string> strings)
    {
        var text = new BoundedText(maxCharacters);
        foreach (var sheet in _sheets)
        {
            text.EndBlock();
            text.Mark($"## {sheet.Title}\n");
            var last = 0;
            foreach (var row in sheet.Rows)
            {
                var cells = row.Cells.ConvertAll(cell => (cell.Tabs, Words: cell.Shared is { } index ? strings.GetValueOrDefault(index, "") : cell.Words));
                if (cells.TrueForAll(cell => cell.Words.Length == 0))
                    continue;

                if (last > 0 && row.Number > last + 1)
                    text.EndBlock();
                last = row.Number;
                foreach (var (tabs, words) in cells)
                {
                    text.Mark(new string('\t', tabs));
                    text.Append(words);
                }

                text.Mark("\n");
            }
        }

        return text.ToReading(hasMore: IsFull);
    }

    private void Keep(string words, int? shared)
    {
        if (_row.Cells.Count == 0)
            _sheets[^1].Rows.Add(_row);     // Rows that say nothing are not kept.

        var tabs = Math.Clamp(_column - _shownColumn, _row.Cells.Count == 0 ? 0 : 1, MaxGap);
        _row.Cells.Add(new Cell(tabs, words, shared));
        _shownColumn = _column;
        _length += tabs + Math.Max(1, words.Length);
    }

    private sealed record Sheet(string Title, List<Row> Rows);

    private sealed record Row(int Number, List<Cell> Cells);

    /// <summary>What stands in one place.</summary>
    /// <param name="Tabs">From the cell before it, or from the row's beginning.</param>
    /// <param name="Words">Its own.</param>
    /// <param name="Shared">Or the number of the string that has them.</param>
    private readonly record struct Cell(int Tabs, string Words, int? Shared);
}
