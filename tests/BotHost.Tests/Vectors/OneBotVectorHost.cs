namespace BotHost.Tests.Vectors;

/// <summary>An OneBot bot for every recorded event, each with the secret of its event.</summary>
public sealed class OneBotVectorHost : VectorHost
{
    internal override RecordedDialect Dialect => RecordedOneBot.Dialect;

    protected override DateTimeOffset Now => QQVectors.Now;

    protected override void Configure(Dictionary<string, string> settings)
    {
        foreach (var entry in QQVectors.File.Selected.Where(entry => entry.Section is "onebot" or "onebotInvalid" or "textCases.cqUnescapeText"))
        {
            Add(settings, entry.Bot, ("BaseUrl", RecordedOneBot.Api), entry.Section != "onebot" || entry.Text("secret").Length > 0
                ? ("Secret", entry.Text("secret") is { Length: > 0 } secret ? secret : "onebot-test-secret-密")
                : ("AllowUnsigned", "true"));
        }
    }
}
