using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Access;

/// <summary>A message that is not answered.</summary>
/// <param name="Reason">For the administrator.</param>
/// <param name="Told">What the person is told; null where they were told before, and nothing is said again.</param>
internal sealed record Refusal(string Reason, Answer? Told);
