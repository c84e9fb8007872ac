using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Tools;

/// <summary>For whom a tool is called.</summary>
/// <param name="Words">What the person said, and what they quoted.</param>
internal sealed record ToolContext(string Words)
{
    public static ToolContext Of(Turn turn) => new(string.Join('\n', turn.Message.Parts.Select(part => part switch
    {
        TextPart text => text.Text,
        QuotePart quote => quote.Text,
        _ => "",
    })));

    /// <summary>Never prints what people said.</summary>
    public override string ToString() => $"{Words.Length} characters";
}
