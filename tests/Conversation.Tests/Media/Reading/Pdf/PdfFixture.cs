using BotHost.Conversation.Media.Reading;
using BotHost.Conversation.Media.Reading.Pdf;

namespace BotHost.Conversation.Tests.Media.Reading.Pdf;

/// <summary>Documents that other programs wrote: Fixtures/README.md says how.</summary>
internal static class PdfFixture
{
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(PdfFixture).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("pdf/", StringComparison.Ordinal)).Select(name => name[4..]).Order(StringComparer.Ordinal),
    ];

    public static byte[] Bytes(string name)
    {
        using var stream = typeof(PdfFixture).Assembly.GetManifestResourceStream("pdf/" + name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The words of a document; anything else fails the test.</summary>
    public static string WordsOf(byte[] bytes) => Assert.IsType<DocumentReading.Words>(PdfText.Read(bytes, ReadingLimits.Default)).Text;

    public static DocumentFault FaultOf(byte[] bytes, ReadingLimits? limits = null) =>
        Assert.IsType<DocumentReading.Unreadable>(PdfText.Read(bytes, limits ?? ReadingLimits.Default)).Fault;
}
