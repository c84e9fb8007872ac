namespace BotHost.Conversation.Tests.Media.Reading;

/// <summary>Files that other programs made; their README says how.</summary>
internal static class Fixture
{
    private const string Prefix = "reading/";

    public static IEnumerable<string> Names { get; } =
        [.. typeof(Fixture).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..]).Order(StringComparer.Ordinal)];

    public static byte[] Read(string name)
    {
        using var stream = typeof(Fixture).Assembly.GetManifestResourceStream(Prefix + name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
