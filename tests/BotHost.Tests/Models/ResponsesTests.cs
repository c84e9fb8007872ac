using System.Net;
using BotHost.Conversation.Context;
using BotHost.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Tests.Models;

/// <summary>One conversation over Responses: what the server keeps is a convenience, and our own history is what the model is told.</summary>
public sealed class ResponsesTests
{
    private static readonly string[] _threeTurns = ["user: I am Li", "assistant: echo: I am Li", "user: and you", "assistant: echo: and you", "user: who am I"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_model_remembers_wherever_the_conversation_is_kept(bool atServer)
    {
        await using var bot = await StartAsync(atServer);

        Assert.Equal(["echo: I am Li"], await SayAsync(bot, "I am Li"));
        Assert.Equal(["echo: and you"], await SayAsync(bot, "and you"));
        Assert.Equal(["echo: who am I"], await SayAsync(bot, "who am I"));

        Assert.Equal(_threeTurns, Told(bot));
        Assert.All(bot.Model.Requests, request => Assert.Equal(FakeApi.Responses, request.Api));
        Assert.Equal(atServer ? 1 : 0, bot.Model.TotalConversations);
        Assert.Equal(!atServer, bot.Model.Requests[^1].Json.Contains("I am Li", StringComparison.Ordinal));
        Assert.Contains($"\"store\":{(atServer ? "true" : "false")}", bot.Model.Requests[^1].Json, StringComparison.Ordinal);
        Assert.Empty(bot.Rows("select server_id from server_deletion"));
        Assert.Empty(bot.Model.Violations);
    }

    [Fact]
    public async Task Everyone_has_a_conversation_of_their_own_at_the_server()
    {
        await using var bot = await StartAsync(atServer: true);
        await SayAsync(bot, "I am A", "a");
        await SayAsync(bot, "I am B", "b");
        await SayAsync(bot, "who am I", "a");
        Assert.Equal(["user: I am A", "assistant: echo: I am A", "user: who am I"], Told(bot));
        Assert.Equal(2, bot.Model.TotalConversations);
    }

    [Fact]
    public async Task New_leaves_the_servers_conversation_behind_and_has_it_deleted()
    {
        await using var bot = await StartAsync(atServer: true);
        await SayAsync(bot, "a secret");
        var left = Assert.Single(bot.Model.Conversations);
        await SayAsync(bot, "new");
        await SayAsync(bot, "what did I say");

        Assert.Equal(["user: what did I say"], Told(bot));
        await bot.Services.GetRequiredService<ServerDeletions>().DeleteDueAsync(TestContext.Current.CancellationToken);
        Assert.Equal([left], bot.Model.DeletedConversations);
        Assert.Single(bot.Model.Conversations);
        Assert.Empty(bot.Rows("select server_id from server_deletion"));
    }

    [Fact]
    public async Task A_conversation_that_the_server_has_lost_is_made_anew_and_nobody_notices()
    {
        await using var bot = await StartAsync(atServer: true);
        await SayAsync(bot, "I am Li");
        await SayAsync(bot, "and you");
        bot.Model.LoseConversations();

        Assert.Equal(["echo: who am I"], await SayAsync(bot, "who am I"));
        Assert.Equal(_threeTurns, Told(bot));
        Assert.Equal(2, bot.Model.TotalConversations);

        await SayAsync(bot, "still there");
        Assert.Equal([.. _threeTurns, "assistant: echo: who am I", "user: still there"], Told(bot));
        Assert.Equal(2, bot.Model.TotalConversations);

        await bot.Services.GetRequiredService<ServerDeletions>().DeleteDueAsync(TestContext.Current.CancellationToken);
        Assert.Empty(bot.Rows("select server_id from server_deletion"));        // gone already is gone, too
    }

    [Fact]
    public async Task An_answer_that_broke_off_leaves_its_conversation_behind()
    {
        await using var bot = await StartAsync(atServer: true);
        await SayAsync(bot, "I am Li");
        bot.Model.Faults.FailNext(AnswerFlaw.ResetMidStream);
        await SayAsync(bot, "and you");
        await SayAsync(bot, "who am I");

        var told = Told(bot);
        Assert.Equal(5, told.Count);
        Assert.Equal(["user: I am Li", "assistant: echo: I am Li", "user: and you"], told.Take(3));
        Assert.Equal("user: who am I", told[4]);
        Assert.Equal(2, bot.Model.TotalConversations);
    }

    [Fact]
    public async Task Commands_in_between_leave_the_servers_conversation_as_it_is()
    {
        await using var bot = await StartAsync(atServer: true);
        await SayAsync(bot, "I am Li");
        foreach (var command in (string[])["/status", "/help", "/usage", "/nonsense", "/title Li", "/model default"])
        {
            await SayAsync(bot, command);
        }

        await SayAsync(bot, "and you");
        await SayAsync(bot, "/history");
        await SayAsync(bot, "who am I");
        Assert.Equal(_threeTurns, Told(bot));
        Assert.Equal(1, bot.Model.TotalConversations);
    }

    [Theory]
    [InlineData("/undo")]
    [InlineData("/undo", "/status")]
    [InlineData("new", "/switch 1", "/undo")]
    public async Task What_was_undone_is_not_told_by_the_servers_conversation_either(params string[] commands)
    {
        await using var bot = await StartAsync(atServer: true);
        await SayAsync(bot, "I am Li");
        await SayAsync(bot, "forget this");
        foreach (var command in commands)
        {
            await SayAsync(bot, command);
        }

        await SayAsync(bot, "who am I");
        Assert.Equal(["user: I am Li", "assistant: echo: I am Li", "user: who am I"], Told(bot));
        Assert.Equal(2, bot.Model.TotalConversations);
    }

    [Fact]
    public async Task A_question_that_is_asked_once_more_is_not_told_twice_after_a_command()
    {
        await using var bot = await StartAsync(atServer: true);
        await SayAsync(bot, "I am Li");
        await SayAsync(bot, "who am I");
        await SayAsync(bot, "/status");
        await SayAsync(bot, "/retry");
        Assert.Equal(["user: I am Li", "assistant: echo: I am Li", "user: who am I"], Told(bot));
        await SayAsync(bot, "/status");
        await SayAsync(bot, "and you");
        Assert.Equal(["user: I am Li", "assistant: echo: I am Li", "user: who am I", "assistant: echo: who am I", "user: and you"], Told(bot));
        Assert.Equal(2, bot.Model.TotalConversations);
    }

    [Fact]
    public async Task A_try_that_failed_is_not_repeated_in_the_same_conversation()
    {
        await using var bot = await StartAsync(atServer: true, new ImpatientTime());
        await SayAsync(bot, "I am Li");
        await SayAsync(bot, "and you");
        bot.Model.Faults.FailNext(AnswerFlaw.EmptyAnswer);       // the server has taken the question by then

        Assert.Equal(["echo: who am I"], await SayAsync(bot, "who am I"));
        Assert.Equal(_threeTurns, Told(bot));
        Assert.Equal(2, bot.Model.TotalConversations);
    }

    [Fact]
    public async Task A_busy_conversation_is_waited_for()
    {
        await using var bot = await StartAsync(atServer: true, new ImpatientTime());
        await SayAsync(bot, "I am Li");
        await SayAsync(bot, "and you");
        bot.Model.Faults.FailNext(ModelFault.ConversationLocked, 4);

        Assert.Equal(["echo: who am I"], await SayAsync(bot, "who am I"));
        Assert.Equal(_threeTurns, Told(bot));
        Assert.Equal(1, bot.Model.TotalConversations);
        Assert.Equal(7, bot.Model.TotalCalls);
    }

    [Fact]
    public async Task A_conversation_that_stays_busy_is_left_behind()
    {
        await using var bot = await StartAsync(atServer: true, new ImpatientTime());
        await SayAsync(bot, "I am Li");
        await SayAsync(bot, "and you");
        bot.Model.Faults.FailNext(ModelFault.ConversationLocked, 5);

        Assert.Equal(["echo: who am I"], await SayAsync(bot, "who am I"));
        Assert.Equal(_threeTurns, Told(bot));
        Assert.Equal(2, bot.Model.TotalConversations);
    }

    [Fact]
    public async Task A_history_of_many_messages_is_put_into_a_new_conversation_whole()
    {
        await using var bot = await StartAsync(atServer: true);
        for (var i = 0; i < 12; i++)
        {
            await SayAsync(bot, $"{i}");
        }

        bot.Model.LoseConversations();
        await SayAsync(bot, "last");
        Assert.Equal([.. Enumerable.Range(0, 12).SelectMany(i => new[] { $"user: {i}", $"assistant: echo: {i}" }), "user: last"], Told(bot));
        Assert.Empty(bot.Model.Violations);
    }

    [Fact]
    public async Task Killed_between_the_servers_answer_and_our_store_it_tells_everything_once()
    {
        await using var host = await HostProcess.CreateAsync(new BotHostSetup { Settings = Settings(atServer: true) });
        await host.StartAsync(crashAt: "BeforeReplyStored:2");
        Assert.Equal(HttpStatusCode.OK, await host.AskAsync("I am Li"));
        await host.UntilIdleAsync();
        await host.AskAsync("who am I", id: "m2");
        await host.UntilKilledAsync();
        Assert.Equal(2, host.Model.TotalCalls);                     // the server has question and answer, and we have neither

        await host.StartAsync();
        await host.UntilIdleAsync();
        Assert.Equal(["echo: I am Li", "echo: who am I"], host.Sent);
        Assert.Equal(["user: I am Li", "assistant: echo: I am Li", "user: who am I"], host.Model.Requests[^1].Messages.Select(message => message.ToString()));
        Assert.Equal(1, host.Number("select count(*) from server_deletion"));
        Assert.Equal(2, host.Model.TotalConversations);
    }

    private static Dictionary<string, string> Settings(bool atServer) => new()
    {
        ["Models:default:Api"] = "Responses",
        ["Models:default:ServerConversations"] = atServer ? "true" : "false",
    };

    private static Task<BotHostApp> StartAsync(bool atServer, TimeProvider? time = null) => BotHostApp.StartAsync(new BotHostSetup
    {
        Settings = Settings(atServer),
        Replace = services => services.AddSingleton(time ?? TimeProvider.System),
    });

    private static Task<IReadOnlyList<string>> SayAsync(BotHostApp bot, string text, string staffId = "staff-1") =>
        bot.ConverseAsync(new DingTalkQuestion { Text = text, StaffId = staffId });

    /// <summary>What the model was told with the last question.</summary>
    private static List<string> Told(BotHostApp bot) => [.. bot.Model.Requests[^1].Messages.Select(message => message.ToString())];
}
