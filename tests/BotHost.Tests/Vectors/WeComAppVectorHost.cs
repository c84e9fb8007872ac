namespace BotHost.Tests.Vectors;

/// <summary>An app for every recorded callback, each with the settings of its callback.</summary>
public sealed class WeComAppVectorHost : VectorHost
{
    /// <summary>An app that nothing was said to but what is said twice.</summary>
    internal const string Twice = "app-twice";

    internal override RecordedDialect Dialect => RecordedWeComApp.Dialect;

    /// <summary>Every request is put at the moment at which it was signed.</summary>
    protected override DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeSeconds(1_767_225_600);

    /// <summary>The settings of an app as a recorded callback names them.</summary>
    internal static IEnumerable<(string Name, string Value)> Settings(Vector entry)
    {
        var config = WeComVectors.File.Root["configs"]!.AsObject().Select(config => config.Value!).First(config => (string)config["token"]! == entry.Text("token"));
        return
        [
            ("CorpId", entry.Text("receiveid")),
            ("AgentId", config["agentid"]!.ToString()),
            ("Secret", "SECRET_TEST"),
            ("Token", entry.Text("token")),
            ("EncodingAesKey", entry.Text("encodingAESKey")),
        ];
    }

    protected override void Configure(Dictionary<string, string> settings)
    {
        foreach (var entry in WeComVectors.File.Selected.Where(entry => entry.Section is "url_verification.valid" or "callbacks.valid" or "invalid"))
            Add(settings, entry.Bot, Settings(entry));
        Add(settings, Twice, Settings(WeComVectors.File.Find("callbacks.valid", "app-text-zh-emoji")));
    }
}
