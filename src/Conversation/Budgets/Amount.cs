namespace BotHost.Conversation.Budgets;

/// <summary>What is used, or may be: of each measure a whole number, for sums of fractions do not come out even.</summary>
/// <param name="Micros">Millionths of the currency of all prices.</param>
internal readonly record struct Amount(long Messages, long Tokens, long Micros)
{
    public static Amount operator +(Amount left, Amount right) => new(left.Messages + right.Messages, left.Tokens + right.Tokens, left.Micros + right.Micros);

    public static Amount operator -(Amount left, Amount right) => new(left.Messages - right.Messages, left.Tokens - right.Tokens, left.Micros - right.Micros);

    /// <summary>Of each measure the larger one.</summary>
    public static Amount Most(Amount left, Amount right) =>
        new(Math.Max(left.Messages, right.Messages), Math.Max(left.Tokens, right.Tokens), Math.Max(left.Micros, right.Micros));

    /// <summary>The first measure of which this is more than the budget allows; null if it fits.</summary>
    public BudgetMeasure? Beyond(Budget budget) =>
        Messages > budget.Messages ? BudgetMeasure.Messages
        : Tokens > budget.Tokens ? BudgetMeasure.Tokens
        : Micros > budget.Micros ? BudgetMeasure.Money
        : null;

    /// <summary>The first measure of which this is four fifths of the budget or more; null if there is none.</summary>
    public BudgetMeasure? Near(Budget budget) =>
        IsNear(Messages, budget.Messages) ? BudgetMeasure.Messages
        : IsNear(Tokens, budget.Tokens) ? BudgetMeasure.Tokens
        : IsNear(Micros, budget.Micros) ? BudgetMeasure.Money
        : null;

    private static bool IsNear(long used, long? limit) => limit is { } most && used >= most - (most / 5);
}
