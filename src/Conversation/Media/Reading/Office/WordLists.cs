using System.Globalization;
using System.Text;

namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>Counts the paragraphs that count themselves, so that a clause can be asked for by its number. Source: ECMA-376, Part 1, 17.9.</summary>
internal sealed class WordLists
{
    private const int Levels = 9;

    /// <summary>A label is a number with a word or two around it.</summary>
    private const int MaxPattern = 40;

    private readonly Dictionary<string, Definition> _definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List> _lists = new(StringComparer.Ordinal);

    /// <summary>Where a paragraph stands.</summary>
    /// <param name="List">The list's id.</param>
    /// <param name="Level">0 for the outermost.</param>
    public readonly record struct Place(string List, int Level);

    public static WordLists Read(OfficePackage package, string? path)
    {
        var lists = new WordLists();
        using var part = package.Part(path);
        if (part is null)
            return lists;

        var root = part.Root();
        while (part.Next(root))
        {
            switch (part.Name)
            {
                case "w:abstractNum" when part.Attribute("w:abstractNumId") is { } id:
                    package.Budget.SpendPiece();
                    lists._definitions.TryAdd(id, ReadDefinition(part));
                    break;
                case "w:num" when part.Attribute("w:numId") is { } id:
                    package.Budget.SpendPiece();
                    lists._lists.TryAdd(id, ReadList(part));
                    break;
            }
        }

        return lists;
    }

    /// <summary>Counts one further paragraph.</summary>
    /// <returns>Its label and a blank; empty where it shows none.</returns>
    public string NextLabel(Place place)
    {
        if (!_lists.TryGetValue(place.List, out var list) || list.Definition is null || !_definitions.TryGetValue(list.Definition, out var definition) || place.Level >= Levels)
            return "- ";

        if (!list.IsBegun)
            list.Begin(definition);
        var level = definition.Levels[place.Level];
        definition.Count(place.Level);
        if (level.Format is "bullet" or null)
            return "- ";

        var label = definition.Label(level).Trim();
        return label.Length > 0 && level.Format != "none" ? $"{label} " : "";
    }

    private static Definition ReadDefinition(OfficeXml part)
    {
        var definition = new Definition();
        Level? level = null;
        var scope = part.Enter();
        while (part.Next(scope))
        {
            switch (part.Name)
            {
                case "w:lvl":
                    level = Number(part, "w:ilvl") is >= 0 and < Levels and var index ? definition.Levels[index] : null;
                    break;
                case "w:start" when level is not null:
                    level.Start = Number(part, "w:val") ?? 0;
                    break;
                case "w:numFmt" when level is not null:
                    level.Format = part.Attribute("w:val");
                    break;
                case "w:lvlText" when level is not null && part.Attribute("w:val") is { } pattern:
                    level.Pattern = pattern[..Math.Min(pattern.Length, MaxPattern)];
                    break;
                case "w:isLgl" when level is not null:
                    level.IsInDigits = true;
                    break;
            }
        }

        return definition;
    }

    private static List ReadList(OfficeXml part)
    {
        var list = new List();
        int? level = null;
        var scope = part.Enter();
        while (part.Next(scope))
        {
            switch (part.Name)
            {
                case "w:abstractNumId":
                    list.Definition = part.Attribute("w:val");
                    break;
                case "w:lvlOverride":
                    level = Number(part, "w:ilvl");
                    break;
                case "w:startOverride" when level is >= 0 and < Levels:
                    list.Starts[level.Value] = Number(part, "w:val") ?? 0;
                    break;
            }
        }

        return list;
    }

    private static int? Number(OfficeXml part, string attribute) =>
        int.TryParse(part.Attribute(attribute), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 1_000_000 ? number : null;

    private sealed class Level
    {
        public string? Format { get; set; }

        /// <summary>Text in which <c>%1</c> stands for the number of the outermost level, and so on.</summary>
        public string Pattern { get; set; } = "";

        public int Start { get; set; } = 1;

        /// <summary>The numbers of outer levels are shown in digits, however these show them themselves.</summary>
        public bool IsInDigits { get; set; }

        /// <summary>Null until the level is met, and again once an outer one went on.</summary>
        public int? Current { get; set; }
    }

    /// <summary>How a list counts, and where it is: lists of one definition go on counting where another one of it stopped.</summary>
    private sealed class Definition
    {
        public Level[] Levels { get; } = [.. Enumerable.Range(0, WordLists.Levels).Select(_ => new Level())];

        public void Count(int level)
        {
            var counted = Levels[level];
            counted.Current = counted.Current + 1 ?? counted.Start;
            foreach (var deeper in Levels.AsSpan(level + 1))
                deeper.Current = null;
        }

        public string Label(Level shown)
        {
            var pattern = shown.Pattern;
            var label = new StringBuilder();
            for (var index = 0; index < pattern.Length; index++)
            {
                if (pattern[index] != '%' || index + 1 == pattern.Length || pattern[index + 1] is < '1' or > '9')
                {
                    label.Append(pattern[index]);
                    continue;
                }

                var level = Levels[pattern[++index] - '1'];
                label.Append(ListNumber.Write(level.Current ?? level.Start, shown.IsInDigits ? "decimal" : level.Format));
            }

            return label.ToString();
        }
    }

    private sealed class List
    {
        public string? Definition { get; set; }

        public int?[] Starts { get; } = new int?[Levels];

        public bool IsBegun { get; private set; }

        public void Begin(Definition definition)
        {
            IsBegun = true;
            foreach (var (level, start) in Starts.Index())
            {
                if (start is not null)
                    definition.Levels[level].Current = start - 1;
            }
        }
    }
}
