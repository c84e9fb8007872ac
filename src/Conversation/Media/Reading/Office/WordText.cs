using System.Globalization;

namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>
/// The words of a text document as Markdown: headings, numbered paragraphs as they are numbered, lists, tables, foot- and endnotes at the
/// end, text boxes after the paragraph that they hang on. Left out is what a reader does not see: what was deleted while changes were
/// tracked, hidden text, codes of fields; and page headers, footers and comments. Source: ECMA-376, Part 1, 17.
/// </summary>
internal sealed class WordText
{
    private readonly OfficePackage _package;
    private readonly Relationships _relationships;
    private readonly WordStyles _styles;
    private readonly WordLists _lists;
    private readonly BoundedText _text;
    private readonly int _maxCharacters;

    /// <summary>Footnotes and endnotes by their kind and id, in the order in which the text refers to them.</summary>
    private readonly Dictionary<(string Kind, string Id), int> _notes = [];

    private WordText(OfficePackage package, string main, int maxCharacters)
    {
        _package = package;
        _relationships = package.Relationships(main);
        _styles = WordStyles.Read(package, _relationships.Find("styles"));
        _lists = WordLists.Read(package, _relationships.Find("numbering"));
        _text = new BoundedText(maxCharacters);
        _maxCharacters = maxCharacters;
    }

    public static DocumentReading Read(OfficePackage package, ReadingLimits limits)
    {
        var main = package.MainPart("word/document.xml");
        using var part = package.Part(main);
        if (part is null)
            return new DocumentReading.Unreadable(DocumentFault.Damaged);

        var word = new WordText(package, main!, limits.MaxCharacters);
        word.ReadBlocks(part, part.Root(), word._text);
        word.ReadNotes("footnotes", "w:footnote");
        word.ReadNotes("endnotes", "w:endnote");
        return word._text.ToReading();
    }

    /// <summary>Paragraphs and tables one after the other.</summary>
    private void ReadBlocks(OfficeXml xml, OfficeXml.Scope scope, BoundedText text)
    {
        while (!text.IsFull && xml.Next(scope))
        {
            switch (xml.Name)
            {
                case "w:p":
                    ReadParagraph(xml, text);
                    break;
                case "w:tbl":
                    ReadTable(xml, text);
                    break;
                case var name when IsUnseen(name):
                    xml.Skip();
                    break;
            }
        }
    }

    private void ReadParagraph(OfficeXml xml, BoundedText text)
    {
        var layout = new WordLayout();
        var words = new BoundedText(_maxCharacters);
        BoundedText? boxes = null;
        var isHidden = false;
        var scope = xml.Enter();
        while (!words.IsFull && boxes is not { IsFull: true } && xml.Next(scope))
        {
            switch (xml.Name)
            {
                case "w:pPr":
                    layout = WordLayout.Read(xml);
                    break;
                case "w:r":
                    isHidden = false;
                    break;
                case "w:rPr":
                    isHidden = IsHidden(xml);
                    break;
                case "w:txbxContent":
                    boxes ??= new BoundedText(_maxCharacters);
                    ReadBlocks(xml, xml.Enter(), boxes);
                    break;
                case var name when IsUnseen(name):
                    xml.Skip();
                    break;
                default:
                    if (!isHidden)
                        ReadWords(xml, words);
                    break;
            }
        }

        Write(words, layout, text);
        if (boxes is not null)
        {
            text.EndLine();
            text.Append(boxes);
        }
    }

    private void ReadWords(OfficeXml xml, BoundedText words)
    {
        switch (xml.Name)
        {
            case "w:t" or "m:t":
                xml.AppendText(words);
                break;
            case "w:tab" or "w:ptab":
                words.Mark("\t");
                break;
            case "w:br" or "w:cr":
                words.Mark("\n");
                break;
            case "w:noBreakHyphen":
                words.Mark("-");
                break;
            case "w:sym":
                words.Append(WordSymbols.Find(xml.Attribute("w:font"), xml.Attribute("w:char")));
                break;
            case "w:footnoteReference" or "w:endnoteReference" when xml.Attribute("w:id") is { } id:
                var note = (xml.Name == "w:footnoteReference" ? "w:footnote" : "w:endnote", id);
                _notes.TryAdd(note, _notes.Count + 1);
                words.Mark($"[^{_notes[note]}]");
                break;
        }
    }

    private void Write(BoundedText words, WordLayout layout, BoundedText text)
    {
        var (outline, list) = _styles.Resolve(layout);
        var label = list is { } place ? _lists.NextLabel(place) : "";
        if (words.IsBlank)
            return;     // Counted all the same.

        if (outline is { } level)
        {
            text.EndBlock();
            text.Mark($"{new string('#', Math.Min(level + 1, 6))} {label}");
            text.Append(words.ToLine());
            text.EndBlock();
            return;
        }

        text.EndLine();
        if (label.Length > 0)
            text.Mark($"{new string(' ', 2 * list!.Value.Level)}{label}");
        text.Append(words);
        text.EndLine();
    }

    private void ReadTable(OfficeXml xml, BoundedText text)
    {
        var table = new MarkdownTable(text);
        var scope = xml.Enter();
        while (!text.IsFull && xml.Next(scope))
        {
            if (xml.Name == "w:tr")
                table.Write(ReadRow(xml));
            else if (IsUnseen(xml.Name))
                xml.Skip();
        }

        text.EndBlock();
    }

    private MarkdownRow ReadRow(OfficeXml xml)
    {
        var row = new MarkdownRow(_maxCharacters);
        var scope = xml.Enter();
        while (!row.IsFull && xml.Next(scope))
        {
            switch (xml.Name)
            {
                case "w:tc":
                    ReadCell(xml, row);
                    break;
                case "w:trPr":
                    row.IsDeleted = Has(xml, "w:del");
                    break;
                case var name when IsUnseen(name):
                    xml.Skip();
                    break;
            }
        }

        return row;
    }

    private void ReadCell(OfficeXml xml, MarkdownRow row)
    {
        var words = new BoundedText(_maxCharacters);
        var columns = 1;
        var scope = xml.Enter();
        while (!words.IsFull && xml.Next(scope))
        {
            switch (xml.Name)
            {
                case "w:p":
                    ReadParagraph(xml, words);
                    break;
                case "w:gridSpan" when words.Length == 0 && int.TryParse(xml.Attribute("w:val"), NumberStyles.None, CultureInfo.InvariantCulture, out var span):
                    columns = span;
                    break;
                case var name when IsUnseen(name):
                    xml.Skip();
                    break;
            }
        }

        row.Add(words, columns);
    }

    private void ReadNotes(string kind, string element)
    {
        if (!_notes.Keys.Any(note => note.Kind == element))
            return;
        using var part = _package.Part(_relationships.Find(kind));
        if (part is null)
            return;

        var root = part.Root();
        while (!_text.IsFull && part.Next(root))
        {
            if (part.Name != element)
                continue;
            if (part.Attribute("w:id") is not { } id || !_notes.TryGetValue((element, id), out var number))
            {
                part.Skip();
                continue;
            }

            var words = new BoundedText(_maxCharacters);
            ReadBlocks(part, part.Enter(), words);
            _text.EndBlock();
            _text.Mark($"[^{number}]: ");
            _text.Append(words.ToLine());
        }
    }

    /// <summary>What no reader of the document sees, and the second telling of what a newer program has just told.</summary>
    private static bool IsUnseen(string name) => name is "w:del" or "w:moveFrom" or "w:delText" or "w:instrText" or "w:rt" or "w:sectPr" or "mc:Fallback";

    private static bool IsHidden(OfficeXml xml)
    {
        var isHidden = false;
        var scope = xml.Enter();
        while (xml.Next(scope))
        {
            if (xml.Name == "w:vanish")
                isHidden = xml.Attribute("w:val") is not ("0" or "false" or "off");
        }

        return isHidden;
    }

    private static bool Has(OfficeXml xml, string name)
    {
        var isThere = false;
        var scope = xml.Enter();
        while (xml.Next(scope))
            isThere |= xml.Name == name;
        return isThere;
    }
}
