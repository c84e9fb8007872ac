namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>What one part of a package refers to within the package. Source: ECMA-376, Part 2, 6.5.</summary>
internal sealed class Relationships
{
    private readonly Dictionary<string, (string Kind, string Target)> _all = new(StringComparer.Ordinal);

    public Relationships()
    {
    }

    /// <param name="part">The part that lists them.</param>
    /// <param name="folder">Where the part stands that they are of; ends in a slash or is empty.</param>
    /// <param name="budget">They are pieces of the document.</param>
    public Relationships(OfficeXml part, string folder, UnfoldingBudget budget)
    {
        var root = part.Root();
        while (part.Next(root))
        {
            if (part.Name != "rel:Relationship" || part.Attribute("TargetMode") == "External")
                continue;
            if (part.Attribute("Id") is not { } id || part.Attribute("Type") is not { } type || part.Attribute("Target") is not { } target)
                continue;

            // The transitional and the strict names of a type differ in all but their last word.
            budget.SpendPiece();
            _all.TryAdd(id, (type[(type.LastIndexOf('/') + 1)..], Path(folder, target)));
        }
    }

    /// <summary>The target of a kind of which there is one, such as <c>styles</c>.</summary>
    public string? Find(string kind) => _all.Values.FirstOrDefault(relationship => relationship.Kind == kind).Target;

    /// <returns>Null where the id names nothing, or something of another kind.</returns>
    public string? Find(string kind, string? id) => id is not null && _all.TryGetValue(id, out var found) && found.Kind == kind ? found.Target : null;

    /// <summary>Where a target stands, as the archive names it.</summary>
    private static string Path(string folder, string target)
    {
        if (target.StartsWith('/'))
            return target.TrimStart('/');

        var steps = new List<string>(folder.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var step in target.Split('/', '\\'))
        {
            if (step == ".." && steps.Count > 0)
                steps.RemoveAt(steps.Count - 1);
            else if (step is not "." and not ".." and not "")
                steps.Add(step);
        }

        return string.Join('/', steps);
    }
}
