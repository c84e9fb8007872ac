namespace BotHost.Adapters.WeComApp;

/// <summary>One message as WeCom shows it: plain text, or its small markdown. Source: 发送应用消息 (90236).</summary>
internal sealed record WeComAppMessage
{
    /// <summary>What is longer is cut off without a word. Of both kinds; in UTF-8.</summary>
    public const int MaxBytes = 2_048;

    private WeComAppMessage(string text, bool isMarkdown)
    {
        Text = text;
        IsMarkdown = isMarkdown;
    }

    public string Text { get; }

    public bool IsMarkdown { get; }

    public static WeComAppMessage Plain(string text) => new(text, isMarkdown: false);

    public static WeComAppMessage Markdown(string text) => new(text, isMarkdown: true);

    /// <summary>The body of message/send.</summary>
    public WeComAppSendRequest To(string user, long agentId, TimeSpan? onceWithin) => new()
    {
        Touser = user,
        Msgtype = IsMarkdown ? "markdown" : "text",
        Agentid = agentId,
        Text = IsMarkdown ? null : new WeComAppText(Text),
        Markdown = IsMarkdown ? new WeComAppText(Text) : null,
        Safe = IsMarkdown ? null : 0,
        EnableDuplicateCheck = onceWithin is not null ? 1 : IsMarkdown ? null : 0,
        DuplicateCheckInterval = (int?)onceWithin?.TotalSeconds,
    };
}
