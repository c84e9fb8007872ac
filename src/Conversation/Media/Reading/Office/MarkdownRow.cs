namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>A row of a table while its cells are read.</summary>
internal sealed class MarkdownRow(int maxCharacters)
{
    /// <summary>Word has no more columns (its documented limit), so that no cell can span more.</summary>
    private const int MaxSpan = 63;

    private readonly List<string> _cells = [];
    private long _length;

    /// <summary>Deleted while changes were tracked.</summary>
    public bool IsDeleted { get; set; }

    public bool IsFull => _length > maxCharacters;

    public int Columns => _cells.Count;

    public bool SaysSomething { get; private set; }

    /// <param name="words">What the cell says.</param>
    /// <param name="columns">How many it spans.</param>
    public void Add(BoundedText words, int columns)
    {
        var cell = words.ToLine().Replace("|", "\\|", StringComparison.Ordinal);
        SaysSomething |= cell.Length > 0;
        _cells.Add(cell);
        for (var further = 1; further < Math.Min(columns, MaxSpan); further++)
            _cells.Add("");
        _length += cell.Length + (3 * Math.Clamp(columns, 1, MaxSpan));
    }

    public void WriteTo(BoundedText text)
    {
        text.Mark("|");
        foreach (var cell in _cells)
        {
            text.Mark(" ");
            text.Append(cell);
            text.Mark(cell.Length > 0 ? " |" : "|");
        }
    }
}
