using BotHost.Conversation.Budgets;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Commands;

/// <summary>What was used: of the budgets where there are any, else by this conversation.</summary>
internal sealed class UsageCommand(Database database, TimeProvider time) : ICommand
{
    public IReadOnlyList<string> Names => ["/usage", "/用量", "用量"];

    public string Describe(Phrases phrases) => phrases.HelpUsage;

    public Task<Answer> AnswerAsync(Turn turn, string words, CancellationToken cancellationToken)
    {
        var phrases = Phrases.In(turn.Bot.Language);
        var limits = turn.Bot.Limits;
        var text = limits.Budgets.Count > 0
            ? phrases.Usage(database.Read(session => Lines(session, turn)), limits.Currency)
            : phrases.UsageHere(database.Read(session => ConversationOf(session, turn)), limits.Currency);
        return Task.FromResult(new Answer { Kind = ReplyKind.Answer, Text = text });
    }

    private List<UsageLine> Lines(SqlSession session, Turn turn) =>
    [
        .. BudgetLine.AllOf(turn, time.GetUtcNow())
            .Select(line => (line.Of, line.Period, line.Budget, Used: SqlBudgets.Use(session, line.Account).Amount))
            .OrderBy(line => line.Of).ThenBy(line => line.Period)
            .Select(line => new UsageLine(line.Of, line.Period, line.Used.Messages, line.Used.Tokens, line.Used.Micros, line.Budget)),
    ];

    private static ConversationUse ConversationOf(SqlSession session, Turn turn) => session.First(
        """
        select count(*), coalesce(sum(input_tokens + output_tokens), 0), coalesce(sum(cost_micros), 0), coalesce(max(tokens_estimated), 0)
        from reply
        where inbox_id in (select group_id from turn_entry where conversation_id = @conversation and context_no = @contextNo)
        """,
        static row => new ConversationUse(new Amount(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), row.GetInt64(3) == 1),
        ("@conversation", turn.Claim.ConversationId), ("@contextNo", turn.Claim.ContextNo))!;
}
