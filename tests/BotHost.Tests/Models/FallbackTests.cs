using BotHost.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Tests.Models;

/// <summary>A model that cannot answer is stood in for, while nobody has read a word and nothing was done; through the front door.</summary>
public sealed class FallbackTests
{
    private const string Good = "the answer of the stand-in";

    private static readonly ModelFault s_down = ModelFault.Status(503, "");

    public static TheoryData<string> Failures =>
        ["401", "402", "403", "403 region", "404", "404 model", "429 long", "503", "408", "html", "not json", "empty", "gone"];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task What_another_model_may_not_suffer_from_it_is_asked_about(string failure)
    {
        await using var model = await StartAsync((name, _) => name == "first" ? Fault(failure) : null);
        await using var bot = await HostAsync(model);
        await bot.AskAsync("hi");
        await bot.UntilIdleAsync();
        Assert.Equal([Good], bot.Sent);
        Assert.Equal(1, Asked(model, "second"));
        Assert.Equal(0, Asked(model, "third"));
        Assert.InRange(Asked(model, "first"), 1, 3);
    }

    [Fact]
    public async Task What_was_refused_for_its_content_or_for_our_mistake_is_asked_of_nobody_else()
    {
        var fault = ModelFault.ContentFilter;
        await using var model = await StartAsync((_, _) => fault);
        await using var bot = await HostAsync(model);
        await bot.AskAsync("hi");
        await bot.UntilIdleAsync();
        fault = ModelFault.Status(400, """{"error":{"message":"x"}}""");
        await bot.AskAsync("hi");
        await bot.UntilIdleAsync();
        Assert.Equal((2, 0, 0), (Asked(model, "first"), Asked(model, "second"), Asked(model, "third")));
        Assert.Contains("安全策略", bot.Sent[0], StringComparison.Ordinal);
        Assert.Contains("请求无法处理", bot.Sent[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_first_words_nobody_else_is_asked()
    {
        await using var model = await StartAsync((_, _) => AnswerFlaw.ErrorMidStream);
        await using var bot = await HostAsync(model);
        await bot.AskAsync("hi");
        await bot.UntilIdleAsync();
        Assert.Contains("回复中断", Assert.Single(bot.Sent), StringComparison.Ordinal);
        Assert.Equal((1, 0), (Asked(model, "first"), Asked(model, "second")));
    }

    [Fact]
    public async Task What_is_too_long_goes_only_to_a_model_with_a_larger_window()
    {
        await using var model = await StartAsync((name, _) => name == "first" ? ModelFault.ContextTooLong : null);
        await using var bot = await HostAsync(model, ("Models:second:ContextWindow", "16000"), ("Models:third:ContextWindow", "64000"));
        await bot.AskAsync("hi");
        await bot.UntilIdleAsync();
        Assert.Equal([Good], bot.Sent);
        Assert.Equal((0, 1), (Asked(model, "second"), Asked(model, "third")));
    }

    [Fact]
    public async Task After_a_forbidden_word_nobody_else_is_asked()
    {
        var words = Path.GetTempFileName();
        await File.WriteAllTextAsync(words, "敏感词\n", TestContext.Current.CancellationToken);
        await using var model = await FakeOpenAi.StartAsync(Options with { Answer = request => request.Model == "first" ? "回答里有一个敏感词。" : Good });
        await using var bot = await HostAsync(model, ("Bots:dingtalk:WordFilter", words));
        File.Delete(words);
        await bot.AskAsync("hi");
        await bot.UntilIdleAsync();
        Assert.Contains("不允许使用的词语", Assert.Single(bot.Sent), StringComparison.Ordinal);
        Assert.Equal((1, 0), (Asked(model, "first"), Asked(model, "second")));
    }

    [Fact]
    public async Task Where_a_budget_has_no_room_for_the_chosen_model_nobody_else_is_asked()
    {
        await using var model = await FakeOpenAi.StartAsync(Options with { Answer = _ => new FakeAnswer(Good) { PromptTokens = 2_000 } });
        await using var bot = await HostAsync(
            model, ("Bots:dingtalk:Limits:Person:TokensPerDay", "6000"), ("Models:second:MaxOutputTokens", "100"), ("Models:third:MaxOutputTokens", "100"));
        await bot.AskAsync("hi");
        await bot.UntilIdleAsync();
        await bot.AskAsync("hi");
        await bot.UntilIdleAsync();
        Assert.Contains("额度不够", bot.Sent[1], StringComparison.Ordinal);
        Assert.Equal((1, 0, 0), (Asked(model, "first"), Asked(model, "second"), Asked(model, "third")));
    }

    [Fact]
    public async Task When_all_fail_one_sentence_says_what_helps()
    {
        // The first has no money, which the person cannot mend; the second is only away, so that asking later helps.
        await using var model = await StartAsync((name, _) => name == "second" ? s_down : ModelFault.QuotaExhausted);
        await using var bot = await HostAsync(model);
        await bot.AskAsync("hi");
        await bot.UntilIdleAsync();
        var told = Assert.Single(bot.Sent);
        Assert.Contains("模型服务暂时不可用", told, StringComparison.Ordinal);
        Assert.Matches(@"（编号 \d+）$", told);
        Assert.Equal((1, 3, 1), (Asked(model, "first"), Asked(model, "second"), Asked(model, "third")));
    }

    [Fact]
    public async Task When_none_is_only_away_it_is_said_what_the_first_one_suffers_from()
    {
        await using var model = await StartAsync((name, _) => name == "first" ? ModelFault.QuotaExhausted : ModelFault.ModelNotFound);
        await using var bot = await HostAsync(model);
        await bot.AskAsync("hi");
        await bot.UntilIdleAsync();
        Assert.Contains("额度已用完", Assert.Single(bot.Sent), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_is_down_is_left_alone_while_the_stand_in_answers()
    {
        await using var model = await StartAsync((name, _) => name == "first" ? s_down : null);
        await using var bot = await HostAsync(model);
        for (var i = 0; i < 8; i++)
        {
            await bot.AskAsync("hi", staffId: $"staff-{i}");
            await bot.UntilIdleAsync();
        }

        Assert.Equal(Enumerable.Repeat(Good, 8), bot.Sent);
        Assert.Equal(8, Asked(model, "second"));
        Assert.InRange(Asked(model, "first"), 5, 9); // without the circuit: 24
    }

    [Fact]
    public async Task What_a_model_took_that_answered_nothing_is_booked_with_the_answer_of_its_stand_in()
    {
        await using var model = await FakeOpenAi.StartAsync(Options with
        {
            Answer = request => request.Model == "first" ? new FakeAnswer("") { PromptTokens = 1_000 } : new FakeAnswer(Good) { PromptTokens = 300 },
        });
        await using var bot = await HostAsync(
            model, ("Models:first:InputPrice", "2"), ("Models:second:InputPrice", "10"), ("Models:third:InputPrice", "10"),
            ("Bots:dingtalk:Limits:Person:MoneyPerDay", "5"));
        await bot.AskAsync("hi");
        await bot.UntilIdleAsync();
        Assert.Equal([Good], bot.Sent);
        Assert.Equal((2, 1), (Asked(model, "first"), Asked(model, "second")));
        Assert.Equal(["second 2300 7000 0"], bot.Rows("select model || ' ' || input_tokens || ' ' || cost_micros || ' ' || tokens_estimated from reply"));
        Assert.Equal(bot.Rows("select (input_tokens + output_tokens) || ' ' || cost_micros from reply"), bot.Rows("select tokens || ' ' || micros from budget_use where period like '____-__-__'"));
    }

    [Fact]
    public async Task What_all_models_took_is_booked_where_none_of_them_answers()
    {
        await using var model = await FakeOpenAi.StartAsync(Options with
        {
            Answer = request => request.Model == "third" ? new FakeAnswer("") { Fault = s_down } : new FakeAnswer("") { PromptTokens = 1_000 },
        });
        await using var bot = await HostAsync(model, ("Models:first:InputPrice", "2"), ("Models:second:InputPrice", "10"));
        await bot.AskAsync("hi");
        await bot.UntilIdleAsync();
        Assert.Equal(["4000 24000"], bot.Rows("select input_tokens || ' ' || cost_micros from reply"));
    }

    private static int Asked(FakeOpenAi model, string name) => model.Requests.Count(request => request.Model == name);

    private static FakeOpenAiOptions Options => new()
    {
        Model = "first",
        MoreModels = ["second", "third"],
        ApiKeys = ["key-of-first", "key-of-second", "key-of-third"],
    };

    private static Task<FakeOpenAi> StartAsync(Func<string, ChatRequest, ModelFault?> fault) =>
        FakeOpenAi.StartAsync(Options with { Answer = request => new FakeAnswer(Good) { Fault = fault(request.Model, request) } });

    private static Task<BotHostApp> HostAsync(FakeOpenAi model, params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string>
        {
            ["Bots:dingtalk:Model"] = "first",
            ["Models:first:Fallback"] = "second, third",
        };
        foreach (var name in new[] { "first", "second", "third" })
        {
            all[$"Models:{name}:Model"] = name;
            all[$"Models:{name}:BaseUrl"] = model.BaseUrl.ToString();
            all[$"Models:{name}:ApiKeys"] = $"key-of-{name}";
        }

        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        return BotHostApp.StartAsync(new BotHostSetup { Settings = all, Replace = services => services.AddSingleton<TimeProvider>(new ImpatientTime()) });
    }

    private static ModelFault Fault(string name) => name switch
    {
        "401" => ModelFault.BadKey,
        "402" => ModelFault.Status(402, "{}"),
        "403" => ModelFault.Status(403, "{}"),
        "403 region" => ModelFault.Status(403, """{"error":{"code":"unsupported_country_region_territory","message":"x"}}"""),
        "404" => ModelFault.Status(404, ""),
        "404 model" => ModelFault.ModelNotFound,
        "429 long" => ModelFault.RateLimited(TimeSpan.FromMinutes(30)),
        "408" => ModelFault.Status(408, ""),
        "html" => ModelFault.Html200,
        "not json" => ModelFault.Status(200, "hello"),
        "empty" => AnswerFlaw.EmptyAnswer,
        "gone" => ModelFault.NoAnswer,
        _ => s_down,
    };
}
