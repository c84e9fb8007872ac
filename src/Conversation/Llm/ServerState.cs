namespace BotHost.Conversation.Llm;

/// <summary>
/// What a server keeps of a conversation: a convenience, never the truth. It is worth using only while what it holds is exactly the
/// beginning of what we would send; otherwise it is left behind and made anew from our own history.
/// </summary>
/// <param name="Id">The server's name for it: a conversation's or a thread's id.</param>
/// <param name="Count">How many of our messages it holds, the system prompt not counted.</param>
/// <param name="Seen">A digest of them.</param>
/// <param name="Pending">A run that waits there for the results of tools; "" for none. Only within one turn.</param>
public sealed record ServerState(string Id, int Count, string Seen, string Pending = "");
