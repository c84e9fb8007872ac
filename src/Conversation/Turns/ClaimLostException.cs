namespace BotHost.Conversation.Turns;

/// <summary>Somebody else has the message by now: the turn ends, and nothing of it may be shown any more.</summary>
internal sealed class ClaimLostException() : Exception("The claim of this message is gone.");
