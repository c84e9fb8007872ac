namespace BotHost.Conversation.Messages;

/// <summary>A stored answer, cut into what the platform takes in one message each.</summary>
public sealed record Reply
{
    public required ReplyKind Kind { get; init; }

    /// <summary>In the order they are sent. Never empty.</summary>
    public required IReadOnlyList<ReplyPart> Parts { get; init; }
}

/// <summary>Decides the outcome once the reply is delivered. The numbers are stored.</summary>
public enum ReplyKind
{
    /// <summary>What the person asked for: a model's answer or a command's.</summary>
    Answer = 0,

    /// <summary>Why there is no answer, in words the person can act on.</summary>
    Notice = 1,
}

/// <summary>One message of a reply.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Content">What is sent.</param>
/// <param name="Closed">True once the platform took it: a resend starts at the first part that is not closed.</param>
public sealed record ReplyPart(int Index, Part Content, bool Closed = false);
