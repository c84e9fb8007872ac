using System.Globalization;
using BotHost.Tests.Vectors;

namespace BotHost.Tests.Forgeries;

public sealed class WeComAppForgeryHost : ForgeryHost
{
    internal override RecordedDialect Dialect => RecordedWeComApp.Dialect;

    internal static WeComApp Door { get; } = new("wecom-door", "AppTok3nTest", "oztpiKPFY9gsmgmVAsbTM9lSzAPd2y6FQwDVSHPLsv0", "ww1234567890abcdef");

    /// <summary>Another company's.</summary>
    internal static WeComApp Other { get; } = new("wecom-other", "zZ9", "tz8RWPm6Ac5ySGur9z81WuxX3nYV0xm2R4ayYafZTl1", "wwfedcba0987654321") { AgentId = 1_000_007 };

    protected override void Configure(Dictionary<string, string> settings)
    {
        foreach (var app in new[] { Door, Other })
        {
            Add(settings, app.Bot, ("CorpId", app.CorpId), ("AgentId", app.AgentId.ToString(CultureInfo.InvariantCulture)), ("Secret", $"secret-of-{app.Bot}"),
                ("Token", app.Token), ("EncodingAesKey", app.EncodingAesKey));
        }
    }

    protected override async Task PrepareAsync()
    {
        await AssertAcceptedAsync(Door.Message(Moment, "你好", "1"), Door.Bot);
        await AssertAcceptedAsync(Other.Message(Moment, "你好", "1"), Other.Bot);
    }
}
