using System.Globalization;
using System.Text.RegularExpressions;

namespace BotHost.Conversation.Tests.Text;

/// <summary>Reads a text the slow and obvious way: which visible characters it holds, and which of them stand in which code block.</summary>
internal static partial class MarkdownScan
{
    /// <summary>Every visible character with the opening line of its code block, or null in prose. Fence lines themselves do not count.</summary>
    public static List<(string Character, string? Block)> Read(string text)
    {
        var characters = new List<(string, string?)>();
        string? block = null;
        var mark = "";
        var isQuoted = false;
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd()))
        {
            var fence = Fence().Match(line);
            if (block is null && fence.Success)
            {
                block = fence.Groups["mark"].Value + fence.Groups["info"].Value;
                mark = fence.Groups["mark"].Value;
                isQuoted = line[..fence.Groups["mark"].Index].Contains('>');
            }
            else if (block is not null && IsClosing(isQuoted ? line.TrimStart(' ', '\t', '>') : line.TrimStart(' ', '\t'), mark))
            {
                block = null;
            }
            else
            {
                for (var elements = StringInfo.GetTextElementEnumerator(line); elements.MoveNext();)
                {
                    var element = elements.GetTextElement();
                    if (!string.IsNullOrWhiteSpace(element))
                        characters.Add((element, block));
                }
            }
        }

        IsOpenAtTheEnd = block is not null;
        return characters;
    }

    private static bool IsClosing(string line, string mark) => line.Length >= mark.Length && line.All(character => character == mark[0]);

    /// <summary>Whether the text that was read last ends within a code block.</summary>
    [field: ThreadStatic]
    public static bool IsOpenAtTheEnd { get; private set; }

    [GeneratedRegex(@"^(?:[ \t>]|[-+*][ \t]|\d{1,9}[.)][ \t])*(?<mark>`{3,}(?=[^`]*$)|~{3,})(?<info>.*)$")]
    private static partial Regex Fence();
}
