using BotHost.Conversation.Bots;
using BotHost.Conversation.Messages;

namespace BotHost.Conversation.Inbox;

/// <summary>Whose context a message belongs to, and what it waits behind.</summary>
internal static class ConversationKey
{
    /// <summary>Ids may hold any character: each is preceded by its length, so that no two conversations can spell the same key.</summary>
    public static string Of(IncomingMessage message, ContextScope scope)
    {
        var chat = message.Chat;
        var key = $"{message.Bot}|{(chat.Kind == ChatKind.Group ? 'g' : 'p')}{chat.Id.Length}:{chat.Id}|{chat.Thread.Length}:{chat.Thread}";
        return scope == ContextScope.PerChat ? key : $"{key}|{message.Sender.Id}";
    }
}
