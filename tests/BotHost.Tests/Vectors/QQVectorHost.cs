namespace BotHost.Tests.Vectors;

/// <summary>A QQ bot for every recorded entry, each with the secret of its own.</summary>
public sealed class QQVectorHost : VectorHost
{
    public const string AppId = "102000001";
    public const string Secret = "TestSecret0123456789abcdefghijkl";

    internal override RecordedDialect Dialect => RecordedQQ.Dialect;

    protected override DateTimeOffset Now => QQVectors.Now;

    protected override void Configure(Dictionary<string, string> settings)
    {
        foreach (var entry in QQVectors.File.Selected.Where(entry =>
            entry.Section is "seedDerivation.valid" or "publishedSignatures" or "validations" or "dispatches" or "invalid"
            or "textCases.qqFace" or "textCases.channelUnescape" or "textCases.channelEscape" or "textCases.urlEscapeInPath"))
        {
            Add(settings, entry.Bot,
                ("AppId", entry.Text("appid") is { Length: > 0 } appId ? appId : AppId),
                ("AppSecret", entry.Text("secret") is { Length: > 0 } secret ? secret : Secret));
        }
    }
}
