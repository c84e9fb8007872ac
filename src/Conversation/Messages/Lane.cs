namespace BotHost.Conversation.Messages;

/// <summary>Whether a message waits for the ones before it in its conversation. The numbers are stored.</summary>
public enum Lane
{
    /// <summary>Answered after everything that was committed before it in the same conversation.</summary>
    InOrder = 0,

    /// <summary>Acts at once (stop, recall): it would be useless after the answer it is about.</summary>
    Control = 1,
}
