namespace BotHost.Adapters.WeComApp;

/// <summary>One message as WeCom shows it: plain text, its small markdown, or a picture. Source: 发送应用消息 (90236).</summary>
internal sealed record WeComAppMessage
{
    /// <summary>What is longer is cut off without a word. Of both kinds of text; in UTF-8.</summary>
    public const int MaxBytes = 2_048;

    private WeComAppMessage(string type) => Type = type;

    public string Text { get; private init; } = "";

    /// <summary>Of a picture; null for a text.</summary>
    public string? MediaId { get; private init; }

    public bool IsMarkdown => Type == "markdown";

    /// <summary>WeCom's own word for it.</summary>
    private string Type { get; }

    public static WeComAppMessage Plain(string text) => new("text") { Text = text };

    public static WeComAppMessage Markdown(string text) => new("markdown") { Text = text };

    /// <summary>One that was uploaded.</summary>
    public static WeComAppMessage Picture(string mediaId) => new("image") { MediaId = mediaId };

    /// <summary>The body of message/send.</summary>
    public WeComAppSendRequest To(string user, long agentId, TimeSpan? onceWithin) => new()
    {
        Touser = user,
        Msgtype = Type,
        Agentid = agentId,
        Text = Type == "text" ? new WeComAppText(Text) : null,
        Markdown = IsMarkdown ? new WeComAppText(Text) : null,
        Image = MediaId is not null ? new WeComAppMedia(MediaId) : null,
        Safe = IsMarkdown ? null : 0,
        EnableDuplicateCheck = onceWithin is not null ? 1 : Type == "text" ? 0 : null,
        DuplicateCheckInterval = (int?)onceWithin?.TotalSeconds,
    };
}
