namespace BotHost.Conversation.Messages;

/// <summary>How one bot answers on its platform. One per bot, registered under the bot's name.</summary>
public interface IReplySender
{
    ReplyCapabilities Capabilities { get; }

    /// <summary>Opens the way back to where <paramref name="message"/> came from. Does no I/O.</summary>
    IReplySink Open(IncomingMessage message, IDeliveryState delivery);
}
