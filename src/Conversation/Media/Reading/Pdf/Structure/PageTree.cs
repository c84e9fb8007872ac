using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Media.Reading.Pdf.Structure;

/// <summary>The pages of a document in their order (ISO 32000-2, 7.7.3), or in that of the file where their tree is lost.</summary>
internal static class PageTree
{
    /// <summary>Nodes above a page. Real trees have three.</summary>
    private const int MaxDepth = 64;

    public static IEnumerable<PdfPage> Read(PdfObjects objects, PdfBudget budget)
    {
        var count = 0;
        foreach (var page in Walk(objects, budget))
        {
            count++;
            yield return page;
        }

        if (count > 0)
            yield break;
        objects.Rebuild();
        foreach (var page in Walk(objects, budget))
        {
            count++;
            yield return page;
        }

        if (count > 0)
            yield break;
        foreach (var page in objects.All)
        {
            if (page is PdfValue.Map map && objects.Name(map["Type"]) == "Page")
                yield return new PdfPage(map, Inherited(map, objects));
        }
    }

    private static IEnumerable<PdfPage> Walk(PdfObjects objects, PdfBudget budget)
    {
        HashSet<int> visited = [];
        Stack<(PdfValue Node, PdfValue.Map Resources, int Depth)> open = [];
        open.Push((objects.Root["Pages"], PdfValue.Map.Empty, 0));
        while (open.TryPop(out var next))
        {
            if ((next.Node is PdfValue.Reference reference && !visited.Add(reference.ObjectNumber)) || objects.Map(next.Node) is not { } node)
                continue;
            budget.ChargePiece();
            var resources = objects.Map(node["Resources"]) ?? next.Resources;
            if (objects.Resolve(node["Kids"]) is PdfValue.List kids)
            {
                for (var kid = kids.Items.Count - 1; kid >= 0 && next.Depth < MaxDepth; kid--)
                    open.Push((kids.Items[kid], resources, next.Depth + 1));
            }
            else if (objects.Name(node["Type"]) is null or "Page")
            {
                yield return new PdfPage(node, resources);
            }
        }
    }

    /// <summary>For a page without the tree around it.</summary>
    private static PdfValue.Map Inherited(PdfValue.Map page, PdfObjects objects)
    {
        var node = page;
        for (var depth = 0; depth < MaxDepth && node is not null; depth++, node = objects.Map(node["Parent"]))
        {
            if (objects.Map(node["Resources"]) is { } resources)
                return resources;
        }

        return PdfValue.Map.Empty;
    }
}
