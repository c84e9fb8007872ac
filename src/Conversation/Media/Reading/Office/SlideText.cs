using System.Globalization;

namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>
/// What slides say, in the order of the presentation: title, the texts of the shapes in the order in which they were drawn, tables, the
/// words of diagrams, and the speaker's notes. Numbers of slides, dates and footers are left out. Source: ECMA-376, Part 1, 19 and 21.
/// </summary>
internal sealed class SlideText
{
    private readonly OfficePackage _package;
    private readonly BoundedText _text;
    private readonly int _maxCharacters;

    private SlideText(OfficePackage package, int maxCharacters)
    {
        _package = package;
        _text = new BoundedText(maxCharacters);
        _maxCharacters = maxCharacters;
    }

    public static DocumentReading Read(OfficePackage package, ReadingLimits limits)
    {
        var main = package.MainPart("ppt/presentation.xml");
        using var part = package.Part(main);
        if (part is null)
            return new DocumentReading.Unreadable(DocumentFault.Damaged);

        var slides = new SlideText(package, limits.MaxCharacters);
        slides.ReadPresentation(part, package.Relationships(main!));
        return slides._text.ToReading();
    }

    private void ReadPresentation(OfficeXml part, Relationships relationships)
    {
        var number = 0;
        var root = part.Root();
        while (!_text.IsFull && part.Next(root))
        {
            if (part.Name != "p:sldId" || relationships.Find("slide", part.Attribute("r:id")) is not { } path)
                continue;

            _package.Budget.SpendPiece();
            ReadSlide(path, ++number);
        }
    }

    private void ReadSlide(string path, int number)
    {
        using var part = _package.Part(path);
        if (part is null)
            return;

        var relationships = _package.Relationships(path);
        var root = part.Root();
        var slide = new Slide(_maxCharacters) { IsHidden = part.Attribute("show") is "0" or "false" };
        ReadShapes(part, root, slide, relationships);
        _text.EndBlock();
        _text.Mark(string.Create(CultureInfo.InvariantCulture, $"## Slide {number}{(slide.IsHidden ? " (hidden)" : "")}"));
        if (!slide.Title.IsBlank)
        {
            _text.Mark(": ");
            _text.Append(slide.Title.ToLine());
        }

        _text.EndLine();
        _text.Append(slide.Words);
        ReadNotes(relationships.Find("notesSlide"));
    }

    private void ReadNotes(string? path)
    {
        using var part = _package.Part(path);
        if (part is null)
            return;

        var notes = new Slide(_maxCharacters);
        ReadShapes(part, part.Root(), notes, new Relationships());
        if (notes.Words.IsBlank)
            return;

        _text.EndBlock();
        _text.Mark("Notes: ");
        _text.Append(notes.Words);
    }

    private void ReadShapes(OfficeXml part, OfficeXml.Scope scope, Slide slide, Relationships relationships)
    {
        while (!slide.IsFull && part.Next(scope))
        {
            switch (part.Name)
            {
                case "p:sp":
                    ReadShape(part, slide);
                    break;
                case "a:tbl":
                    ReadTable(part, slide.Words);
                    break;
                case "relIds":
                    ReadDiagram(relationships.Find("diagramData", part.Attribute("r:dm")), slide.Words);
                    break;
                case "mc:Fallback":
                    part.Skip();
                    break;
            }
        }
    }

    private void ReadShape(OfficeXml part, Slide slide)
    {
        var role = "";
        var scope = part.Enter();
        while (!slide.IsFull && part.Next(scope))
        {
            if (part.Name == "p:ph")
                role = part.Attribute("type") ?? "";
            else if (part.Name == "a:p" && role is "title" or "ctrTitle")
                ReadParagraph(part, slide.Title);
            else if (part.Name == "a:p" && role is not ("sldNum" or "dt" or "ftr" or "hdr"))
                ReadParagraph(part, slide.Words);
        }
    }

    /// <summary>The words of a diagram are in a part of their own, point by point.</summary>
    private void ReadDiagram(string? path, BoundedText text)
    {
        using var part = _package.Part(path);
        if (part is null)
            return;

        var root = part.Root();
        while (!text.IsFull && part.Next(root))
        {
            if (part.Name == "a:p")
                ReadParagraph(part, text);
        }
    }

    private void ReadParagraph(OfficeXml part, BoundedText text)
    {
        var words = new BoundedText(_maxCharacters);
        var level = 0;
        var scope = part.Enter();
        while (!words.IsFull && part.Next(scope))
        {
            switch (part.Name)
            {
                case "a:t":
                    part.AppendText(words);
                    break;
                case "a:br":
                    words.Mark("\n");
                    break;
                case "a:pPr" when part.Attribute("lvl") is [>= '1' and <= '8' and var digit]:
                    level = digit - '0';
                    break;
                case "mc:Fallback":
                    part.Skip();
                    break;
            }
        }

        if (words.IsBlank)
            return;
        text.EndLine();
        if (level > 0)
            text.Mark($"{new string(' ', 2 * (level - 1))}- ");
        text.Append(words);
        text.EndLine();
    }

    private void ReadTable(OfficeXml part, BoundedText text)
    {
        var table = new MarkdownTable(text);
        var scope = part.Enter();
        while (!text.IsFull && part.Next(scope))
        {
            if (part.Name == "a:tr")
                table.Write(ReadRow(part));
        }

        text.EndBlock();
    }

    private MarkdownRow ReadRow(OfficeXml part)
    {
        var row = new MarkdownRow(_maxCharacters);
        var scope = part.Enter();
        while (!row.IsFull && part.Next(scope))
        {
            if (part.Name != "a:tc")
                continue;

            // A cell that spans others is followed by these, which are empty.
            var words = new BoundedText(_maxCharacters);
            var cell = part.Enter();
            while (!words.IsFull && part.Next(cell))
            {
                if (part.Name == "a:p")
                    ReadParagraph(part, words);
            }

            row.Add(words, columns: 1);
        }

        return row;
    }

    private sealed class Slide(int maxCharacters)
    {
        public BoundedText Title { get; } = new(maxCharacters);

        public BoundedText Words { get; } = new(maxCharacters);

        public bool IsHidden { get; init; }

        public bool IsFull => Title.IsFull || Words.IsFull;
    }
}
