using System.Text;
using BotHost.Adapters.Json;

namespace BotHost.Adapters.DingTalk;

/// <summary>One message as DingTalk shows it: plain text, markdown with the title that the conversation list previews, or a picture.</summary>
internal sealed record DingTalkMessage
{
    private DingTalkMessage(string title, string text)
    {
        Title = title;
        Text = text;
    }

    /// <summary>Empty for plain text.</summary>
    public string Title { get; }

    public string Text { get; }

    public bool IsMarkdown => Title.Length > 0;

    /// <summary>The platform's name of a picture that was uploaded; empty for words.</summary>
    public string MediaId { get; private init; } = "";

    /// <summary>The OpenAPI's name of the kind.</summary>
    public string Key => MediaId.Length > 0 ? "sampleImageMsg" : IsMarkdown ? "sampleMarkdown" : "sampleText";

    public static DingTalkMessage Plain(string text) => new("", text);

    public static DingTalkMessage Markdown(string title, string text) => new(title, text);

    /// <summary>A picture: a kind of its own of the OpenAPI; a session webhook takes it in markdown only (消息发送与接收类型).</summary>
    public static DingTalkMessage Picture(string title, string mediaId) => new(title, $"![]({mediaId})") { MediaId = mediaId };

    /// <summary>The OpenAPI's <c>msgParam</c>: a JSON string of at most 15,000 bytes (机器人发送群聊消息).</summary>
    public string Parameter()
    {
        if (MediaId.Length > 0)
            return new StringBuilder("{\"photoURL\":").AppendJson(MediaId).Append('}').ToString();
        var json = new StringBuilder(Text.Length + 64);
        if (IsMarkdown)
            json.Append("{\"title\":").AppendJson(Title).Append(",\"text\":");
        else
            json.Append("{\"content\":");
        return json.AppendJson(Text).Append('}').ToString();
    }

    /// <summary>
    /// The body for a session webhook. In markdown the mentioned id must stand in the text as well, or nobody is notified
    /// (自定义机器人发送群消息); in plain text DingTalk puts it there.
    /// </summary>
    public SessionMessageRequest ForSession(string? mention)
    {
        var at = mention is null ? null : new SessionMention([mention]);
        return IsMarkdown
            ? new SessionMessageRequest
            {
                Msgtype = "markdown",
                Markdown = new SessionMarkdown(Title, mention is null ? Text : $"@{mention}  \n\n{Text}"),
                At = at,
            }
            : new SessionMessageRequest { Msgtype = "text", Text = new SessionText(Text), At = at };
    }
}
