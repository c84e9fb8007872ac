using System.Data;
using System.Net;
using System.Text;
using BotHost.Simulator;
using BotHost.Tests.Commands;
using BotHost.Tests.Webhooks;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace BotHost.Tests.Forgetting;

/// <summary>What <c>/forget me</c> leaves of a person: nothing that they said, and nothing that was said to them.</summary>
public sealed class ForgetTests
{
    private const string Agree = "/forget me yes";

    [Fact]
    public async Task Of_a_person_who_is_forgotten_no_row_no_byte_of_a_file_and_no_log_line_holds_a_text_and_of_the_others_all_does()
    {
        const int People = 4, Questions = 500;
        using var logs = new RecordedLogs(LogLevel.Trace);
        await using var app = await BotHostApp.StartAsync(new BotHostSetup
        {
            Replace = logs.Install,
            Settings = new Dictionary<string, string> { ["Logging:LogLevel:Default"] = "Trace", ["Bots:dingtalk:Language"] = "En" },
        });
        app.Model.Answer = request => "answer to " + request.LastUserText;
        app.DingTalk.Faults.FailNextSends(20, SendFault.ServerError);       // rows that are written again and again
        await Task.WhenAll(Enumerable.Range(0, People).Select(person => Task.Run(() => TalkAsync(app, person, Questions))));
        await app.UntilIdleAsync();
        await app.WriteAsync($"update conversation set settings = '{{\"PersonaText\":\"{Mark(0, 1)}\"}}' where key like '%|staff-0'");
        await app.WriteAsync($"insert into context_title (conversation_id, context_no, title) select id, 1, '{Mark(0, 2)}' from conversation where key like '%|staff-0'");
        await app.WriteAsync("insert into server_state select id, 1, 'default', 1, '{\"Id\":\"conv_1\",\"Count\":1,\"Seen\":\"\"}' from conversation where key like '%|staff-0'");
        var before = Files(app);
        Assert.All(Enumerable.Range(0, Questions), question => Assert.True(before.Contains(Mark(0, question))));

        await app.AskAsync("/forget me", staffId: "staff-0");
        await app.UntilIdleAsync();
        Assert.Contains(Agree, app.Sent[^1], StringComparison.Ordinal);
        await app.AskAsync(Agree, staffId: "staff-0");
        await app.UntilIdleAsync();
        Assert.Equal("Everything that I kept of you is deleted.", app.Sent[^1]);

        var files = Files(app);
        Assert.DoesNotContain("mark-0-", files.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(logs.Lines, line => line.Text.Contains("mark-0-", StringComparison.Ordinal));
        for (var person = 1; person < People; person++)
        {
            Assert.All(Enumerable.Range(0, Questions), question => Assert.True(files.Contains(Mark(person, question))));
        }

        Assert.Equal((People - 1) * Questions, int.Parse(Assert.Single(app.Rows("select count(*) from inbox where message like '%mark-%'")), null));
        Assert.Equal(["ok"], app.Rows("pragma integrity_check"));
        Assert.Equal(["conv_1"], app.Rows("select distinct server_id from server_deletion"));
        Assert.Equal(["asked in conversation", "done"], app.Rows("select rtrim(detail, ' 0123456789') from audit where actor = 'staff-0' order by id"));
    }

    [Fact]
    public async Task Whoever_is_forgotten_begins_anew_and_others_go_on()
    {
        await using var app = await StartAsync();
        await app.ConverseAsync(new DingTalkQuestion { Text = "I am A", StaffId = "a" });
        await app.ConverseAsync(new DingTalkQuestion { Text = "I am A in a group", StaffId = "a", IsGroup = true });
        await app.ConverseAsync(new DingTalkQuestion { Text = "I am B", StaffId = "b" });
        await ForgetAsync(app, "a");

        await app.ConverseAsync(new DingTalkQuestion { Text = "who am I", StaffId = "a" });
        Assert.Equal(["who am I"], Asked(app));
        await app.ConverseAsync(new DingTalkQuestion { Text = "and here", StaffId = "a", IsGroup = true });
        Assert.Equal(["and here"], Asked(app));
        await app.ConverseAsync(new DingTalkQuestion { Text = "who am I", StaffId = "b" });
        Assert.Equal(["I am B", "answer to I am B", "who am I"], Asked(app));
    }

    [Fact]
    public async Task The_name_of_whoever_is_forgotten_goes_with_the_rest()
    {
        await using var app = await StartAsync();
        var question = new DingTalkQuestion { Text = "I am A", StaffId = "a", Nick = "Name-of-A" };
        await app.ConverseAsync(question);
        Assert.True(Files(app).Contains(question.Nick));

        await app.ConverseAsync(question with { Text = "/forget me" });
        await app.ConverseAsync(question with { Text = Agree });

        Assert.False(Files(app).Contains(question.Nick));
    }

    [Fact]
    public async Task Of_a_shared_context_only_what_came_of_the_person_goes()
    {
        await using var app = await StartAsync(("Bots:dingtalk:Context", "PerChat"));
        await app.ConverseAsync(new DingTalkQuestion { Text = "tea", StaffId = "a", Nick = "A", IsGroup = true });
        await app.ConverseAsync(new DingTalkQuestion { Text = "coffee", StaffId = "b", Nick = "B", IsGroup = true });
        await app.WriteAsync(
            "insert into turn_entry (conversation_id, context_no, group_id, kind, content, tokens, created_at) select conversation_id, 1, id, 4, 'A likes tea', 4, 0 from inbox where id = 1");
        await ForgetAsync(app, "a", isGroup: true);

        await app.ConverseAsync(new DingTalkQuestion { Text = "who likes what", StaffId = "b", Nick = "B", IsGroup = true });
        Assert.Equal(["B: coffee", "answer to B: coffee", "B: who likes what"], Asked(app));
        Assert.DoesNotContain(app.Rows("select content from turn_entry"), text => text.Contains("tea", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_a_shared_context_what_others_had_repeated_by_commands_goes_too()
    {
        await using var app = await StartAsync(("Bots:dingtalk:Context", "PerChat"), ("Bots:dingtalk:Admins", "boss"));
        await app.ConverseAsync(new DingTalkQuestion { Text = "tea", StaffId = "a", Nick = "A", IsGroup = true });
        await app.ConverseAsync(new DingTalkQuestion { Text = "/retry", StaffId = "boss", IsGroup = true });
        await app.ConverseAsync(new DingTalkQuestion { Text = "/retry", StaffId = "boss", IsGroup = true });
        app.Model.Faults.FailNext(ModelFault.ContentFilter);
        await app.ConverseAsync(new DingTalkQuestion { Text = "more tea", StaffId = "a", Nick = "A", IsGroup = true });
        await app.ConverseAsync(new DingTalkQuestion { Text = "/retry", StaffId = "boss", IsGroup = true });
        await app.ConverseAsync(new DingTalkQuestion { Text = "/export", StaffId = "b", IsGroup = true });
        await app.ConverseAsync(new DingTalkQuestion { Text = "/undo", StaffId = "boss", IsGroup = true });
        await app.ConverseAsync(new DingTalkQuestion { Text = "coffee", StaffId = "b", Nick = "B", IsGroup = true });
        await ForgetAsync(app, "a", isGroup: true);

        Assert.Empty(app.Rows("select inbox_id || ' ' || parts from reply where parts like '%tea%'"));
        Assert.Empty(app.Rows("select id || ' ' || content from turn_entry where content like '%tea%'"));
        Assert.DoesNotContain("tea", Files(app).Text, StringComparison.Ordinal);
        await app.ConverseAsync(new DingTalkQuestion { Text = "who likes what", StaffId = "b", Nick = "B", IsGroup = true });
        Assert.Equal(["B: coffee", "answer to B: coffee", "B: who likes what"], Asked(app));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_a_shared_context_the_title_and_the_persona_go_that_the_person_wrote(bool longAgo)
    {
        await using var app = await StartAsync(("Bots:dingtalk:Context", "PerChat"), ("Bots:dingtalk:Admins", "boss"), ("Bots:dingtalk:Persona", "Be brief."));
        await app.SayAsync("hello", "a", inGroup: true);
        await app.SayAsync("/title tea at five", "boss", inGroup: true);
        await app.SayAsync("/persona You like tea.", "boss", inGroup: true);
        await app.SayAsync("/model default", "boss", inGroup: true);
        await app.SayAsync("nice", "a", inGroup: true);
        if (longAgo)
        {
            // What somebody chose lasts longer than the message that they chose it with.
            await app.WriteAsync("delete from reply where inbox_id < (select max(id) from inbox)");
            await app.WriteAsync("delete from delivered_part where inbox_id < (select max(id) from inbox)");
            await app.WriteAsync("delete from inbox where id < (select max(id) from inbox)");
        }

        Assert.Contains("tea at five", await app.SayAsync("/history", "a", inGroup: true), StringComparison.Ordinal);
        await ForgetAsync(app, "boss");

        Assert.DoesNotContain("tea", Files(app).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("tea", await app.SayAsync("/history", "a", inGroup: true), StringComparison.Ordinal);
        Assert.Contains("- default (current)", await app.SayAsync("/model", "a", inGroup: true), StringComparison.Ordinal);
        await app.SayAsync("and now", "a", inGroup: true);
        Assert.Contains("Be brief.", Asked(app).First(), StringComparison.Ordinal);
        Assert.Equal(["""{"Model":"default"}"""], app.Rows("select settings from conversation where settings is not null"));
    }

    [Fact]
    public async Task Of_a_shared_context_the_title_and_the_persona_stay_that_another_wrote_in_their_place()
    {
        await using var app = await StartAsync(("Bots:dingtalk:Context", "PerChat"), ("Bots:dingtalk:Admins", "boss,chief"));
        await app.SayAsync("hello", "a", inGroup: true);
        await app.SayAsync("/title tea", "boss", inGroup: true);
        await app.SayAsync("/persona You like tea.", "boss", inGroup: true);
        await app.SayAsync("/title coffee", "chief", inGroup: true);
        await app.SayAsync("/persona You like coffee.", "chief", inGroup: true);
        await ForgetAsync(app, "boss", isGroup: true);

        Assert.DoesNotContain("tea", Files(app).Text, StringComparison.Ordinal);
        Assert.Contains("coffee", await app.SayAsync("/title", "a", inGroup: true), StringComparison.Ordinal);
        await app.SayAsync("and now", "a", inGroup: true);
        Assert.Equal("You like coffee.", Asked(app).First());
    }

    [Fact]
    public async Task Once_it_has_begun_it_is_not_stopped_half_way()
    {
        await using var app = await StartAsync();
        await app.ConverseAsync(new DingTalkQuestion { Text = "mine", StaffId = "a" });
        await app.ConverseAsync(new DingTalkQuestion { Text = "/forget me", StaffId = "a" });
        await using (var reader = new SqliteConnection($"Data Source={app.DatabasePath};Mode=ReadOnly;Pooling=False"))
        {
            // Who reads an old state of the database holds up the erasure.
            await reader.OpenAsync(TestContext.Current.CancellationToken);
            await using var reading = await reader.BeginTransactionAsync(IsolationLevel.Serializable, TestContext.Current.CancellationToken);
            await using var command = reader.CreateCommand();
            command.CommandText = "select count(*) from inbox";
            await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
            await app.AskAsync(Agree, staffId: "a");
            await Eventually.TrueAsync(() => app.Rows("select id from inbox where message like '%mine%'").Count == 0, "emptied");
            var before = app.Sent.Count;
            await app.AskAsync("/stop", staffId: "a");
            await Eventually.TrueAsync(() => app.Sent.Count > before, "told");
        }

        await app.UntilIdleAsync();
        Assert.Equal("Everything that I kept of you is deleted.", app.Sent[^1]);
        Assert.DoesNotContain("mine", Files(app).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_they_wait_for_elsewhere_is_given_up_and_nobody_behind_them_waits_for_ever()
    {
        await using var app = await StartAsync(("Bots:dingtalk:Context", "PerChat"));
        app.Model.Faults.PauseAnswers();
        await app.AskAsync(new DingTalkQuestion { Text = "mine", StaffId = "a", IsGroup = true });
        await app.Model.Faults.WaitForHeldCallsAsync(1, SimulatedWorld.Patience);
        await app.AskAsync(new DingTalkQuestion { Text = "mine, too", StaffId = "a", IsGroup = true });
        await app.AskAsync(new DingTalkQuestion { Text = "theirs", Nick = "B", StaffId = "b", IsGroup = true });
        await app.AskAsync("/forget me", staffId: "a");
        await app.AskAsync(Agree, staffId: "a");
        await app.Model.Faults.WaitForHeldCallsAsync(2, SimulatedWorld.Patience);       // the next one is asked while the first is still held
        app.Model.Faults.ResumeAnswers();
        await app.UntilIdleAsync();

        Assert.DoesNotContain(app.Sent, text => text.Contains("mine", StringComparison.Ordinal));
        Assert.Contains("answer to B: theirs", app.Sent);
        Assert.DoesNotContain("mine", Files(app).Text, StringComparison.Ordinal);
        Assert.Equal(2, app.Counted.Closed("Ignored"));
        Assert.Equal(["0"], app.Rows("select count(*) from conversation where open <> 0 or lease_owner is not null"));
    }

    [Fact]
    public async Task A_message_that_was_forgotten_is_not_answered_when_the_platform_sends_it_again()
    {
        await using var app = await StartAsync();
        var question = app.DingTalk.Ask(new DingTalkQuestion { Text = "mine", StaffId = "a", MsgId = "m1" });
        Assert.Equal(HttpStatusCode.OK, await app.PostAsync(question));
        await app.UntilIdleAsync();
        await ForgetAsync(app, "a");
        var sent = app.Sent.Count;

        Assert.Equal(HttpStatusCode.OK, await app.PostAsync(question));
        await app.UntilIdleAsync();
        Assert.Equal(sent, app.Sent.Count);
        Assert.DoesNotContain("mine", Files(app).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_forgotten_who_did_not_ask_for_it_first_in_the_same_chat()
    {
        await using var app = await StartAsync();
        await app.ConverseAsync(new DingTalkQuestion { Text = "mine", StaffId = "a" });
        await app.ConverseAsync(new DingTalkQuestion { Text = "theirs", StaffId = "b" });
        await app.ConverseAsync(new DingTalkQuestion { Text = "/forget me", StaffId = "b" });
        await app.ConverseAsync(new DingTalkQuestion { Text = "/forget me", StaffId = "a", IsGroup = true });

        Assert.Contains(Agree, Assert.Single(await app.ConverseAsync(new DingTalkQuestion { Text = Agree, StaffId = "a" })), StringComparison.Ordinal);
        Assert.Contains("mine", Files(app).Text, StringComparison.Ordinal);

        // That was asking: said once more, it counts.
        await app.ConverseAsync(new DingTalkQuestion { Text = "/忘记我确认", StaffId = "a" });
        Assert.DoesNotContain("mine", Files(app).Text, StringComparison.Ordinal);
        Assert.Contains("theirs", Files(app).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_before_it_said_that_it_is_done_it_says_so_after_the_restart()
    {
        await using var host = await HostProcess.CreateAsync(new BotHostSetup { Model = new FakeOpenAiOptions { Answer = request => "answer to " + request.LastUserText } });
        await host.StartAsync();
        await host.AskAsync("mine");
        await host.AskAsync("/forget me");
        await host.UntilIdleAsync();
        await host.KillAsync();
        await host.StartAsync(crashAt: "BeforeReplyStored:1");
        await host.AskAsync("/forget me 确认");
        await host.UntilKilledAsync();

        await host.StartAsync();
        await host.UntilIdleAsync();
        Assert.Equal("已经删除了我保存的关于你的全部内容。", host.Sent[^1]);
        Assert.Equal(0, host.Number("select count(*) from turn_entry"));
        Assert.Equal(0, host.Number("select count(*) from inbox where message like '%mine%'"));
        Assert.Equal(2, host.Number("select count(*) from audit where act = 'forget'"));
    }

    private static Task<BotHostApp> StartAsync(params (string Key, string Value)[] settings) => BotHostApp.StartAsync(new BotHostSetup
    {
        Model = new FakeOpenAiOptions { Answer = request => "answer to " + request.LastUserText },
        Settings = settings.Append(("Bots:dingtalk:Language", "En")).ToDictionary(setting => setting.Item1, setting => setting.Item2),
    });

    private static async Task ForgetAsync(BotHostApp app, string staffId, bool isGroup = false)
    {
        await app.ConverseAsync(new DingTalkQuestion { Text = "/forget me", StaffId = staffId, IsGroup = isGroup });
        await app.ConverseAsync(new DingTalkQuestion { Text = Agree, StaffId = staffId, IsGroup = isGroup });
    }

    /// <summary>What the model was asked last, with what it was reminded of.</summary>
    private static IEnumerable<string> Asked(BotHostApp app) => app.Model.Requests[^1].Messages.Select(message => message.Text);

    /// <summary>Questions of all lengths, in private and in a group: some fill pages, some need pages of their own.</summary>
    private static async Task TalkAsync(BotHostApp app, int person, int questions)
    {
        for (var question = 0; question < questions; question++)
        {
            var text = Mark(person, question) + new string('。', question % 37 == 0 ? 3_000 : question % 5 * 60);
            await app.AskAsync(new DingTalkQuestion { Text = text, StaffId = $"staff-{person}", IsGroup = question % 3 == 0 });
        }
    }

    private static string Mark(int person, int question) => $"mark-{person}-{question}-";

    private static FileBytes Files(BotHostApp app) => new(
        string.Concat(Directory.GetFiles(Path.GetDirectoryName(app.DatabasePath)!, "bothost.db*").Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)).Select(path =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file, Encoding.Latin1);
            return reader.ReadToEnd();
        })));

    private sealed record FileBytes(string Text)
    {
        public bool Contains(string mark) => Text.Contains(mark, StringComparison.Ordinal);
    }
}
