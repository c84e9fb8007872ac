namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>
/// The cells of a workbook, sheet by sheet in its order: a row is a line, cells stand between tabs where they stand in the sheet, rows of
/// nothing are one empty line. Values are shown as they were when the workbook was saved; no formula is calculated. Source: ECMA-376,
/// Part 1, 18.
/// </summary>
internal sealed class SheetText
{
    private readonly OfficePackage _package;
    private readonly Relationships _relationships;
    private readonly List<Sheet> _sheets = [];
    private readonly int _maxCharacters;
    private SheetFormats? _formats;
    private bool _countsFrom1904;

    private SheetText(OfficePackage package, string main, int maxCharacters)
    {
        _package = package;
        _relationships = package.Relationships(main);
        _maxCharacters = maxCharacters;
    }

    public static DocumentReading Read(OfficePackage package, ReadingLimits limits)
    {
        var main = package.MainPart("xl/workbook.xml");
        using var part = package.Part(main);
        if (part is null)
            return new DocumentReading.Unreadable(DocumentFault.Damaged);

        var workbook = new SheetText(package, main!, limits.MaxCharacters);
        workbook.ReadWorkbook(part);
        return workbook.Read();
    }

    /// <summary>
    /// The sheets first, as far as there is room for them, and then of the shared strings only those that they show: both lists may be far
    /// longer than what is kept.
    /// </summary>
    private DocumentReading Read()
    {
        using (var styles = _package.Part(_relationships.Find("styles")))
            _formats = SheetFormats.Read(styles, _countsFrom1904);

        var grid = new SheetGrid(_maxCharacters);
        foreach (var sheet in _sheets.TakeWhile(_ => !grid.IsFull))
        {
            using var part = _package.Part(sheet.Path);
            grid.BeginSheet(sheet.Name, sheet.IsHidden);
            if (part is not null)
                ReadRows(part, grid);
        }

        using var strings = _package.Part(_relationships.Find("sharedStrings"));
        return grid.ToReading(SharedStrings.Read(strings, grid.FirstUses, _maxCharacters));
    }

    private void ReadWorkbook(OfficeXml part)
    {
        var root = part.Root();
        while (part.Next(root))
        {
            if (part.Name == "x:workbookPr")
                _countsFrom1904 = part.Attribute("date1904") is "1" or "true";

            // Sheets of charts and of dialogs have no cells.
            if (part.Name == "x:sheet" && _relationships.Find("worksheet", part.Attribute("r:id")) is { } path)
            {
                _package.Budget.SpendPiece();
                _sheets.Add(new Sheet(part.Attribute("name") ?? "", part.Attribute("state") is "hidden" or "veryHidden", path));
            }
        }
    }

    private void ReadRows(OfficeXml part, SheetGrid grid)
    {
        var root = part.Root();
        while (!grid.IsFull && part.Next(root))
        {
            if (part.Name == "x:row")
                ReadRow(part, grid);
        }
    }

    private void ReadRow(OfficeXml part, SheetGrid grid)
    {
        grid.BeginRow(SheetReference.Row(part.Attribute("r")));
        var row = part.Enter();
        while (!grid.IsFull && part.Next(row))
        {
            if (part.Name == "x:c")
                ReadCell(part, grid);
        }
    }

    private void ReadCell(OfficeXml part, SheetGrid grid)
    {
        var (place, kind, format) = (part.Attribute("r"), part.Attribute("t"), part.Attribute("s"));
        var value = new BoundedText(_maxCharacters);
        var cell = part.Enter();
        while (!value.IsFull && part.Next(cell))
        {
            if (part.Name is "x:v" or "x:t")
                part.AppendText(value);
            else if (part.Name is "x:f" or "x:rPh")
                part.Skip();    // The formula itself, and how to pronounce the words.
        }

        var column = SheetReference.Column(place);
        if (kind == "s")
            grid.AddShared(column, value.ToLine());
        else
            grid.Add(column, _formats!.Show(kind, format, SharedStrings.Unescape(value.ToLine())));
    }

    private sealed record Sheet(string Name, bool IsHidden, string Path);
}
