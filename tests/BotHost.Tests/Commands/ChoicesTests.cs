using BotHost.Simulator;

namespace BotHost.Tests.Commands;

/// <summary>What people choose for their conversations: who answers, and as whom.</summary>
public sealed class ChoicesTests : IAsyncLifetime
{
    private FakeOpenAi _fast = null!;

    public async ValueTask InitializeAsync() =>
        _fast = await FakeOpenAi.StartAsync(new FakeOpenAiOptions { Model = "fast-model", Answer = request => "fast: " + request.LastUserText });

    public ValueTask DisposeAsync() => _fast.DisposeAsync();

    [Fact]
    public async Task The_models_are_listed_and_another_one_answers_from_then_on()
    {
        await using var bot = await BotHostApp.StartAsync(Settings());
        Assert.Contains("- default（当前）\n- fast\n", await bot.SayAsync("/model"), StringComparison.Ordinal);
        Assert.Equal("echo: one", await bot.SayAsync("one"));
        Assert.Equal("好的，接下来由 fast 回答。", await bot.SayAsync("/model FAST"));
        Assert.Equal("fast: two", await bot.SayAsync("two"));
        Assert.Equal(3, _fast.Requests[^1].Messages.Count);
        Assert.Equal("echo: of another", await bot.SayAsync("of another", "staff-2"));
        await bot.RestartAsync();
        Assert.Equal("fast: three", await bot.SayAsync("three"));
        Assert.Contains("- fast（当前）", await bot.SayAsync("/模型"), StringComparison.Ordinal);
        await bot.SayAsync("/model reset");
        Assert.Equal("echo: four", await bot.SayAsync("four"));
        Assert.Equal(["staff-1 model conversation 1: fast", "staff-1 model conversation 1: reset"], bot.Rows("select actor || ' ' || act || ' ' || detail from audit where bot = 'dingtalk' order by id"));
        Assert.Empty(bot.Rows("select settings from conversation where settings is not null"));
    }

    [Fact]
    public async Task A_model_that_the_bot_does_not_offer_is_not_to_be_had()
    {
        await using var bot = await BotHostApp.StartAsync(Settings(new() { ["Bots:dingtalk:Models"] = "default" }));
        Assert.DoesNotContain("fast", await bot.SayAsync("/model"), StringComparison.Ordinal);
        Assert.Equal("没有这个模型。可以使用的是：default。", await bot.SayAsync("/model fast"));
        await bot.WriteAsync("update conversation set settings = '{\"Model\":\"fast\"}'");
        Assert.Equal("echo: one", await bot.SayAsync("one"));
    }

    [Fact]
    public async Task A_persona_of_ones_own_words_applies_to_ones_own_conversations()
    {
        await using var bot = await BotHostApp.StartAsync(Settings(new() { ["Bots:dingtalk:Persona"] = "Be brief." }));
        Assert.StartsWith("当前人设：默认", await bot.SayAsync("/persona"), StringComparison.Ordinal);
        Assert.Equal("好的，接下来按你描述的人设回答。", await bot.SayAsync("/persona You are a pirate.\nAlways."));
        await bot.SayAsync("one");
        Assert.Equal("system: You are a pirate.\nAlways.", bot.Asked()[0]);
        Assert.StartsWith("当前人设：自定义", await bot.SayAsync("/人设"), StringComparison.Ordinal);
        await bot.SayAsync("new");
        await bot.SayAsync("two");
        Assert.Equal("system: You are a pirate.\nAlways.", bot.Asked()[0]);
        await bot.SayAsync("three", "staff-2");
        Assert.Equal("system: Be brief.", bot.Asked()[0]);
        Assert.Equal("人设太长了，最多 2000 个字。", await bot.SayAsync("/persona " + new string('x', 2_001)));
        Assert.Equal("好的，已恢复默认的人设。", await bot.SayAsync("/persona 重置"));
        await bot.SayAsync("four");
        Assert.Equal("system: Be brief.", bot.Asked()[0]);
        Assert.DoesNotContain(bot.Rows("select detail from audit"), detail => detail.Contains("pirate", StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_a_shared_conversation_only_an_administrator_chooses()
    {
        await using var bot = await BotHostApp.StartAsync(Talk.Shared("boss", Settings().Settings));
        Assert.Contains("只有机器人的管理员", await bot.SayAsync("/model fast", "a", inGroup: true), StringComparison.Ordinal);
        Assert.Contains("只有机器人的管理员", await bot.SayAsync("/persona pirate", "a", inGroup: true), StringComparison.Ordinal);
        Assert.Contains("default（当前）", await bot.SayAsync("/model", "a", inGroup: true), StringComparison.Ordinal);
        Assert.Contains("echo: a: one", await bot.SayAsync("one", "a", inGroup: true), StringComparison.Ordinal);
        Assert.Contains("fast", await bot.SayAsync("/model fast", "boss", inGroup: true), StringComparison.Ordinal);
        Assert.Contains("fast: a: two", await bot.SayAsync("two", "a", inGroup: true), StringComparison.Ordinal);
        Assert.Equal("好的，接下来由 fast 回答。", await bot.SayAsync("/model fast", "a"));
        Assert.Contains("群里的人共用", await bot.SayAsync("/status", "a", inGroup: true), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_status_says_how_things_stand()
    {
        await using var bot = await BotHostApp.StartAsync(Settings(new() { ["Models:default:Fallback"] = "fast", ["Models:default:ContextWindow"] = "8000" }));
        var first = await bot.SayAsync("/status");
        Assert.Contains("- 模型：default，备用 fast\n", first, StringComparison.Ordinal);
        Assert.Contains("- 上下文：0 轮，约 0 / 8000 tokens\n", first, StringComparison.Ordinal);
        await bot.SayAsync("one");
        await bot.SayAsync("/title tea");
        await bot.SayAsync("/persona pirate");
        var then = (await bot.SayAsync("/状态")).Split('\n');
        Assert.Equal("- 人设：自定义", then[1]);
        Assert.Equal("- 对话：1（tea），只属于你自己", then[2]);
        Assert.Matches("^- 上下文：1 轮，约 [1-9][0-9]* / 8000 tokens$", then[3]);
        Assert.Equal("- 等待回答：0 条", then[4]);
        Assert.Equal($"- 编号：{bot.Rows("select max(id) from inbox")[0]}", then[5]);
    }

    private BotHostSetup Settings(Dictionary<string, string>? more = null)
    {
        Dictionary<string, string> settings = more ?? [];
        foreach (var (key, value) in _fast.Settings)
            settings[key.Replace(":default:", ":fast:", StringComparison.Ordinal)] = value;
        return new BotHostSetup { Settings = settings };
    }
}
