using System.Net;
using BotHost.Conversation.Context;
using BotHost.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Tests.Models;

/// <summary>One conversation over the Assistants API: the server's thread is a convenience, and our own history is what the model is told.</summary>
public sealed class AssistantsTests
{
    private static readonly Dictionary<string, string> _settings = new()
    {
        ["Models:default:Api"] = "Assistants",
        ["Models:default:AssistantId"] = FakeOpenAi.AssistantId,
    };

    private static readonly string[] _twoTurns = ["user: I am Li", "assistant: echo: I am Li", "user: who am I"];

    [Fact]
    public async Task A_conversation_is_a_thread_and_only_what_is_new_is_put_there()
    {
        await using var bot = await StartAsync();
        await SayAsync(bot, "I am Li");
        Assert.Equal(["echo: who am I"], await SayAsync(bot, "who am I"));
        await SayAsync(bot, "I am B", "b");
        Assert.Equal(["user: I am B"], Told(bot));
        Assert.Equal(_twoTurns, bot.Model.Requests[1].Messages.Select(message => message.ToString()));
        Assert.Equal(2, bot.Model.Threads.Made);
        Assert.Empty(bot.Rows("select server_id from server_deletion"));
        Assert.Empty(bot.Model.Violations);
    }

    [Fact]
    public async Task Commands_in_between_leave_the_thread_as_it_is()
    {
        await using var bot = await StartAsync();
        await SayAsync(bot, "I am Li");
        await SayAsync(bot, "/status");
        await SayAsync(bot, "/help");
        await SayAsync(bot, "who am I");
        Assert.Equal(_twoTurns, Told(bot));
        Assert.Equal(1, bot.Model.Threads.Made);
    }

    [Fact]
    public async Task A_thread_that_is_gone_is_made_anew_and_nobody_notices()
    {
        await using var bot = await StartAsync();
        await SayAsync(bot, "I am Li");
        bot.Model.Threads.ForgetAll();
        Assert.Equal(["echo: who am I"], await SayAsync(bot, "who am I"));
        Assert.Equal(_twoTurns, Told(bot));
        await SayAsync(bot, "and you");
        Assert.Equal([.. _twoTurns, "assistant: echo: who am I", "user: and you"], Told(bot));
        Assert.Equal(2, bot.Model.Threads.Made);
    }

    [Fact]
    public async Task New_leaves_the_thread_behind_and_has_it_deleted()
    {
        await using var bot = await StartAsync();
        await SayAsync(bot, "a secret");
        await SayAsync(bot, "new");
        await SayAsync(bot, "what did I say");
        Assert.Equal(["user: what did I say"], Told(bot));
        await bot.Services.GetRequiredService<ServerDeletions>().DeleteDueAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["thread_2"], bot.Model.Threads.Ids);
        Assert.Empty(bot.Rows("select server_id from server_deletion"));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task A_run_in_the_way_is_ended_and_the_person_is_answered(bool isOver, int threads)
    {
        await using var bot = await StartAsync();
        await SayAsync(bot, "I am Li");
        bot.Model.Threads.OccupyAll(isOver);
        Assert.Equal(["echo: who am I"], await SayAsync(bot, "who am I"));
        Assert.Equal(_twoTurns, Told(bot));
        Assert.Equal(threads, bot.Model.Threads.Made);
        Assert.DoesNotContain("in_progress", bot.Model.Threads.Runs);
    }

    [Theory]
    [InlineData(AnswerFlaw.RunFailed)]
    [InlineData(AnswerFlaw.RunExpired)]
    [InlineData(AnswerFlaw.EmptyAnswer)]
    public async Task A_run_that_ends_without_a_word_is_tried_again_and_the_question_is_not_put_twice(AnswerFlaw flaw)
    {
        await using var bot = await StartAsync();
        await SayAsync(bot, "I am Li");
        bot.Model.Faults.FailNext(flaw);
        Assert.Equal(["echo: who am I"], await SayAsync(bot, "who am I"));
        Assert.Equal(_twoTurns, Told(bot));
    }

    [Fact]
    public async Task A_run_left_open_by_a_kill_is_in_nobodys_way()
    {
        await using var host = await HostProcess.CreateAsync(new BotHostSetup { Settings = _settings });
        await host.StartAsync();
        await host.AskAsync("I am Li");
        await host.UntilIdleAsync();
        host.Model.Faults.PauseAnswers();
        await host.AskAsync("who am I");
        await host.Model.Faults.WaitForHeldCallsAsync(1, SimulatedWorld.Patience);
        await host.KillAsync();
        await host.Model.Faults.WaitForHeldCallsAsync(0, SimulatedWorld.Patience);
        host.Model.Faults.ResumeAnswers();
        Assert.Equal(["completed", "in_progress"], host.Model.Threads.Runs);

        await host.StartAsync();
        await host.UntilIdleAsync();
        Assert.Equal(["echo: I am Li", "echo: who am I"], host.Sent);
        Assert.Equal(_twoTurns, host.Model.Requests[^1].Messages.Select(message => message.ToString()));
        Assert.Equal(HttpStatusCode.OK, await host.AskAsync("and you"));
        await host.UntilIdleAsync();
        Assert.Equal([.. _twoTurns, "assistant: echo: who am I", "user: and you"], host.Model.Requests[^1].Messages.Select(message => message.ToString()));
        Assert.Equal(2, host.Model.Threads.Made);
        Assert.Empty(host.Model.Violations);
    }

    private static Task<BotHostApp> StartAsync() => BotHostApp.StartAsync(new BotHostSetup
    {
        Settings = _settings,
        Replace = services => services.AddSingleton<TimeProvider>(new ImpatientTime()),
    });

    private static Task<IReadOnlyList<string>> SayAsync(BotHostApp bot, string text, string staffId = "staff-1") =>
        bot.ConverseAsync(new DingTalkQuestion { Text = text, StaffId = staffId });

    /// <summary>What the model was told with the last question.</summary>
    private static List<string> Told(BotHostApp bot) => [.. bot.Model.Requests[^1].Messages.Select(message => message.ToString())];
}
