using BotHost.Conversation.Inbox;
using BotHost.Conversation.Llm;

namespace BotHost.Conversation.Context;

/// <summary>What models' servers keep of our conversations. Asked only for a model whose server keeps any.</summary>
internal interface IServerStates
{
    /// <summary>
    /// What the turn just before the claimed one left at the model's server, commands not counted; null where it left nothing. A turn in between
    /// that stored nothing, a kill among them, may have put something there: what was left before it is not trusted any more.
    /// </summary>
    ServerState? Find(Claim claim, string model);

    /// <summary>Stores, with a turn's answer, what it left there; null for nothing that could be used again. What it replaces is deleted there soon.</summary>
    TurnWrite Keep(string model, ServerState? state);

    /// <summary>Stores, with a command's answer, that its turn asked no model: what the turn before it left is trusted by the one after it.</summary>
    TurnWrite Pass();
}
