using BotHost.Conversation.Bots;
using BotHost.Conversation.Messages;

namespace BotHost.Conversation.Inbox;

/// <summary>Whose context a message belongs to, and what it waits behind.</summary>
internal static class ConversationKey
{
    /// <summary>No bot's name begins with it: a key that does is a control command's.</summary>
    public const string Control = "!";

    /// <summary>The end of their range.</summary>
    public const string AfterControl = "\"";

    /// <summary>The same message's key if it waited its turn: the conversation that a control command is about.</summary>
    public static string Main(IncomingMessage message, ContextScope scope) => Of(message.Lane == Lane.InOrder ? message : message with { Lane = Lane.InOrder }, scope);

    /// <summary>Ids may hold any character: each is preceded by its length, so that no two conversations can spell the same key.</summary>
    public static string Of(IncomingMessage message, ContextScope scope)
    {
        var chat = message.Chat;
        var key = $"{message.Bot}|{(chat.Kind == ChatKind.Group ? 'g' : 'p')}{chat.Id.Length}:{chat.Id}|{chat.Thread.Length}:{chat.Thread}";
        var main = scope == ContextScope.PerChat ? key : $"{key}|{message.Sender.Id}";

        // A control command is a conversation by itself: it waits for nothing, not even for another one that a platform does not take.
        // The rest of its key is that of the conversation that it is about: whoever looks for a person's finds it, too.
        return message.Lane == Lane.InOrder ? main : $"{Control}{Uri.EscapeDataString(message.DedupKey)}{Control}{main}";
    }
}
