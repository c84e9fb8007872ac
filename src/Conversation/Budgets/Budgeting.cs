using BotHost.Conversation.Access;
using BotHost.Conversation.Audit;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Telemetry;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Budgets;

/// <summary>
/// Keeps people within what a bot's administrator lets them use. What a question may cost at most is reserved before it is asked, and settled
/// in the commit of its answer. A bot without budgets costs nothing here.
/// </summary>
internal sealed partial class Budgeting(DatabaseWriter writer, ConversationClaims claims, EngineMetrics metrics, TimeProvider time, ILogger<Budgeting> logger)
{
    /// <summary>Who is refused again and again is written down once.</summary>
    private static readonly TimeSpan BetweenAudits = TimeSpan.FromMinutes(1);

    /// <summary>How often what is reserved for nothing is looked for, at most, before somebody is refused.</summary>
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromSeconds(1);

    private readonly Pace _audits = new(time);
    private DateTimeOffset _sweptAt;            // the writer's thread alone uses it

    /// <summary>Reserves what one call of a model may take, beside what the turn's calls before it took.</summary>
    /// <param name="turn">Whose question it is.</param>
    /// <param name="model">Who is asked.</param>
    /// <param name="request">What it is told.</param>
    /// <param name="spent">By earlier calls for the same answer; null for the first.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public ValueTask<Grant> ReserveAsync(Turn turn, LlmModel model, LlmRequest request, LlmEvent.Usage? spent, CancellationToken cancellationToken)
    {
        var limits = turn.Bot.Limits;
        if (limits.Budgets.Count == 0 || (spent is not null && !limits.CountsTokens))
        {
            return ValueTask.FromResult(Grant.Free);
        }

        var input = limits.CountsTokens ? RequestTokens.Of(request) + (spent?.InputTokens ?? 0) : 0;
        var output = limits.CountsTokens ? (request.MaxOutputTokens ?? model.MaxOutputTokens) + (spent?.OutputTokens ?? 0) : 0;
        return ReserveAsync(turn, new Amount(1, input + output, model.MicrosOf(input, output)), cancellationToken);
    }

    /// <summary>Reserves a message that takes no tokens: a picture is made.</summary>
    public ValueTask<Grant> ReserveMessageAsync(Turn turn, CancellationToken cancellationToken) =>
        turn.Bot.Limits.Budgets.Count == 0 ? ValueTask.FromResult(Grant.Free) : ReserveAsync(turn, new Amount(1, 0, 0), cancellationToken);

    /// <summary>The answer, which settles what was reserved for it when it is stored. Who was told why there is none has used no message; who stopped it has.</summary>
    public static Answer Settle(Turn turn, Answer answer)
    {
        if (turn.Bot.Limits.Budgets.Count == 0)
        {
            return answer;
        }

        var used = new Amount(
            answer.Kind == ReplyKind.Answer || answer.WasStopped ? 1 : 0, (long)(answer.Usage?.InputTokens ?? 0) + (answer.Usage?.OutputTokens ?? 0), answer.Usage?.Micros ?? 0);
        return answer with { Writes = [.. answer.Writes, (session, claim, _) => SqlBudgets.Settle(session, claim.MessageId, used)] };
    }

    private async ValueTask<Grant> ReserveAsync(Turn turn, Amount wanted, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var lines = BudgetLine.AllOf(turn, now);
        var decision = await writer.WriteAsync(session => Decide(session, turn, lines, wanted, now), cancellationToken) ?? throw new ClaimLostException();
        var phrases = Phrases.In(turn.Bot.Language);
        if (decision.Refused is { } refused)
        {
            metrics.Refused(turn.Claim.Bot, "budget");
            Log.Refused(logger, turn.Reference, turn.Claim.Bot, refused.Budget.Of, refused.Budget.Period, refused.Measure);
            var renewed = BudgetAccount.Renewed(refused.Budget.Period, turn.Bot.Limits.TimeZone, now);
            return new Grant(Refusal: phrases.BudgetUsedUp(refused.Budget, refused.Measure, renewed, turn.Reference));
        }

        if (decision.Warnings.Count > 0)
        {
            Log.Warned(logger, turn.Reference, turn.Claim.Bot, decision.Warnings.Count);
        }

        return new Grant(string.Join('\n', decision.Warnings.Select(warning => phrases.BudgetNearlyUsed(warning.Budget, warning.Measure))));
    }

    /// <returns>Null if the claim is gone: whoever has the message now reserves for it.</returns>
    private Decision? Decide(SqlSession session, Turn turn, IReadOnlyList<BudgetLine> lines, Amount wanted, DateTimeOffset now)
    {
        if (!claims.Holds(session, turn.Claim))
        {
            return null;
        }

        var held = SqlBudgets.Find(session, turn.Claim.MessageId);
        var reserved = Amount.Most(held?.Reserved ?? default, wanted);
        var more = reserved - (held?.Reserved ?? default);
        lines = held is null ? lines : [.. held.Accounts.Select(account => BudgetLine.Again(account, lines))];
        if (more != default)
        {
            if (FirstBeyond(session, lines, more) is { } refused
                && (!GaveBackLost(session, now) || FirstBeyond(session, lines, more) is not null))
            {
                AuditRefusal(session, turn, refused, now);
                return new Decision([], refused);
            }

            lines = [.. lines.Select(line => Charge(session, turn, line, more, now))];
            SqlBudgets.Keep(session, turn.Claim.MessageId, new Charge([.. lines.Select(line => line.Charged)], reserved));
        }

        return new Decision([.. lines.Where(line => line is { Warn: not null, Budget: not null }).Select(line => new Finding(line.Budget!, line.Warn!.Value))], Refused: null);
    }

    private static Finding? FirstBeyond(SqlSession session, IReadOnlyList<BudgetLine> lines, Amount more)
    {
        foreach (var line in lines)
        {
            if (line.Budget is { } budget && (SqlBudgets.Use(session, line.Account).Amount + more).Beyond(budget) is { } measure)
            {
                return new Finding(budget, measure);
            }
        }

        return null;
    }

    /// <summary>Four fifths are told to whoever uses them, once.</summary>
    private static BudgetLine Charge(SqlSession session, Turn turn, BudgetLine line, Amount more, DateTimeOffset now)
    {
        var used = line.Budget is null ? null : SqlBudgets.Use(session, line.Account);
        // Tokens and money are only known when they are spent: what others have reserved for their answers is most often far too much.
        var warn = used is { Warned: false } ? (used.Amount + new Amount(more.Messages, 0, 0)).Near(line.Budget!) : null;
        SqlBudgets.Add(session, line.Account, more, warned: warn is not null);
        if (warn is { } measure)
        {
            Audit(session, turn, "budget-warned", new Finding(line.Budget!, measure), now);
        }

        return line with { Warn = warn ?? line.Warn };
    }

    private bool GaveBackLost(SqlSession session, DateTimeOffset now)
    {
        if (now - _sweptAt < BetweenSweeps)
        {
            return false;
        }

        _sweptAt = now;
        return SqlBudgets.GiveBackLost(session) > 0;
    }

    private void AuditRefusal(SqlSession session, Turn turn, Finding refused, DateTimeOffset now)
    {
        if (_audits.TryPass($"{turn.Bot.Name}|{turn.Message.Sender.Id}", now, BetweenAudits, BetweenAudits))
        {
            Audit(session, turn, "budget-refused", refused, now);
        }
    }

    private static void Audit(SqlSession session, Turn turn, string act, Finding finding, DateTimeOffset now) =>
        SqlAudit.With(new AuditEntry(turn.Bot.Name, turn.Message.Sender.Id, act, $"{finding.Budget.Of} {finding.Budget.Period} {finding.Measure}, message {turn.Reference}"))(
            session, turn.Claim, now.ToUnixTimeMilliseconds());

    /// <summary>What was found at a budget.</summary>
    private readonly record struct Finding(Budget Budget, BudgetMeasure Measure);

    private sealed record Decision(IReadOnlyList<Finding> Warnings, Finding? Refused);

    private static partial class Log
    {
        [LoggerMessage(EventId = 391, Level = LogLevel.Information, Message = "Message {MessageId} of {Bot} is not answered: the budget of {Of} for a {Period} has not enough {Measure} left.")]
        public static partial void Refused(ILogger logger, string messageId, string bot, BudgetOf of, BudgetPeriod period, BudgetMeasure measure);

        [LoggerMessage(EventId = 392, Level = LogLevel.Information, Message = "Message {MessageId} of {Bot}: its person is told that {Count} budgets are nearly used up.")]
        public static partial void Warned(ILogger logger, string messageId, string bot, int count);
    }
}
