namespace BotHost.Conversation.Budgets;

/// <summary>Whether a question may be asked.</summary>
/// <param name="Warning">Stands above the answer: a budget is nearly used up. Empty in most cases.</param>
/// <param name="Refusal">What the person is told instead of an answer; null if it may be asked.</param>
internal readonly record struct Grant(string Warning = "", string? Refusal = null);
