namespace BotHost.Conversation.Messages;

/// <summary>What a message says in words.</summary>
public static class MessageText
{
    /// <summary>The person's own words: text and recognised speech in their order, trimmed. Quotes and pictures are not words.</summary>
    public static string Of(IReadOnlyList<Part> parts)
    {
        return parts switch
        {
            [TextPart only] => only.Text.Trim(),
            _ => string.Concat(parts.Select(part => part switch
            {
                TextPart text => text.Text,
                AttachmentPart { IsQuoted: false } attachment => attachment.Transcript,
                _ => "",
            })).Trim(),
        };
    }
}
