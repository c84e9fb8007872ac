using System.Text.RegularExpressions;

namespace BotHost.Conversation.Personas;

/// <summary>The places in a system prompt that are filled anew for every question: <c>{{person}}</c>, <c>{{chat}}</c>, <c>{{date}}</c>, <c>{{bot}}</c>.</summary>
public static partial class PromptVariables
{
    /// <summary>No name is longer; more of it would be a text that somebody smuggles in.</summary>
    internal const int LongestValue = 64;

    public const string Person = "person";
    public const string Chat = "chat";
    public const string Date = "date";
    public const string Bot = "bot";

    public static IReadOnlyList<string> Names { get; } = [Person, Chat, Date, Bot];

    /// <summary>Those in a text that nothing fills, as they stand there.</summary>
    public static IReadOnlyList<string> Unknown(string text) =>
        [.. Variable().Matches(text).Where(found => !Names.Contains(found.Groups["name"].Value)).Select(found => found.Value).Distinct()];

    /// <summary>The text with its known variables filled, in one pass: what a value says is never looked into.</summary>
    internal static string Fill(string text, Func<string, string> value) => text.Contains("{{", StringComparison.Ordinal)
        ? Variable().Replace(text, found => Names.Contains(found.Groups["name"].Value) ? Harmless(value(found.Groups["name"].Value)) : found.Value)
        : text;

    /// <summary>People choose their names, and those of groups: they are one short line, and no variable.</summary>
    private static string Harmless(string value)
    {
        var line = string.Concat(value.Select(letter => char.IsControl(letter) || letter is '{' or '}' or '\u2028' or '\u2029' ? ' ' : letter)).Trim();
        return line.Length <= LongestValue ? line
            : line[..(char.IsHighSurrogate(line[LongestValue - 1]) ? LongestValue - 1 : LongestValue)];
    }

    [GeneratedRegex(@"\{\{(?<name>[^{}\n]{1,40})\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
