using System.Globalization;
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

    /// <summary>Whose own conversation a key is; null for one that a chat shares, and for what is no key.</summary>
    public static string? SenderOf(string key)
    {
        // The bot's name holds no separator; the lengths say where the chat's and the thread's ids end, whatever is in them.
        var chat = key.IndexOf('|', StringComparison.Ordinal) + 2;
        return chat >= 2 && EndOfId(key, chat) is { } thread && thread < key.Length && EndOfId(key, thread + 1) is { } end && end < key.Length
            ? key[(end + 1)..]
            : null;
    }

    /// <summary>Where the id ends that stands at a place with its length before it; null if none does.</summary>
    private static int? EndOfId(string key, int start)
    {
        var colon = start < key.Length ? key.IndexOf(':', start) : -1;
        return colon > start && int.TryParse(key.AsSpan(start, colon - start), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && length <= key.Length - colon - 1
                ? colon + 1 + length
                : null;
    }
}
