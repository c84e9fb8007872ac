using System.Globalization;

namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>What a paragraph, or a style of paragraphs, says of its place in the text. Source: ECMA-376, Part 1, 17.3.1.</summary>
/// <param name="Style">The style that has the rest.</param>
/// <param name="Outline">0 for a heading of the first level up to 8; 9 for none.</param>
/// <param name="List">Which list it is of; <c>0</c> takes it out of its style's.</param>
/// <param name="Level">How deep in the list.</param>
internal readonly record struct WordLayout(string? Style = null, int? Outline = null, string? List = null, int? Level = null)
{
    /// <summary>Of the properties that the reader has come to.</summary>
    public static WordLayout Read(OfficeXml xml)
    {
        var layout = new WordLayout();
        var scope = xml.Enter();
        while (xml.Next(scope))
        {
            layout = xml.Name switch
            {
                "w:pStyle" => layout with { Style = xml.Attribute("w:val") },
                "w:outlineLvl" => layout with { Outline = Number(xml) },
                "w:numId" => layout with { List = xml.Attribute("w:val") },
                "w:ilvl" => layout with { Level = Number(xml) },
                _ => layout,
            };
            if (xml.Name == "w:pPrChange")
                xml.Skip();     // As it was before a tracked change.
        }

        return layout;
    }

    private static int? Number(OfficeXml xml) =>
        int.TryParse(xml.Attribute("w:val"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 9 ? number : null;
}
