namespace BotHost.Conversation.Budgets;

/// <summary>What was used in a period, for the person who asks.</summary>
/// <param name="Of">Whose use it is.</param>
/// <param name="Period">In which time.</param>
/// <param name="Messages">Answers and pictures.</param>
/// <param name="Tokens">Sent and answered.</param>
/// <param name="Micros">Millionths of the currency of all prices.</param>
/// <param name="Budget">What may be used; null where nobody set a limit.</param>
public sealed record UsageLine(BudgetOf Of, BudgetPeriod Period, long Messages, long Tokens, long Micros, Budget? Budget);

/// <summary>What the turns used that a conversation remembers.</summary>
/// <param name="Amount">All of them.</param>
/// <param name="Estimated">True if a server reported nothing for some of them.</param>
internal sealed record ConversationUse(Amount Amount, bool Estimated);
