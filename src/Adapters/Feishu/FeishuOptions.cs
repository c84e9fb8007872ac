namespace BotHost.Adapters.Feishu;

/// <summary>The settings of one Feishu bot, checked and fixed at start.</summary>
internal sealed record FeishuOptions
{
    public const string DefaultBaseUrl = "https://open.feishu.cn";

    public required string Bot { get; init; }

    public required string AppId { get; init; }

    /// <summary>For outbound calls alone: webhooks are proved by the two below.</summary>
    public required string AppSecret { get; init; }

    /// <summary>Stands in every webhook.</summary>
    public required string VerificationToken { get; init; }

    /// <summary>During a rotation: webhooks with it are still accepted. Empty otherwise.</summary>
    public string VerificationTokenPrevious { get; init; } = "";

    /// <summary>Encrypts and signs every webhook; empty where the console has none, and then the token alone proves them.</summary>
    public string EncryptKey { get; init; } = "";

    /// <summary>During a rotation: webhooks encrypted with it are still accepted. Empty otherwise.</summary>
    public string EncryptKeyPrevious { get; init; } = "";

    /// <summary>The emoji that a question is marked with when it was heard; empty for none.</summary>
    public string Reaction { get; init; } = "";

    /// <summary>Feishu's or Lark's cloud. Ends with a slash; <c>open-apis</c> comes after it.</summary>
    public Uri BaseUrl { get; init; } = new(DefaultBaseUrl);

    public IReadOnlyList<string> VerificationTokens =>
        VerificationTokenPrevious.Length == 0 ? [VerificationToken] : [VerificationToken, VerificationTokenPrevious];

    /// <summary>None where webhooks are not encrypted.</summary>
    public IReadOnlyList<string> EncryptKeys => (EncryptKey, EncryptKeyPrevious) switch
    {
        ("", _) => [],
        (_, "") => [EncryptKey],
        _ => [EncryptKey, EncryptKeyPrevious],
    };

    /// <summary>Never prints the secrets.</summary>
    public override string ToString() => $"Feishu bot {Bot}";
}
