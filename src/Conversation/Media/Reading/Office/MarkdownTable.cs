namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>Writes a table as Markdown. Its first row is taken for the header, which Markdown wants and most tables have.</summary>
internal sealed class MarkdownTable(BoundedText text)
{
    private bool _hasRows;

    public void Write(MarkdownRow row)
    {
        if (row.IsDeleted || !row.SaysSomething)
            return;

        if (_hasRows)
            text.EndLine();
        else
            text.EndBlock();
        row.WriteTo(text);
        if (!_hasRows)
            text.Mark($"\n|{string.Concat(Enumerable.Repeat(" --- |", row.Columns))}");
        text.Mark("\n");
        _hasRows = true;
    }
}
