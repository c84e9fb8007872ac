using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace BotHost.Tests.Vectors;

/// <summary>One recorded request or answer.</summary>
internal sealed partial class Vector
{
    /// <summary>So that the section and the number still fit into the 64 characters of a bot's name.</summary>
    private const int MaxWordsCharacters = 24;

    /// <param name="file">Where it stands.</param>
    /// <param name="section">The list it is in.</param>
    /// <param name="name">Unique in its section.</param>
    /// <param name="number">Unique in its file.</param>
    /// <param name="json">All that is recorded about it.</param>
    public Vector(VectorFile file, string section, string name, int number, JsonObject json)
    {
        File = file;
        Section = section;
        Name = name;
        Json = json;
        var words = NotInName().Replace(name.ToLowerInvariant(), "-").Trim('-');
        Bot = $"{NotInName().Replace(section.ToLowerInvariant(), "-")}-{number}-{words[..Math.Min(words.Length, MaxWordsCharacters)]}";
    }

    public VectorFile File { get; }

    public string Section { get; }

    public string Name { get; }

    public JsonObject Json { get; }

    /// <summary>A bot of its own for every entry, so that none is the repetition of another.</summary>
    public string Bot { get; }

    public JsonObject Expected => (Json["expect"] ?? Json["expected"])!.AsObject();

    /// <summary>Empty where it is missing or null.</summary>
    public string Text(string name) => (string?)Json[name] ?? "";

    public override string ToString() => $"{Section}: {Name}";

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInName();
}
