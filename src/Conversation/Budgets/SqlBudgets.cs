using System.Text.Json;
using BotHost.Conversation.Storage;

namespace BotHost.Conversation.Budgets;

/// <summary>
/// What is used of the budgets, and what is reserved of them. Reserved counts as used, so that however many ask at once, together they
/// never get more than there is. Everything here runs on the one writer, within one operation.
/// </summary>
internal static class SqlBudgets
{
    /// <summary>What was used of an account so far; nothing where nobody has used any.</summary>
    public static Used Use(SqlSession session, BudgetAccount account) =>
        session.First(
            "select messages, tokens, micros, warned from budget_use where scope = @scope and period = @period",
            static row => new Used(AmountAt(row, 0), row.GetInt64(3) == 1),
            ("@scope", account.Scope), ("@period", account.Period)) ?? new Used(default, Warned: false);

    /// <summary>Adds to what is used of an account, or takes it away.</summary>
    public static void Add(SqlSession session, BudgetAccount account, Amount amount, bool warned = false) => session.Execute(
        """
        insert into budget_use (scope, period, messages, tokens, micros, warned) values (@scope, @period, @messages, @tokens, @micros, @warned)
        on conflict (scope, period) do update set
            messages = budget_use.messages + excluded.messages, tokens = budget_use.tokens + excluded.tokens,
            micros = budget_use.micros + excluded.micros, warned = case when excluded.warned = 1 then 1 else budget_use.warned end
        """,
        ("@scope", account.Scope), ("@period", account.Period), ("@messages", amount.Messages), ("@tokens", amount.Tokens), ("@micros", amount.Micros), ("@warned", warned ? 1 : 0));

    /// <summary>What an earlier attempt of this turn, or an earlier call of this one, has reserved; null for nothing.</summary>
    public static Charge? Find(SqlSession session, long messageId) => session.First(
        "select scopes, messages, tokens, micros from reservation where inbox_id = @id", static row => Read(row), ("@id", messageId));

    public static void Keep(SqlSession session, long messageId, Charge charge) => session.Execute(
        """
        insert into reservation (inbox_id, scopes, messages, tokens, micros) values (@id, @scopes, @messages, @tokens, @micros)
        on conflict (inbox_id) do update set messages = excluded.messages, tokens = excluded.tokens, micros = excluded.micros
        """,
        ("@id", messageId), ("@scopes", JsonSerializer.Serialize(charge.Accounts, ChargeJson.Default.IReadOnlyListChargedAccount)),
        ("@messages", charge.Reserved.Messages), ("@tokens", charge.Reserved.Tokens), ("@micros", charge.Reserved.Micros));

    /// <summary>The turn is answered: what it used stays used, the rest of what was reserved is given back.</summary>
    public static void Settle(SqlSession session, long messageId, Amount used)
    {
        if (Find(session, messageId) is not { } charge)
        {
            return;
        }

        var difference = used - charge.Reserved;
        foreach (var account in difference == default ? [] : charge.Accounts)
        {
            Add(session, new BudgetAccount(account.Scope, account.Period), difference);
        }

        session.Execute("delete from reservation where inbox_id = @id", ("@id", messageId));
    }

    /// <summary>
    /// Gives back what is reserved for messages that are closed, or not there any more, and were not answered: too late for it, not
    /// deliverable. Whatever their model wrote is not known, and so not charged.
    /// </summary>
    /// <returns>How many there were.</returns>
    public static int GiveBackLost(SqlSession session)
    {
        var lost = session.Query(
            """
            select reservation.inbox_id from reservation left join inbox on inbox.id = reservation.inbox_id
            where inbox.id is null or inbox.closed_at is not null
            """,
            static row => row.GetInt64(0));
        lost.ForEach(id => Settle(session, id, default));
        return lost.Count;
    }

    /// <summary>Accounts of periods before that one.</summary>
    public static IReadOnlyList<BudgetAccount> Before(SqlSession session, string period, int most) => session.Query(
        "select scope, period from budget_use where period < @period limit @most",
        static row => new BudgetAccount(row.GetString(0), row.GetString(1)), ("@period", period), ("@most", most));

    public static int Forget(SqlSession session, IReadOnlyList<BudgetAccount> accounts) => accounts.Sum(account => session.Execute(
        "delete from budget_use where scope = @scope and period = @period", ("@scope", account.Scope), ("@period", account.Period)));

    private static Charge Read(ISqlRow row) =>
        new(JsonSerializer.Deserialize(row.GetString(0), ChargeJson.Default.IReadOnlyListChargedAccount)!, AmountAt(row, 1));

    private static Amount AmountAt(ISqlRow row, int column) => new(row.GetInt64(column), row.GetInt64(column + 1), row.GetInt64(column + 2));
}

/// <param name="Amount">What is used, what is reserved included.</param>
/// <param name="Warned">True if somebody was told that the end is near.</param>
internal sealed record Used(Amount Amount, bool Warned);
