namespace BotHost.Adapters.QQ;

/// <summary>The settings of one QQ bot, checked and fixed at start.</summary>
internal sealed record QQOptions
{
    /// <summary>The documentation of 2026 names api.bot.qq.com; every SDK and every log uses this one.</summary>
    public const string DefaultBaseUrl = "https://api.sgroup.qq.com";
    public const string SandboxBaseUrl = "https://sandbox.api.sgroup.qq.com";
    public const string DefaultTokenBaseUrl = "https://bots.qq.com";

    public required string Bot { get; init; }

    /// <summary>AppID in the console.</summary>
    public required string AppId { get; init; }

    /// <summary>AppSecret in the console; the keys that sign every webhook are made of it.</summary>
    public required string AppSecret { get; init; }

    /// <summary>During a rotation: webhooks signed with it are still accepted. Empty otherwise.</summary>
    public string AppSecretPrevious { get; init; } = "";

    /// <summary>Only the sandbox's people and groups write, and only they can be answered.</summary>
    public bool Sandbox { get; init; }

    /// <summary>Shows in private chats that the bot is writing. Off by default: the platform may count it as one of its few replies.</summary>
    public bool ShowTyping { get; init; }

    /// <summary>The API. Ends with a slash.</summary>
    public Uri BaseUrl { get; init; } = new(DefaultBaseUrl);

    /// <summary>Where access tokens come from, also for the sandbox.</summary>
    public Uri TokenBaseUrl { get; init; } = new(DefaultTokenBaseUrl);

    /// <summary>The secrets that a webhook may be signed with.</summary>
    public IReadOnlyList<string> InboundSecrets => AppSecretPrevious.Length == 0 ? [AppSecret] : [AppSecret, AppSecretPrevious];

    /// <summary>Never prints the secrets.</summary>
    public override string ToString() => $"QQ bot {Bot}";
}
