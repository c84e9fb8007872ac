using BotHost.Tests.Vectors;

namespace BotHost.Tests.Forgeries;

public sealed class QQForgeryHost : ForgeryHost
{
    internal override RecordedDialect Dialect => RecordedQQ.Dialect;

    internal static QQApp Door { get; } = new("qq-door", "Secret-of-the-door-0123456789abc") { AppId = "102000011" };

    internal static QQApp Other { get; } = new("qq-other", "Secret-of-the-other-0123456789ab") { AppId = "102000012" };

    /// <summary>Its secret is shorter than a key, so that it matters how it is made longer.</summary>
    internal static QQApp Short { get; } = new("qq-short", "123456abcdef") { AppId = "102000013" };

    protected override void Configure(Dictionary<string, string> settings)
    {
        foreach (var app in new[] { Door, Other, Short })
        {
            Add(settings, app.Bot, ("AppId", app.AppId), ("AppSecret", app.Secret));
        }
    }

    protected override async Task PrepareAsync()
    {
        foreach (var app in new[] { Door, Other, Short })
        {
            await AssertAcceptedAsync(app.Sign(QQApp.Message("你好", "ROBOT1.0_first"), Moment), app.Bot);
        }
    }
}
