using System.Globalization;
using System.Net;
using BotHost.Simulator;
using BotHost.Tests.Commands;

namespace BotHost.Tests.Limits;

/// <summary>Through the front door: whatever people do at the same time, they never get more than their budgets, and not less.</summary>
public sealed class BudgetTests(ITestOutputHelper output)
{
    private const int People = 200;
    private const int Budget = 50;

    private const string UsedUp = "额度已经用完";
    private const string NotEnough = "额度不够";

    [Fact]
    public async Task Of_two_hundred_questions_at_once_fifty_are_answered_and_the_others_are_told()
    {
        await using var app = await StartAsync(("Bot:MessagesPerDay", "50"));
        await Task.WhenAll(Enumerable.Range(0, People).Select(person => app.AskAsync("hello", staffId: $"staff-{person}")));
        await app.UntilIdleAsync();

        Assert.Equal(Budget, app.Model.TotalCalls);
        Assert.Equal(Budget, app.Sent.Count(text => text.Contains("echo: hello", StringComparison.Ordinal)));
        Assert.Equal(People - Budget, app.Sent.Count(text => text.Contains(UsedUp, StringComparison.Ordinal)));
        Assert.Equal(["50"], app.Rows("select messages from budget_use where scope = 'dingtalk|bot'"));
        Assert.Equal(["0"], app.Rows("select count(*) from reservation"));
        Print("200 at once, budget of 50 messages", app.Rows("select outcome || ': ' || count(*) from inbox group by outcome order by outcome"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_same_across_a_kill(bool whileAllWait)
    {
        await using var host = await HostProcess.CreateAsync(Setup(("Bot:MessagesPerDay", "50")));
        await host.StartAsync();
        if (whileAllWait)
        {
            host.Model.Faults.PauseAnswers();
        }

        var asking = Enumerable.Range(0, People).Select(person => Task.Run(async () =>
        {
            var question = host.DingTalk.Ask(new DingTalkQuestion { Text = "hello", StaffId = $"staff-{person}" });
            await Eventually.TrueAsync(async () => await host.PostAsync(question) == HttpStatusCode.OK, "acknowledged");
        })).ToList();
        if (whileAllWait)
        {
            await host.Model.Faults.WaitForHeldCallsAsync(Budget, SimulatedWorld.Patience);
        }
        else
        {
            await host.DingTalk.WaitForAsync(seen => seen.Count >= Budget / 2, SimulatedWorld.Patience);
        }

        await host.KillAsync();
        host.Model.Faults.ResumeAnswers();
        await host.StartAsync();
        await Task.WhenAll(asking);
        await host.UntilIdleAsync();

        Assert.Equal(Budget, host.Number("select count(*) from inbox where outcome = 0"));
        Assert.Equal(People - Budget, host.Number("select count(*) from inbox where outcome = 1"));
        Assert.Equal(Budget, host.Sent.Distinct().Count(text => text.StartsWith("echo: hello", StringComparison.Ordinal)) * host.Number("select messages from budget_use where scope = 'dingtalk|bot'"));
        Assert.Equal(0, host.Number("select count(*) from reservation"));
        Print($"200 and a kill {(whileAllWait ? "while 50 wait for the model" : "in the middle")}, budget of 50 messages",
            [$"0: {host.Number("select count(*) from inbox where outcome = 0")}", $"1: {host.Number("select count(*) from inbox where outcome = 1")}"]);
    }

    [Theory]
    [InlineData("Bot:TokensPerDay", "5000", "tokens", 5_000)]
    [InlineData("Bot:MoneyPerDay", "0.05", "micros", 50_000)]
    public async Task Tokens_and_money_never_go_beyond_their_budget_however_many_ask_at_once(string limit, string value, string column, int most)
    {
        await using var app = await StartAsync((limit, value));
        await Task.WhenAll(Enumerable.Range(0, People).Select(person => app.AskAsync("hello", staffId: $"staff-{person}")));
        await app.UntilIdleAsync();

        var used = int.Parse(Assert.Single(app.Rows($"select {column} from budget_use where scope = 'dingtalk|bot'")), CultureInfo.InvariantCulture);
        Assert.InRange(used, 1, most);
        Assert.Equal(app.Rows("select sum(input_tokens + output_tokens) from reply"), app.Rows("select tokens from budget_use where scope = 'dingtalk|bot'"));
        Assert.Equal(app.Rows("select sum(cost_micros) from reply"), app.Rows("select micros from budget_use where scope = 'dingtalk|bot'"));
        Assert.Equal(People, app.Counted.Closed("Answered") + app.Counted.Closed("Told"));
        Assert.Equal(app.Counted.Closed("Told"), app.Sent.Count(text => text.Contains(NotEnough, StringComparison.Ordinal)));

        // What was reserved for answers that needed less is there again.
        for (var calls = -1L; calls < app.Model.TotalCalls;)
        {
            calls = app.Model.TotalCalls;
            await app.ConverseAsync(new DingTalkQuestion { Text = "hello", StaffId = "one-more" });
        }

        used = int.Parse(Assert.Single(app.Rows($"select {column} from budget_use where scope = 'dingtalk|bot'")), CultureInfo.InvariantCulture);
        Assert.InRange(used, most / 2, most);
        Print($"{limit} = {value}", [$"used {used} of {most}"]);
    }

    [Fact]
    public async Task A_message_that_is_claimed_again_after_a_kill_is_charged_once_although_its_budget_is_full()
    {
        await using var host = await HostProcess.CreateAsync(Setup(("Person:MessagesPerDay", "1")));
        await host.StartAsync(crashAt: "BeforeReplyStored:1");
        var question = host.DingTalk.Ask(new DingTalkQuestion { Text = "hello", MsgId = "m1", StaffId = "staff-1" });
        await host.PostAsync(question);
        await host.UntilKilledAsync();
        Assert.Equal(1, host.Number("select messages from reservation"));

        await host.StartAsync();
        await host.PostAsync(question);
        await host.UntilIdleAsync();
        Assert.Equal(1, host.Number("select count(*) from inbox where outcome = 0"));
        Assert.Equal(1, host.Number("select messages from budget_use where period like '____-__-__'"));
        Assert.Equal(host.Number("select input_tokens + output_tokens from reply"), host.Number("select tokens from budget_use where period like '____-__-__'"));
        Assert.Equal(0, host.Number("select count(*) from reservation"));
    }

    [Fact]
    public async Task A_call_that_fails_gives_its_message_back()
    {
        await using var app = await StartAsync(("Person:MessagesPerDay", "1"));
        app.Model.Faults.FailNext(ModelFault.ContentFilter);
        await app.ConverseAsync(new DingTalkQuestion { Text = "hello", StaffId = "staff-1" });
        Assert.Equal(["0 0"], app.Rows("select messages || ' ' || tokens from budget_use where period like '____-__-__'"));

        Assert.Contains("echo: hello", Assert.Single(await app.ConverseAsync(new DingTalkQuestion { Text = "hello", StaffId = "staff-1" })), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_somebody_elses_question_asked_again_pays_for_it()
    {
        await using var app = await StartAsync(
            [("Person:MessagesPerDay", "5")], new Dictionary<string, string> { ["Bots:dingtalk:Context"] = "PerChat", ["Bots:dingtalk:Admins"] = "boss" });
        app.Model.Faults.FailNext(ModelFault.ContentFilter);
        await app.SayAsync("hello", "staff-1", inGroup: true);
        Assert.Contains("echo: staff-1: hello", await app.SayAsync("/retry", "boss", inGroup: true), StringComparison.Ordinal);
        Assert.Contains("echo: staff-1: hello", await app.SayAsync("/retry", "boss", inGroup: true), StringComparison.Ordinal);

        Assert.Equal(
            ["dingtalk|person|boss 2", "dingtalk|person|staff-1 0"],
            app.Rows("select scope || ' ' || messages from budget_use where period like '____-__-__' order by scope"));
    }

    [Fact]
    public async Task An_answer_that_was_read_and_then_stopped_counts_as_a_message()
    {
        var time = new HeldTime();
        await using var app = await BotHostApp.StartAsync(new BotHostSetup
        {
            DingTalk = new FakeDingTalkOptions { CardTemplateId = "t.schema" },
            Model = new FakeOpenAiOptions { Answer = _ => "This is read before it is stopped, and this is not.", Chunks = 2, TokenDelay = TimeSpan.FromSeconds(1), TimeProvider = time },
            Settings = new Dictionary<string, string> { ["Bots:dingtalk:CardTemplateId"] = "t.schema", ["Bots:dingtalk:Limits:Person:MessagesPerDay"] = "1" },
        });
        await app.AskAsync("hello", staffId: "staff-1");
        await app.DingTalk.WaitForAsync(seen => seen is [{ Text.Length: > 0 }], SimulatedWorld.Patience);
        await app.AskAsync("/stop", staffId: "staff-1");
        await app.UntilIdleAsync();
        time.LetGo();

        Assert.Equal(["1"], app.Rows("select messages from budget_use where period like '____-__-__'"));
        Assert.Contains(UsedUp, Assert.Single(await app.ConverseAsync(new DingTalkQuestion { Text = "hello", StaffId = "staff-1" })), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_written_before_a_budget_ends_between_two_calls_of_tools_stays_and_the_budget_is_told_below()
    {
        await using var app = await StartWithToolsAsync(Calling("Let me look."));
        var told = Assert.Single(await app.ConverseAsync(new DingTalkQuestion { Text = "what time is it", StaffId = "staff-1" }));
        Assert.StartsWith("Let me look.\n\n", told, StringComparison.Ordinal);
        Assert.Contains(NotEnough, told, StringComparison.Ordinal);
        Assert.Equal(["0", "2", "3", "1"], app.Rows("select kind from turn_entry order by id"));
        Assert.Equal(["what time is it", "Let me look."], app.Rows("select content from turn_entry where kind in (0, 1) order by id"));
        Assert.Equal(["0 5000"], app.Rows("select messages || ' ' || (tokens - (select output_tokens from reply)) from budget_use where period like '____-__-__'"));
    }

    [Fact]
    public async Task Where_nothing_was_written_the_budget_is_told_and_is_what_the_tools_were_followed_by()
    {
        await using var app = await StartWithToolsAsync(Calling(""));
        var told = Assert.Single(await app.ConverseAsync(new DingTalkQuestion { Text = "what time is it", StaffId = "staff-1" }));
        Assert.Contains(NotEnough, told, StringComparison.Ordinal);
        Assert.Equal(["0", "2", "3", "1"], app.Rows("select kind from turn_entry order by id"));
        Assert.Equal(["what time is it", told], app.Rows("select content from turn_entry where kind in (0, 1) order by id"));
        Assert.Equal(1, app.Model.TotalCalls);
    }

    [Fact]
    public async Task The_same_where_the_tools_were_called_while_the_answer_was_gone_on_with()
    {
        await using var app = await StartWithToolsAsync(new FakeAnswer("The first half of it") { FinishReason = "length" }, Calling(""));
        var told = Assert.Single(await app.ConverseAsync(new DingTalkQuestion { Text = "what time is it", StaffId = "staff-1" }));
        Assert.StartsWith("The first half of it\n\n", told, StringComparison.Ordinal);
        Assert.Contains(NotEnough, told, StringComparison.Ordinal);
        Assert.Equal(["0", "2", "3", "1"], app.Rows("select kind from turn_entry order by id"));
    }

    [Fact]
    public async Task What_a_message_reserved_that_was_closed_without_an_answer_is_there_for_the_next()
    {
        await using var app = await StartAsync(("Person:MessagesPerDay", "1"));
        await app.ConverseAsync(new DingTalkQuestion { Text = "/help", StaffId = "staff-1" });
        // As a kill leaves it behind: the message's platform took no answer any more when the next process looked.
        await app.WriteAsync(
            """insert into reservation (inbox_id, scopes, messages, tokens, micros) select id, '[{"Scope":"dingtalk|person|staff-1","Period":"' || date('now', 'localtime') || '"}]', 1, 0, 0 from inbox""");
        await app.WriteAsync("insert into budget_use (scope, period, messages, tokens, micros) values ('dingtalk|person|staff-1', date('now', 'localtime'), 1, 0, 0)");

        Assert.Contains("echo: hello", Assert.Single(await app.ConverseAsync(new DingTalkQuestion { Text = "hello", StaffId = "staff-1" })), StringComparison.Ordinal);
        Assert.Contains(UsedUp, Assert.Single(await app.ConverseAsync(new DingTalkQuestion { Text = "hello", StaffId = "staff-1" })), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Four_fifths_are_told_above_one_answer_and_written_down_once()
    {
        await using var app = await StartAsync(("Person:MessagesPerDay", "5"));
        for (var i = 0; i < 7; i++)
        {
            await app.AskAsync("hello", staffId: "staff-1");
        }

        await app.UntilIdleAsync();
        const string Warning = "（提醒：你今天的消息额度已用掉八成以上。）\n\n";
        Assert.Equal(
            ["echo: hello", "echo: hello", "echo: hello", Warning + "echo: hello", "echo: hello"],
            app.Sent.Take(5));
        Assert.All(app.Sent.Skip(5), text => Assert.Contains(UsedUp, text, StringComparison.Ordinal));
        Assert.Equal(
            ["budget-warned staff-1 Person Day Messages, message 4", "budget-refused staff-1 Person Day Messages, message 6"],
            app.Rows("select act || ' ' || actor || ' ' || detail from audit where act like 'budget%' order by id"));
        Assert.DoesNotContain(app.Rows("select content from turn_entry"), content => content.Contains("提醒", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_has_a_budget_of_their_own_and_commands_are_free()
    {
        await using var app = await StartAsync(("Person:MessagesPerDay", "1"));
        foreach (var person in new[] { "staff-1", "staff-2" })
        {
            await app.ConverseAsync(new DingTalkQuestion { Text = "/help", StaffId = person });
            Assert.Contains("echo: hello", Assert.Single(await app.ConverseAsync(new DingTalkQuestion { Text = "hello", StaffId = person })), StringComparison.Ordinal);
            Assert.Contains(UsedUp, Assert.Single(await app.ConverseAsync(new DingTalkQuestion { Text = "hello", StaffId = person })), StringComparison.Ordinal);
            Assert.Contains("/help", Assert.Single(await app.ConverseAsync(new DingTalkQuestion { Text = "/help", StaffId = person })), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_was_used_is_told_against_the_budgets()
    {
        await using var app = await StartAsync(("Person:MessagesPerDay", "50"), ("Bot:MoneyPerMonth", "5"), ("Currency", "¥"));
        await app.ConverseAsync(new DingTalkQuestion { Text = "hello", StaffId = "staff-1" });
        var micros = long.Parse(Assert.Single(app.Rows("select cost_micros from reply")), CultureInfo.InvariantCulture);
        var tokens = Assert.Single(app.Rows("select input_tokens + output_tokens from reply"));
        var told = Assert.Single(await app.ConverseAsync(new DingTalkQuestion { Text = "/用量", StaffId = "staff-1" }));
        var cost = (micros / 1_000_000m).ToString("0.00##", CultureInfo.InvariantCulture);
        Assert.Equal(
            $"用量：\n\n- 你今天的：1 / 50 条回答，{tokens} 个 token，¥{cost}\n- 你本月的：1 条回答，{tokens} 个 token，¥{cost}\n- 这个机器人本月的：1 条回答，{tokens} 个 token，¥{cost} / ¥5.00",
            told);
    }

    [Fact]
    public async Task Without_budgets_what_the_conversation_used_is_told_and_nothing_is_kept_for_it()
    {
        await using var app = await StartAsync();
        await app.ConverseAsync(new DingTalkQuestion { Text = "hello", StaffId = "staff-1" });
        await app.ConverseAsync(new DingTalkQuestion { Text = "new", StaffId = "staff-1" });
        await app.ConverseAsync(new DingTalkQuestion { Text = "hello again", StaffId = "staff-1" });
        var tokens = app.Rows("select input_tokens + output_tokens from reply where model is not null order by inbox_id")[1];
        Assert.StartsWith($"当前对话：1 条回答，{tokens} 个 token，0.0", Assert.Single(await app.ConverseAsync(new DingTalkQuestion { Text = "/usage", StaffId = "staff-1" })), StringComparison.Ordinal);
        Assert.Equal(["0 0"], app.Rows("select (select count(*) from budget_use) || ' ' || (select count(*) from reservation)"));
    }

    [Fact]
    public async Task A_picture_counts_as_a_message()
    {
        var painter = await FakeOpenAi.StartAsync();
        await using var disposed = painter;
        await using var app = await StartAsync([("Person:MessagesPerDay", "1")], painter.ImageSettings);
        await app.ConverseAsync(new DingTalkQuestion { Text = "/image a cat", StaffId = "staff-1" });
        Assert.Equal(["1"], app.Rows("select messages from budget_use where period like '____-__-__'"));
        Assert.Contains(UsedUp, Assert.Single(await app.ConverseAsync(new DingTalkQuestion { Text = "/image a cat", StaffId = "staff-1" })), StringComparison.Ordinal);
        Assert.Contains(UsedUp, Assert.Single(await app.ConverseAsync(new DingTalkQuestion { Text = "hello", StaffId = "staff-1" })), StringComparison.Ordinal);
    }

    private static FakeAnswer Calling(string saying) =>
        new(saying) { ToolCalls = [new FakeToolCall("call_1", "current_time", "{}")], PromptTokens = 5_000 };

    /// <summary>Of a person's tokens, too few for another call after one that calls a tool.</summary>
    private static Task<BotHostApp> StartWithToolsAsync(params FakeAnswer[] answers)
    {
        var next = -1;
        return BotHostApp.StartAsync(Setup([("Person:TokensPerDay", "5050")], new Dictionary<string, string> { ["Bots:dingtalk:Tools"] = "current_time" }) with
        {
            Model = new FakeOpenAiOptions { Answer = _ => answers[Interlocked.Increment(ref next)] },
        });
    }

    private static Task<BotHostApp> StartAsync(params (string Key, string Value)[] limits) => StartAsync(limits, new Dictionary<string, string>());

    private static Task<BotHostApp> StartAsync((string Key, string Value)[] limits, IReadOnlyDictionary<string, string> more) => BotHostApp.StartAsync(Setup(limits, more));

    private static BotHostSetup Setup(params (string Key, string Value)[] limits) => Setup(limits, new Dictionary<string, string>());

    private static BotHostSetup Setup((string Key, string Value)[] limits, IReadOnlyDictionary<string, string> more)
    {
        Dictionary<string, string> settings = new(more)
        {
            ["Models:default:InputPrice"] = "2.5",
            ["Models:default:OutputPrice"] = "10",
            ["Models:default:MaxOutputTokens"] = "100",
        };
        foreach (var (key, value) in limits)
        {
            settings[$"Bots:dingtalk:Limits:{key}"] = value;
        }

        return new BotHostSetup { Settings = settings };
    }

    private void Print(string title, IEnumerable<string> lines)
    {
        output.WriteLine(title);
        foreach (var line in lines)
        {
            output.WriteLine("  " + line.Replace("0: ", "answered: ", StringComparison.Ordinal).Replace("1: ", "told:     ", StringComparison.Ordinal));
        }
    }
}
