using System.Diagnostics.Metrics;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Budgets;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Storage.Sqlite;
using BotHost.Conversation.Telemetry;
using BotHost.Conversation.Tests.Inbox;
using BotHost.Conversation.Turns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotHost.Conversation.Tests.Budgets;

public sealed class BudgetingTests : IAsyncLifetime
{
    private static readonly LlmModel Cheap = new() { Name = "cheap", Model = "m", Client = null!, MaxOutputTokens = 100, InputPrice = 1, OutputPrice = 2 };
    private static readonly LlmModel Dear = Cheap with { Name = "dear", InputPrice = 10, OutputPrice = 20 };

    private readonly TemporaryFolder _folder = new();
    private readonly InboxHarness _harness;
    private Budgeting _budgeting = null!;

    public BudgetingTests() => _harness = new InboxHarness(() => new SqliteDialect($"Data Source={Path.Combine(_folder.Path, "bothost.db")};Pooling=False"));

    public async ValueTask InitializeAsync()
    {
        await _harness.StartAsync();
        Remake();
    }

    public async ValueTask DisposeAsync()
    {
        await _harness.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_is_reserved_is_settled_in_the_commit_of_the_answer()
    {
        var turn = await NextAsync("m1", Limits(new Budget(BudgetOf.Person, BudgetPeriod.Day) { Tokens = 1_000 }));
        Assert.Null((await ReserveAsync(turn, Cheap)).Refusal);
        Assert.True(_harness.Count("select tokens from reservation") > 100);
        Assert.Equal(_harness.Count("select tokens from reservation"), _harness.Count("select tokens from budget_use where scope = 'bot|person|person' and length(period) = 10"));

        await AnswerAsync(turn, input: 7, output: 3, micros: 13);
        Assert.Equal(0, _harness.Count("select count(*) from reservation"));
        Assert.Equal(["1 10 13", "1 10 13"], Use("bot|person|person"));
    }

    [Fact]
    public async Task A_day_that_ends_before_the_answer_does_is_still_the_day_of_the_question()
    {
        var limits = Limits(new Budget(BudgetOf.Person, BudgetPeriod.Day) { Messages = 1 });
        var turn = await NextAsync("m1", limits);
        await ReserveAsync(turn, Cheap);
        _harness.Time.Advance(TimeSpan.FromDays(1));
        await _harness.RestartAsync();
        Remake();
        turn = await NextAsync(limits);

        Assert.Null((await ReserveAsync(turn, Cheap)).Refusal);
        await AnswerAsync(turn, 1, 1, 0);
        Assert.Equal(1, _harness.Count("select count(*) from budget_use where length(period) = 10"));
        Assert.Null((await ReserveAsync(await NextAsync("m2", limits), Cheap)).Refusal);
    }

    [Fact]
    public async Task A_day_begins_where_the_administrator_says()
    {
        var limits = Limits(new Budget(BudgetOf.Person, BudgetPeriod.Day) { Messages = 1 }) with { TimeZone = TimeZoneInfo.CreateCustomTimeZone("+8", TimeSpan.FromHours(8), "+8", "+8") };
        _harness.Time.Advance(new DateTimeOffset(2030, 1, 31, 15, 59, 0, TimeSpan.Zero) - _harness.Time.GetUtcNow());
        var turn = await NextAsync("m1", limits);
        await ReserveAsync(turn, Cheap);
        await AnswerAsync(turn, 1, 1, 0);
        turn = await NextAsync("m2", limits);
        Assert.Contains("2月1日", (await ReserveAsync(turn, Cheap)).Refusal, StringComparison.Ordinal);
        await AnswerAsync(turn, 0, 0, 0, ReplyKind.Notice);

        _harness.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null((await ReserveAsync(await NextAsync("m3", limits), Cheap)).Refusal);
    }

    [Fact]
    public async Task A_dearer_model_that_stands_in_is_asked_only_if_the_budget_has_its_price_too()
    {
        var limits = Limits(new Budget(BudgetOf.Bot, BudgetPeriod.Month) { Micros = 1_000 });
        var turn = await NextAsync("m1", limits);
        Assert.Null((await ReserveAsync(turn, Cheap)).Refusal);
        var reserved = _harness.Count("select micros from reservation");
        Assert.InRange(reserved, 200, 1_000);

        Assert.Contains("费用额度不够", (await ReserveAsync(turn, Dear)).Refusal, StringComparison.Ordinal);
        Assert.Equal(reserved, _harness.Count("select micros from reservation"));
        await AnswerAsync(turn, 0, 0, 0, ReplyKind.Notice);
        Assert.Equal(["0 0 0"], Use("bot|bot"));
    }

    [Fact]
    public async Task Another_call_for_the_same_answer_reserves_what_was_spent_and_what_it_may_take()
    {
        var limits = Limits(new Budget(BudgetOf.Bot, BudgetPeriod.Month) { Tokens = 400 });
        var turn = await NextAsync("m1", limits);
        await ReserveAsync(turn, Cheap);
        var first = _harness.Count("select tokens from reservation");
        Assert.Null((await ReserveAsync(turn, Cheap, new LlmEvent.Usage(50, 50))).Refusal);
        Assert.Equal(first + 100, _harness.Count("select tokens from reservation"));
        Assert.NotNull((await ReserveAsync(turn, Cheap, new LlmEvent.Usage(200, 100))).Refusal);
        Assert.Equal(1, _harness.Count("select messages from reservation"));
    }

    [Fact]
    public async Task Who_has_lost_the_message_reserves_nothing()
    {
        var turn = await NextAsync("m1", Limits(new Budget(BudgetOf.Bot, BudgetPeriod.Month) { Tokens = 400 }));
        var late = turn with { Claim = turn.Claim with { Attempt = turn.Claim.Attempt - 1 } };
        await Assert.ThrowsAsync<ClaimLostException>(() => ReserveAsync(late, Cheap));
        Assert.Equal(0, _harness.Count("select (select count(*) from reservation) + (select count(*) from budget_use)"));
    }

    [Fact]
    public async Task The_pruner_gives_back_what_nobody_will_use_and_forgets_what_was_used_long_ago()
    {
        var limits = Limits(new Budget(BudgetOf.Bot, BudgetPeriod.Month) { Tokens = 400 });
        var turn = await NextAsync("m1", limits);
        await ReserveAsync(turn, Cheap);
        await _harness.CloseAsync(turn.Claim);      // expired, say
        await _harness.PruneAsync();
        Assert.Equal(["0 0 0"], Use("bot|bot"));
        Assert.Equal(0, _harness.Count("select count(*) from reservation"));

        _harness.Time.Advance(TimeSpan.FromDays(70));
        await _harness.PruneAsync();
        Assert.Equal(0, _harness.Count("select count(*) from budget_use"));
    }

    [Fact]
    public async Task The_audit_is_only_ever_appended_to_but_for_what_is_too_old()
    {
        var audit = new BotHost.Conversation.Audit.SqlAudit(_harness.Writer, _harness.Time);
        await audit.RecordAsync(new("bot", "person", "model", "old"), default);
        _harness.Time.Advance(TimeSpan.FromDays(400));
        await audit.RecordAsync(new("bot", "person", "model", "new"), default);
        await _harness.PruneAsync();
        Assert.Equal(2, _harness.Count("select count(*) from audit"));
        _harness.Time.Advance(TimeSpan.FromSeconds(1));
        await _harness.PruneAsync();
        Assert.Equal(1, _harness.Count("select count(*) from audit where detail = 'new'"));
        Assert.Equal(1, _harness.Count("select count(*) from audit"));
    }

    private void Remake() => _budgeting = new Budgeting(
        _harness.Writer, _harness.Claims, new EngineMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>()),
        _harness.Time, NullLogger<Budgeting>.Instance);

    private static BotLimits Limits(params Budget[] budgets) => new() { Budgets = budgets, TimeZone = TimeZoneInfo.Utc };

    private async Task<Turn> NextAsync(string id, BotLimits limits)
    {
        await _harness.AcceptAsync(id);
        return await NextAsync(limits);
    }

    private async Task<Turn> NextAsync(BotLimits limits)
    {
        var claim = await _harness.NextAsync();
        return new Turn(claim, claim.ReadMessage(), new BotProfile { Name = "bot", Limits = limits });
    }

    private async Task<Grant> ReserveAsync(Turn turn, LlmModel model, LlmEvent.Usage? spent = null) => await _budgeting.ReserveAsync(
        turn, model, new LlmRequest { Messages = [LlmMessage.Of(LlmRole.User, "a question of some words")], MaxOutputTokens = model.MaxOutputTokens }, spent, default);

    private async Task AnswerAsync(Turn turn, int input, int output, long micros, ReplyKind kind = ReplyKind.Answer)
    {
        var answer = Budgeting.Settle(turn, new Answer { Kind = kind, Text = "answer", Usage = new TurnUsage("m", input, output, Estimated: false, micros) });
        Assert.NotNull(await _harness.Store.StoreReplyAsync(turn.Claim, answer, [new TextPart("answer")], default));
        await _harness.CloseAsync(turn.Claim);
    }

    private List<string> Use(string scope) => _harness.Texts($"select messages || ' ' || tokens || ' ' || micros from budget_use where scope = '{scope}' order by period");
}
