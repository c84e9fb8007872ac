namespace BotHost.Conversation.Messages;

/// <summary>What an inbox row asks for. The numbers are stored.</summary>
public enum MessageKind
{
    /// <summary>A person said something to the bot.</summary>
    Message = 0,

    /// <summary>The platform reports something that happened, such as a person opening the chat.</summary>
    Event = 1,

    /// <summary>A command that came as such (a button, a menu), not as text.</summary>
    Command = 2,
}
