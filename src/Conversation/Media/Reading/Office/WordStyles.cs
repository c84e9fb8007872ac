using System.Globalization;

namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>Which styles of a document are headings, and which count their paragraphs. Source: ECMA-376, Part 1, 17.7.</summary>
internal sealed class WordStyles
{
    /// <summary>A style is based on another one; Word itself stops at ten.</summary>
    private const int MaxBases = 10;

    private const int BodyText = 9;

    private readonly Dictionary<string, (WordLayout Layout, string? Base)> _styles = new(StringComparer.Ordinal);

    public static WordStyles Read(OfficePackage package, string? path)
    {
        var styles = new WordStyles();
        using var part = package.Part(path);
        if (part is null)
            return styles;

        var root = part.Root();
        while (part.Next(root))
        {
            if (part.Name == "w:style" && part.Attribute("w:styleId") is { } id)
            {
                package.Budget.SpendPiece();
                styles._styles.TryAdd(id, ReadStyle(part));
            }
        }

        return styles;
    }

    /// <summary>What holds for a paragraph: its own word first, then its style's, then that of the style this one is based on.</summary>
    public (int? Outline, WordLists.Place? List) Resolve(WordLayout layout)
    {
        var style = layout.Style;
        for (var hop = 0; hop < MaxBases && style is not null && _styles.TryGetValue(style, out var found); hop++)
        {
            layout = layout with
            {
                Outline = layout.Outline ?? found.Layout.Outline,
                Level = layout.Level ?? (layout.List is null || layout.List == found.Layout.List ? found.Layout.Level : null),
                List = layout.List ?? found.Layout.List,
            };
            style = found.Base;
        }

        return (layout.Outline is < BodyText ? layout.Outline : null, layout.List is null or "0" ? null : new WordLists.Place(layout.List, layout.Level ?? 0));
    }

    private static (WordLayout Layout, string? Base) ReadStyle(OfficeXml part)
    {
        var layout = new WordLayout();
        int? named = null;
        string? basedOn = null;
        var scope = part.Enter();
        while (part.Next(scope))
        {
            switch (part.Name)
            {
                case "w:name":
                    named = OutlineOf(part.Attribute("w:val") ?? "");
                    break;
                case "w:basedOn":
                    basedOn = part.Attribute("w:val");
                    break;
                case "w:pPr":
                    layout = WordLayout.Read(part);
                    break;
            }
        }

        return (layout with { Style = null, Outline = named ?? layout.Outline }, basedOn);
    }

    /// <summary>Word's own styles are stored under their English names in every language; ids are not.</summary>
    private static int? OutlineOf(string name) => name.ToUpperInvariant() switch
    {
        "TITLE" => 0,
        ['H', 'E', 'A', 'D', 'I', 'N', 'G', ' ', >= '1' and <= '9' and var digit] => digit - '1',
        _ => null,
    };
}
