namespace BotHost.Conversation.Web;

/// <summary>A name leads to an address that is not the public internet's. Never leaves this folder.</summary>
internal sealed class ForbiddenAddressException() : IOException("The address is not public.");
