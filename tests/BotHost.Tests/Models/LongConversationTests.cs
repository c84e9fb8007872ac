using System.Net;
using BotHost.Conversation.Context;
using BotHost.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Tests.Models;

/// <summary>
/// A conversation that runs through its model's window again and again: the person never reads of a context that is too long, the model always
/// knows the last six turns, and what was said at the beginning is not lost.
/// </summary>
public sealed class LongConversationTests
{
    private const int Window = 2_048;
    private const int Times = 20;
    private const string Name = "my name is Zhang Wei";

    /// <summary>What the host estimates for a character of these texts.</summary>
    private const double Estimated = 0.2;

    private readonly List<string> _asked = [];

    [Theory]
    [InlineData(0.7)]
    [InlineData(1.0)]
    [InlineData(1.3)]
    public async Task It_runs_through_its_window_twenty_times(double factor)
    {
        var model = new CountingModel(Window, Estimated * factor);
        await using var bot = await StartAsync(model);
        for (var said = 0; said < Times * Window;)
        {
            said += await ConverseAsync(bot, model);
            Assert.Contains(Answered(bot.Model).Messages, message => message.Text.Contains(Name, StringComparison.Ordinal));
        }

        Assert.InRange(model.Summaries, Times / 2, _asked.Count);
        Assert.InRange(model.Refused, 0, 2);                // only while the model's way of counting is not known yet
        TestContext.Current.TestOutputHelper?.WriteLine($"{_asked.Count} turns, {model.Summaries} summaries, {model.Refused} refused");
    }

    [Fact]
    public async Task A_model_that_never_makes_a_summary_costs_only_the_oldest_turns()
    {
        var model = new CountingModel(Window, Estimated * 1.3) { Summary = new FakeAnswer("") { Fault = ModelFault.ContentFilter } };
        await using var bot = await StartAsync(model);
        for (var said = 0; said < 5 * Window;)
        {
            said += await ConverseAsync(bot, model);
        }

        Assert.True(model.Summaries > 0);
        Assert.DoesNotContain(Answered(bot.Model).Messages, message => message.Text.Contains(Name, StringComparison.Ordinal));
        Assert.Equal(["0"], bot.Rows("select count(*) from turn_entry where kind = 4"));
    }

    [Fact]
    public async Task A_kill_while_a_summary_is_made_loses_nothing()
    {
        var model = new CountingModel(Window, Estimated) { Summary = new FakeAnswer("never") { FirstTokenDelay = TimeSpan.FromHours(1) } };
        await using var host = await HostProcess.CreateAsync(Setup(model));
        await host.StartAsync();
        while (model.Summaries == 0)
        {
            await ConverseAsync(host);
        }

        await host.KillAsync();
        Assert.Equal(0, host.Number("select count(*) from turn_entry where kind = 4"));
        model.Summary = null;
        await host.StartAsync();
        await ConverseAsync(host);
        await Eventually.TrueAsync(() => host.Number("select count(*) from turn_entry where kind = 4") > 0, "a summary");
        while (model.Summaries < 5)
        {
            await ConverseAsync(host);
        }

        Assert.Contains(Answered(host.Model).Messages, message => message.Text.Contains(Name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_summary_is_told_as_something_that_was_said_and_never_in_another_conversation()
    {
        var model = new CountingModel(Window, Estimated);
        await using var bot = await StartAsync(model);
        while (model.Summaries == 0)
        {
            await ConverseAsync(bot, model);
        }

        await ConverseAsync(bot, model);
        var told = Answered(bot.Model).Messages;
        Assert.Equal(["user", "assistant", "user"], told.Take(3).Select(message => message.Role));
        Assert.Contains("摘要", told[0].Text, StringComparison.Ordinal);

        await bot.ConverseAsync(new DingTalkQuestion { Text = "new" });
        await bot.ConverseAsync(new DingTalkQuestion { Text = "who am I?" });
        Assert.Equal("who am I?", Assert.Single(Answered(bot.Model).Messages).Text);
    }

    [Fact]
    public async Task With_no_summaries_allowed_none_is_made()
    {
        var model = new CountingModel(Window, Estimated);
        await using var bot = await StartAsync(model, new() { ["Limits:SummariesAtOnce"] = "0" });
        for (var said = 0; said < 2 * Window;)
        {
            said += await ConverseAsync(bot, model);
        }

        Assert.Equal(0, model.Summaries);
    }

    [Fact]
    public async Task A_window_smaller_than_configured_is_learnt_from_the_first_refusal()
    {
        var model = new CountingModel(Window, Estimated);
        await using var bot = await StartAsync(model, new() { ["Models:default:ContextWindow"] = "100000", ["Models:default:MaxOutputTokens"] = "50000", ["Limits:ContextEntries"] = "200" });
        for (var said = 0; said < 5 * Window;)
        {
            said += await ConverseAsync(bot, model);
        }

        Assert.Equal(1, model.Refused);
        Assert.Contains($"\"max_tokens\":{Window / 4}", Answered(bot.Model).Json, StringComparison.Ordinal);
        Assert.Contains(Answered(bot.Model).Messages, message => message.Text.Contains(Name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_conversation_of_many_turns_that_would_fit_is_folded_before_the_limit_of_entries_leaves_any_out()
    {
        var model = new CountingModel(100_000, Estimated);
        await using var bot = await StartAsync(model, new() { ["Models:default:ContextWindow"] = "100000" });
        for (var turn = 0; turn < 60; turn++)
        {
            await ConverseAsync(bot, model);
            Assert.Contains(Answered(bot.Model).Messages, message => message.Text.Contains(Name, StringComparison.Ordinal));
        }

        Assert.InRange(model.Summaries, 3, 6);
    }

    [Fact]
    public async Task How_the_model_counts_is_known_after_a_restart()
    {
        var model = new CountingModel(Window, Estimated * 1.5);
        await using var bot = await StartAsync(model);
        for (var turn = 0; turn < 6; turn++)
        {
            await ConverseAsync(bot, model);
        }

        await bot.RestartAsync();
        var (ratio, samples) = (double.Parse(Assert.Single(bot.Rows("select ratio from token_ratio")), System.Globalization.CultureInfo.InvariantCulture), bot.Rows("select samples from token_ratio"));
        Assert.InRange(ratio, 1.15, 1.6);
        Assert.Equal(["5"], samples);                       // the first question was too short to tell
        Assert.Equal(ratio, bot.Services.GetRequiredService<Conversation.Llm.LlmModels>().Find("default").Calibration.Current.Ratio, 1e-12);     // SQLite writes 15 digits of it
    }

    private static BotHostSetup Setup(CountingModel model, Dictionary<string, string>? settings = null) => new()
    {
        Model = new FakeOpenAiOptions { Answer = model.Answer },
        Settings = new Dictionary<string, string>(settings ?? [])
        {
            ["Models:default:ContextWindow"] = settings?.GetValueOrDefault("Models:default:ContextWindow") ?? $"{Window}",
            ["Models:default:MaxOutputTokens"] = settings?.GetValueOrDefault("Models:default:MaxOutputTokens") ?? $"{Window / 8}",
        },
    };

    private static Task<BotHostApp> StartAsync(CountingModel model, Dictionary<string, string>? settings = null) => BotHostApp.StartAsync(Setup(model, settings));

    /// <summary>One more turn, and the summary that it may cause.</summary>
    /// <returns>What it took of the window.</returns>
    private async Task<int> ConverseAsync(BotHostApp bot, CountingModel model)
    {
        var question = NextQuestion();
        Assert.Equal([CountingModel.AnswerTo(question)], await bot.ConverseAsync(new DingTalkQuestion { Text = question }));
        AssertKnowsTheLastTurns(bot.Model);
        await Eventually.TrueAsync(() => bot.Services.GetRequiredService<Summaries>().Waiting == 0, "no summary is being made");
        return model.Count(question) + model.Count(CountingModel.AnswerTo(question));
    }

    private async Task ConverseAsync(HostProcess host)
    {
        var question = NextQuestion();
        Assert.Equal(HttpStatusCode.OK, await host.AskAsync(question));
        await host.UntilIdleAsync();
        Assert.Equal(CountingModel.AnswerTo(question), host.Sent[^1]);
        AssertKnowsTheLastTurns(host.Model);
    }

    private string NextQuestion()
    {
        var number = _asked.Count + 1;
        _asked.Add(number == 1 ? $"q1: {Name}" : $"q{number}: some words to ask with, and a few more of them");
        return _asked[^1];
    }

    private void AssertKnowsTheLastTurns(FakeOpenAi model)
    {
        var expected = _asked.SkipLast(1).TakeLast(6).SelectMany(question => new[] { question, CountingModel.AnswerTo(question) }).Append(_asked[^1]).ToList();
        Assert.Equal(expected, Answered(model).Messages.TakeLast(expected.Count).Select(message => message.Text));
    }

    /// <summary>The newest question as the model took it.</summary>
    private static ChatRequest Answered(FakeOpenAi model) => model.Requests.Last(request => !CountingModel.IsFold(request));
}
