namespace BotHost.Adapters.QQ;

/// <summary>One message as QQ shows it.</summary>
/// <param name="IsMarkdown">True for markdown, false for text that is shown as it stands.</param>
/// <param name="Text">What it says.</param>
internal sealed record QQMessage(bool IsMarkdown, string Text)
{
    public MessageRequest ToRequest(QQScene scene)
    {
        if (scene.IsChannel())
            return new MessageRequest { Content = Text };
        return IsMarkdown
            ? new MessageRequest { MsgType = MessageRequest.MarkdownText, Markdown = new MessageMarkdown(Text) }
            : new MessageRequest { MsgType = MessageRequest.Text, Content = Text };
    }
}
