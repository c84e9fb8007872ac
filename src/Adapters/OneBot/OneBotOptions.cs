namespace BotHost.Adapters.OneBot;

/// <summary>The settings of one OneBot bot, checked and fixed at start.</summary>
internal sealed record OneBotOptions
{
    public required string Bot { get; init; }

    /// <summary>The HTTP server of the QQ client. Ends with a slash.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>Signs every webhook. Empty only with <see cref="AllowUnsigned"/>.</summary>
    public required string Secret { get; init; }

    /// <summary>During a rotation: webhooks signed with it are still accepted. Empty otherwise.</summary>
    public string SecretPrevious { get; init; } = "";

    /// <summary>Webhooks are taken as they come. Only where nobody but the client can reach them.</summary>
    public bool AllowUnsigned { get; init; }

    /// <summary>What the client's HTTP server asks for; empty if it asks for nothing.</summary>
    public string AccessToken { get; init; } = "";

    /// <summary>The secrets that a webhook may be signed with; none where it need not be signed.</summary>
    public IReadOnlyList<string> InboundSecrets => AllowUnsigned ? [] : SecretPrevious.Length == 0 ? [Secret] : [Secret, SecretPrevious];

    /// <summary>Never prints the secrets.</summary>
    public override string ToString() => $"OneBot bot {Bot}";
}
