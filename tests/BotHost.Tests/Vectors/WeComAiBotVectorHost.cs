namespace BotHost.Tests.Vectors;

/// <summary>An AI bot for every recorded callback, each with the settings of its callback.</summary>
public sealed class WeComAiBotVectorHost : VectorHost
{
    internal override RecordedDialect Dialect => RecordedWeComAiBot.Dialect;

    /// <summary>Every request is put at the moment at which it was signed.</summary>
    protected override DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeSeconds(1_767_225_600);

    protected override void Configure(Dictionary<string, string> settings)
    {
        foreach (var entry in WeComAiBotVectors.File.Selected.Where(entry => entry.Section is not "outbound.aibot"))
        {
            var isText = entry.Section == "mention_stripping";
            Add(settings, entry.Bot,
                ("Token", isText ? Token : entry.Text("token")),
                ("EncodingAesKey", isText ? EncodingAesKey : entry.Text("encodingAESKey")),
                ("Name", entry.Text("bot_name")));
        }

        Add(settings, OutboundBot, ("Token", Token), ("EncodingAesKey", EncodingAesKey), ("Name", "RobotA"));
    }

    internal const string OutboundBot = "aibot-outbound";

    internal static string Token => (string)WeComAiBotVectors.File.Root["configs"]!["aibot"]!["token"]!;

    internal static string EncodingAesKey => (string)WeComAiBotVectors.File.Root["configs"]!["aibot"]!["encodingAESKey"]!;
}
