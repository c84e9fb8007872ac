namespace BotHost.Adapters.DingTalk;

/// <summary>The settings of one DingTalk bot, checked and fixed at start.</summary>
internal sealed record DingTalkOptions
{
    public const string DefaultBaseUrl = "https://api.dingtalk.com";
    public const string DefaultLegacyBaseUrl = "https://oapi.dingtalk.com";
    public const string DefaultCardContentKey = "content";

    public required string Bot { get; init; }

    /// <summary>Client ID in the console.</summary>
    public required string AppKey { get; init; }

    /// <summary>Client Secret in the console; it also signs every webhook.</summary>
    public required string AppSecret { get; init; }

    /// <summary>During a rotation: webhooks signed with it are still accepted. Empty otherwise.</summary>
    public string AppSecretPrevious { get; init; } = "";

    /// <summary>The robot's id; an enterprise app's robot has the app's own key.</summary>
    public required string RobotCode { get; init; }

    /// <summary>The names people see in the mention, for the kind of message where DingTalk leaves it in the text.</summary>
    public IReadOnlyList<string> RobotNames { get; init; } = [];

    /// <summary>The template of the cards that answers grow in; empty: only finished messages are shown.</summary>
    public string CardTemplateId { get; init; } = "";

    /// <summary>The template's markdown variable that is streamed. The card platform's own AI template calls it so (AI 卡片模板).</summary>
    public string CardContentKey { get; init; } = DefaultCardContentKey;

    public DingTalkReaction Reaction { get; init; } = DingTalkReaction.Off;

    public DingTalkReplyVia ReplyVia { get; init; } = DingTalkReplyVia.Auto;

    /// <summary>The OpenAPI. Ends with a slash.</summary>
    public Uri BaseUrl { get; init; } = new(DefaultBaseUrl);

    /// <summary>The old API. A session webhook is called only if scheme, host and port are the same as here.</summary>
    public Uri LegacyBaseUrl { get; init; } = new(DefaultLegacyBaseUrl);

    /// <summary>The secrets that a webhook may be signed with.</summary>
    public IReadOnlyList<string> InboundSecrets => AppSecretPrevious.Length == 0 ? [AppSecret] : [AppSecret, AppSecretPrevious];

    /// <summary>Cards are calls of the OpenAPI: who wants nothing but session webhooks gets none.</summary>
    public bool ShowsCards => CardTemplateId.Length > 0 && ReplyVia != DingTalkReplyVia.SessionWebhook;

    /// <summary>Never prints the secrets.</summary>
    public override string ToString() => $"DingTalk bot {Bot}";
}

/// <summary>Which way answers go.</summary>
internal enum DingTalkReplyVia
{
    /// <summary>Private by the OpenAPI, groups by the session webhook with the asker mentioned; each falls back to the other.</summary>
    Auto,

    /// <summary>Only by the OpenAPI: needs a staff id in private, cannot mention in groups.</summary>
    OpenApi,

    /// <summary>Only by the session webhook: costs no API quota, ends 90 minutes after the question.</summary>
    SessionWebhook,
}

/// <summary>What a person sees on the question until the answer comes.</summary>
internal enum DingTalkReaction
{
    Off,

    /// <summary>🤔思考中: an interface that DingTalk does not document.</summary>
    Thinking,
}
