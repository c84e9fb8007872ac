using System.Globalization;

namespace BotHost.Conversation.Text;

/// <summary>The beginning of a text on one line: to name a thing by what it says.</summary>
internal static class Excerpt
{
    /// <param name="text">Any text.</param>
    /// <param name="most">Letters as people count them; an ellipsis stands for the rest.</param>
    public static string Of(string text, int most)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var starts = StringInfo.ParseCombiningCharacters(line);
        return starts.Length <= most ? line : line[..starts[most]] + "…";
    }
}
