using System.Text.Json;

namespace BotHost.Conversation.Tests.Text;

/// <summary>Texts and how many tokens the real vocabularies make of them; the file says how the counts were made.</summary>
internal static class TokenCounts
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<Sample> All { get; } = Read();

    /// <summary>The kinds of text a chat is made of; the other samples probe one script each.</summary>
    public static bool IsChat(Sample sample) => IsPure(sample) || sample.Kind is "mixed" or "markdown" or "table";

    public static bool IsPure(Sample sample) => sample.Kind is "chinese" or "english" or "code" or "json";

    private static List<Sample> Read()
    {
        using var stream = typeof(TokenCounts).Assembly.GetManifestResourceStream("token-counts.json")!;
        return JsonSerializer.Deserialize<SampleFile>(stream, Options)!.Texts;
    }

    public sealed record Sample(string Kind, string Text, int O200k, int Cl100k);

    private sealed record SampleFile(string HowMade, List<Sample> Texts);
}
