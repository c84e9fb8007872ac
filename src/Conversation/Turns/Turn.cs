using BotHost.Conversation.Bots;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Messages;

namespace BotHost.Conversation.Turns;

/// <summary>A claimed message with what is needed to answer it.</summary>
internal sealed record Turn(Claim Claim, IncomingMessage Message, BotProfile Bot)
{
    public string Reference => Claim.Reference;
}
