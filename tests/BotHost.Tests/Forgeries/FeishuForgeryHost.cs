using BotHost.Tests.Vectors;

namespace BotHost.Tests.Forgeries;

public sealed class FeishuForgeryHost : ForgeryHost
{
    internal override RecordedDialect Dialect => RecordedFeishu.Dialect;

    /// <summary>With an Encrypt Key, as every bot should have one.</summary>
    internal static FeishuApp Door { get; } = new("feishu-door", "Encrypt-Key-of-the-door");

    /// <summary>Without an Encrypt Key: its token is all that tells a friend from a stranger.</summary>
    internal static FeishuApp Plain { get; } = new("feishu-plain", "") { AppId = "cli_aaaaaaaaaaaaaaaa", Token = "Token-Of-The-Plain-Bot-0123456789" };

    internal static FeishuApp Other { get; } = new("feishu-other", "Encrypt-Key-of-the-other") { AppId = "cli_bbbbbbbbbbbbbbbb", Token = "Token-Of-The-Other-Bot-0123456789" };

    protected override void Configure(Dictionary<string, string> settings)
    {
        foreach (var app in new[] { Door, Plain, Other })
        {
            Add(settings, app.Bot, ("AppId", app.AppId), ("AppSecret", $"secret-of-{app.Bot}"), ("VerificationToken", app.Token), ("EncryptKey", app.EncryptKey));
        }
    }

    protected override async Task PrepareAsync()
    {
        // In a group, so that each bot has found out what it is called.
        await AssertAcceptedAsync(Door.Sign(FeishuApp.Wrap(Door.Encrypt(Door.GroupEvent(Moment, "first"))), Moment), Door.Bot);
        await AssertAcceptedAsync(Plain.Unsigned(Plain.GroupEvent(Moment, "first")), Plain.Bot);
        await AssertAcceptedAsync(Other.Sign(FeishuApp.Wrap(Other.Encrypt(Other.GroupEvent(Moment, "first"))), Moment), Other.Bot);
    }
}
