using BotHost.Tests.Vectors;

namespace BotHost.Tests.Forgeries;

public sealed class OneBotForgeryHost : ForgeryHost
{
    public const string AccessToken = "access-token-of-the-door";

    internal override RecordedDialect Dialect => RecordedOneBot.Dialect;

    internal static OneBotApp Door { get; } = new("onebot-door", "secret-of-the-door-密");

    internal static OneBotApp Other { get; } = new("onebot-other", "secret-of-the-other");

    protected override void Configure(Dictionary<string, string> settings)
    {
        foreach (var app in new[] { Door, Other })
        {
            Add(settings, app.Bot, ("BaseUrl", RecordedOneBot.Api), ("Secret", app.Secret), ("AccessToken", AccessToken));
        }
    }

    protected override async Task PrepareAsync()
    {
        foreach (var app in new[] { Door, Other })
        {
            await AssertAcceptedAsync(app.Sign(OneBotApp.Message(Moment, "你好", 1)), app.Bot, 204);
        }
    }
}
