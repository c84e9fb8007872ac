using System.Diagnostics;
using BotHost.Conversation.Context;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Llm;

namespace BotHost.Conversation.Tests.Context;

/// <summary>For models whose servers keep nothing: it fails at once if anything is looked up or written down for one.</summary>
internal sealed class NothingAtServers : IServerStates
{
    public ServerState? Find(Claim claim, string model) => throw new UnreachableException();

    public TurnWrite Keep(string model, ServerState? state) => throw new UnreachableException();

    public TurnWrite Pass() => throw new UnreachableException();
}
