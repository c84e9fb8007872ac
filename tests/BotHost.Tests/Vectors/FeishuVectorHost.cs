namespace BotHost.Tests.Vectors;

/// <summary>A Feishu bot for every recorded request, each with the settings of its request.</summary>
public sealed class FeishuVectorHost : VectorHost
{
    /// <summary>The moment of all requests but the later deliveries of a sequence.</summary>
    public static DateTimeOffset Moment { get; } = DateTimeOffset.FromUnixTimeSeconds(1_780_000_000);

    internal override RecordedDialect Dialect => RecordedFeishu.Dialect;

    protected override DateTimeOffset Now => Moment;

    protected override void Configure(Dictionary<string, string> settings)
    {
        foreach (var entry in FeishuVectors.File.Selected)
        {
            switch (entry.Section)
            {
                case "crypto" or "signatures":
                    Add(settings, entry.Bot, [.. FeishuVectors.Settings("A").Where(setting => setting.Name != "EncryptKey"), ("EncryptKey", entry.Text("encryptKey"))]);
                    break;
                case "dedupSequences":
                    Add(settings, entry.Bot, FeishuVectors.Settings("A"));
                    break;
                case "urlVerification" or "validEvents" or "invalid":
                    Add(settings, entry.Bot, FeishuVectors.Settings(entry.Text("config")));
                    break;
            }
        }
    }
}
