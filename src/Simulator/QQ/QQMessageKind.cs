namespace BotHost.Simulator;

/// <summary>What a person can send to a bot. Everything but text is an attachment beside the words.</summary>
public enum QQMessageKind
{
    Text,
    Picture,

    /// <summary>With what QQ's speech recognition made of it: the question's text.</summary>
    Voice,

    Video,
    File,

    /// <summary>A <c>message_type</c> that no page describes, without words.</summary>
    Unknown,
}
