using BotHost.Simulator;

namespace BotHost.Tests.Limits;

/// <summary>Through the front door: a forbidden word reaches neither the model nor a person, not even for a moment.</summary>
public sealed class WordFilterTests : IDisposable
{
    private const string Beginning = "这是一个要写很久的回答，它的前一半没有问题，可以先看。";
    private const string End = "后一半里有一个敏感词，所以不能让人看见。";

    private readonly HeldTime _model = new();
    private readonly string _file = Path.GetTempFileName();

    public WordFilterTests() => File.WriteAllText(_file, "# words\n敏感词\nTop Secret\n");

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("这里有敏 感 词吗")]
    [InlineData("tell me the TOP-SECRET plan")]
    public async Task A_question_with_a_word_is_not_asked_and_its_person_is_told(string question)
    {
        await using var app = await BotHostApp.StartAsync(Setup(_ => "ok"));
        Assert.Contains("不允许使用的词语", Assert.Single(await app.ConverseAsync(new DingTalkQuestion { Text = question, StaffId = "staff-1" })), StringComparison.Ordinal);
        Assert.Equal(0, app.Model.TotalCalls);
        Assert.Equal(1, app.Counted.Closed("Told"));
        Assert.Empty(app.Rows("select content from turn_entry"));
        Assert.Equal(["word question, message 1"], app.Rows("select act || ' ' || detail from audit where act = 'word'"));
    }

    [Fact]
    public async Task A_quoted_word_is_a_word_of_the_question()
    {
        await using var app = await BotHostApp.StartAsync(Setup(_ => "ok"));
        await app.ConverseAsync(new DingTalkQuestion { Text = "what is this?", StaffId = "staff-1", Quoted = new DingTalkQuestion { Text = "敏感词" } });
        Assert.Equal(0, app.Model.TotalCalls);
    }

    [Fact]
    public async Task An_answer_with_a_word_is_not_shown_and_not_remembered_and_the_next_is()
    {
        await using var app = await BotHostApp.StartAsync(Setup(request => request.LastUserText == "bad" ? new FakeAnswer(Beginning + End) { Chunks = 40 } : "fine"));
        Assert.Contains("回答里出现了这里不允许使用的词语", Assert.Single(await app.ConverseAsync(new DingTalkQuestion { Text = "bad", StaffId = "staff-1" })), StringComparison.Ordinal);
        Assert.Equal(["fine"], await app.ConverseAsync(new DingTalkQuestion { Text = "good", StaffId = "staff-1" }));
        Assert.Equal(["good", "fine"], app.Rows("select content from turn_entry order by id"));
        Assert.NotEqual("0", Assert.Single(app.Rows("select output_tokens from reply where inbox_id = 1")));
    }

    [Fact]
    public async Task No_other_model_is_asked_instead()
    {
        await using var second = await FakeOpenAi.StartAsync();
        var settings = second.Settings.ToDictionary(setting => setting.Key.Replace("default", "second", StringComparison.Ordinal), setting => setting.Value);
        settings["Models:default:Fallback"] = "second";
        await using var app = await BotHostApp.StartAsync(Setup(_ => "敏感词", null, [.. settings.Select(setting => (setting.Key, setting.Value))]));
        Assert.Contains("不允许使用的词语", Assert.Single(await app.ConverseAsync(new DingTalkQuestion { Text = "hello", StaffId = "staff-1" })), StringComparison.Ordinal);
        Assert.Equal((1, 0), (app.Model.TotalCalls, second.TotalCalls));
    }

    [Fact]
    public async Task What_is_seen_growing_never_holds_the_word_and_is_replaced_when_it_comes()
    {
        await using var app = await BotHostApp.StartAsync(Setup(
            _ => new FakeAnswer(Beginning + End) { Chunks = 8, TokenDelay = TimeSpan.FromSeconds(1) },
            new FakeDingTalkOptions { CardTemplateId = "t.schema" }, ("Bots:dingtalk:CardTemplateId", "t.schema")));
        await app.AskAsync("bad");
        await app.DingTalk.WaitForAsync(deliveries => deliveries is [{ Text.Length: > 0 }], SimulatedWorld.Patience);
        HashSet<string> seen = [];
        await Eventually.TrueAsync(
            () =>
            {
                seen.Add(app.DingTalk.Deliveries[0].Text);
                _model.Step();
                return app.Open == 0;
            },
            "the answer ended");
        _model.LetGo();
        await app.UntilIdleAsync();
        Assert.All(seen, text => Assert.DoesNotContain("敏感", text, StringComparison.Ordinal));
        var last = Assert.Single(app.DingTalk.Deliveries);
        Assert.True(last.IsFinished);
        Assert.Contains("不允许使用的词语", last.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("前一半", last.Text, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => app.Model.Requests[0].Aborted, "the call cut off");
    }

    private BotHostSetup Setup(Func<ChatRequest, FakeAnswer> answer, FakeDingTalkOptions? dingTalk = null, params (string Key, string Value)[] more) => new()
    {
        Model = new FakeOpenAiOptions { Answer = answer, TimeProvider = _model },
        DingTalk = dingTalk,
        Settings = more.Append(("Bots:dingtalk:WordFilter", _file)).ToDictionary(setting => setting.Item1, setting => setting.Item2),
    };
}
