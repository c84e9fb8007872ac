using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Budgets;

/// <summary>An account that a turn is charged to, and what may be used of it.</summary>
/// <param name="Of">Who uses it together.</param>
/// <param name="Period">For how long.</param>
/// <param name="Account">Where it is counted.</param>
/// <param name="Budget">Null where nobody set one: it is only counted, for whoever asks what was used.</param>
/// <param name="Warn">The measure that the turn's person is warned of.</param>
internal sealed record BudgetLine(BudgetOf Of, BudgetPeriod Period, BudgetAccount Account, Budget? Budget, BudgetMeasure? Warn = null)
{
    public ChargedAccount Charged => new(Account.Scope, Account.Period, Warn);

    /// <summary>A person's own use is counted wherever anybody's is; that of chats and bots where there is a budget.</summary>
    public static IReadOnlyList<BudgetLine> AllOf(Turn turn, DateTimeOffset now)
    {
        var budgets = turn.Bot.Limits.Budgets;
        var missing = new[] { BudgetPeriod.Day, BudgetPeriod.Month }.Where(period => !budgets.Any(budget => budget.Of == BudgetOf.Person && budget.Period == period));
        return
        [
            .. budgets.Select(budget => new BudgetLine(budget.Of, budget.Period, AccountOf(turn, budget.Of, budget.Period, now), budget)),
            .. missing.Select(period => new BudgetLine(BudgetOf.Person, period, AccountOf(turn, BudgetOf.Person, period, now), Budget: null)),
        ];
    }

    /// <summary>What a turn was charged to before, with what may be used of it now.</summary>
    public static BudgetLine Again(ChargedAccount charged, IReadOnlyList<BudgetLine> lines)
    {
        // The period may be over, but its length is the same.
        var like = lines.FirstOrDefault(line => line.Account.Scope == charged.Scope && line.Account.Period.Length == charged.Period.Length);
        return new BudgetLine(
            like?.Of ?? BudgetOf.Person, like?.Period ?? BudgetPeriod.Day, new BudgetAccount(charged.Scope, charged.Period), like?.Budget, charged.Warn);
    }

    private static BudgetAccount AccountOf(Turn turn, BudgetOf of, BudgetPeriod period, DateTimeOffset now) => BudgetAccount.Of(turn.Bot, turn.Message, of, period, now);
}
