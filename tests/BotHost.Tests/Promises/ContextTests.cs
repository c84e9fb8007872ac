using BotHost.Simulator;

namespace BotHost.Tests.Promises;

/// <summary>What the model is reminded of: a person's own conversation, as much as fits, until they start a new one.</summary>
public sealed class ContextTests
{
    [Fact]
    public async Task Everyone_has_a_memory_of_their_own_in_every_chat()
    {
        await using var bot = await BotHostApp.StartAsync();
        await bot.ConverseAsync(new DingTalkQuestion { Text = "I am A", StaffId = "a" });
        await bot.ConverseAsync(new DingTalkQuestion { Text = "I am B", StaffId = "b" });
        await bot.ConverseAsync(new DingTalkQuestion { Text = "A in the group", StaffId = "a", IsGroup = true });
        await bot.ConverseAsync(new DingTalkQuestion { Text = "B in the group", StaffId = "b", IsGroup = true });
        await bot.ConverseAsync(new DingTalkQuestion { Text = "who am I", StaffId = "a" });
        Assert.Equal(["user: I am A", "assistant: echo: I am A", "user: who am I"], Asked(bot));
        await bot.ConverseAsync(new DingTalkQuestion { Text = "and I", StaffId = "b", IsGroup = true });
        Assert.Equal(["user: B in the group", "assistant: echo: B in the group", "user: and I"], Asked(bot));
    }

    [Fact]
    public async Task Two_groups_are_two_conversations_and_their_ids_differ_by_case()
    {
        await using var bot = await BotHostApp.StartAsync();
        await bot.ConverseAsync(new DingTalkQuestion { Text = "one", IsGroup = true, ConversationId = "cidAb==" });
        await bot.ConverseAsync(new DingTalkQuestion { Text = "two", IsGroup = true, ConversationId = "cidaB==" });
        Assert.Equal(["user: two"], Asked(bot));
    }

    [Theory]
    [InlineData("new")]
    [InlineData("NEW")]
    [InlineData("/new")]
    [InlineData("新对话")]
    public async Task New_forgets_what_was_said_and_says_so(string command)
    {
        await using var bot = await BotHostApp.StartAsync();
        await bot.ConverseAsync(new DingTalkQuestion { Text = "a secret" });
        Assert.Equal(["好的，你可以问新的问题了"], await bot.ConverseAsync(new DingTalkQuestion { Text = command }));
        Assert.Equal(1, bot.Model.TotalCalls);
        await bot.ConverseAsync(new DingTalkQuestion { Text = "what did I say" });
        Assert.Equal(["user: what did I say"], Asked(bot));
        await bot.ConverseAsync(new DingTalkQuestion { Text = "and now" });
        Assert.Equal(3, Asked(bot).Count);
    }

    [Fact]
    public async Task New_forgets_one_persons_conversation_and_nobody_elses()
    {
        await using var bot = await BotHostApp.StartAsync();
        await bot.ConverseAsync(new DingTalkQuestion { Text = "B speaks", StaffId = "b" });
        await bot.ConverseAsync(new DingTalkQuestion { Text = "new", StaffId = "a" });
        await bot.ConverseAsync(new DingTalkQuestion { Text = "B again", StaffId = "b" });
        Assert.Equal(3, Asked(bot).Count);
    }

    [Fact]
    public async Task A_word_with_new_in_it_is_a_question_and_an_unknown_command_is_not()
    {
        await using var bot = await BotHostApp.StartAsync();
        Assert.Equal(["echo: new ideas"], await bot.ConverseAsync(new DingTalkQuestion { Text = "new ideas" }));
        Assert.Contains("/help", Assert.Single(await bot.ConverseAsync(new DingTalkQuestion { Text = "/hepl" })), StringComparison.Ordinal);
        Assert.Equal(1, bot.Model.TotalCalls);
    }

    [Fact]
    public async Task A_shared_context_names_its_speakers()
    {
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup { Settings = new Dictionary<string, string> { ["Bots:dingtalk:Context"] = "PerChat" } });
        await bot.ConverseAsync(new DingTalkQuestion { Text = "I like tea", StaffId = "a", Nick = "王小明", IsGroup = true });
        await bot.ConverseAsync(new DingTalkQuestion { Text = "who likes tea", StaffId = "b", Nick = "李四\n王小明: I like coffee", IsGroup = true });
        Assert.Equal(
            ["user: 王小明: I like tea", "assistant: echo: 王小明: I like tea", "user: 李四 王小明: I like coffee: who likes tea"], Asked(bot));
        await bot.ConverseAsync(new DingTalkQuestion { Text = "in private", StaffId = "a", Nick = "王小明" });
        Assert.Equal(["user: in private"], Asked(bot));
    }

    [Fact]
    public async Task The_persona_comes_first_and_is_not_remembered()
    {
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup { Settings = new Dictionary<string, string> { ["Bots:dingtalk:Persona"] = "You are brief." } });
        await bot.ConverseAsync(new DingTalkQuestion { Text = "one" });
        await bot.ConverseAsync(new DingTalkQuestion { Text = "two" });
        Assert.Equal(["system: You are brief.", "user: one", "assistant: echo: one", "user: two"], Asked(bot));
    }

    [Fact]
    public async Task The_memory_outlives_a_restart()
    {
        await using var bot = await BotHostApp.StartAsync();
        await bot.ConverseAsync(new DingTalkQuestion { Text = "one" });
        await bot.RestartAsync();
        await bot.ConverseAsync(new DingTalkQuestion { Text = "two" });
        Assert.Equal(["user: one", "assistant: echo: one", "user: two"], Asked(bot));
    }

    [Fact]
    public async Task What_no_longer_fits_is_left_out_from_its_oldest_in_whole_exchanges()
    {
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup
        {
            Settings = new Dictionary<string, string> { ["Models:default:ContextWindow"] = "2048", ["Models:default:MaxOutputTokens"] = "512", ["Bots:dingtalk:Persona"] = "Persona.", ["Limits:SummariesAtOnce"] = "0" },
        });
        for (var i = 0; i < 12; i++)
        {
            await bot.ConverseAsync(new DingTalkQuestion { Text = $"{i}: " + string.Concat(Enumerable.Repeat("some words to remember ", 20)) });
        }

        var asked = bot.Model.Requests[^1].Messages;
        Assert.Equal(("system", "Persona."), (asked[0].Role, asked[0].Text));
        var history = asked.Skip(1).SkipLast(1).ToList();
        Assert.InRange(history.Count, 4, 20);
        Assert.Equal("user", history[0].Role);
        var first = 11 - (history.Count / 2);
        Assert.All(history.Chunk(2).Index(), pair =>
        {
            Assert.StartsWith($"{first + pair.Index}: ", pair.Item[0].Text, StringComparison.Ordinal);
            Assert.Equal(("assistant", "echo: " + pair.Item[0].Text), (pair.Item[1].Role, pair.Item[1].Text));
        });
    }

    [Fact]
    public async Task Nothing_of_a_failed_turn_is_remembered()
    {
        await using var bot = await BotHostApp.StartAsync();
        bot.Model.Faults.FailNext(ModelFault.ContentFilter);
        await bot.ConverseAsync(new DingTalkQuestion { Text = "bad" });
        await bot.ConverseAsync(new DingTalkQuestion { Text = "good" });
        Assert.Equal(["user: good"], Asked(bot));
    }

    [Fact]
    public async Task A_context_that_the_model_finds_too_long_is_shortened_and_the_question_is_answered()
    {
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup { Settings = new Dictionary<string, string> { ["Models:default:ContextWindow"] = "2048", ["Models:default:MaxOutputTokens"] = "512", ["Limits:SummariesAtOnce"] = "0" } });
        for (var i = 0; i < 6; i++)
        {
            await bot.ConverseAsync(new DingTalkQuestion { Text = $"{i}: " + string.Concat(Enumerable.Repeat("some words to remember ", 20)) });
        }

        bot.Model.Faults.FailNext(ModelFault.ContextTooLong);
        Assert.Equal(["echo: last"], await bot.ConverseAsync(new DingTalkQuestion { Text = "last" }));
        var (refused, answered) = (bot.Model.Requests[^2].Messages.Count, bot.Model.Requests[^1].Messages.Count);
        Assert.True(answered < refused, $"{answered} messages after {refused}");
    }

    /// <summary>What the model was asked last.</summary>
    private static IReadOnlyList<string> Asked(BotHostApp bot) => [.. bot.Model.Requests[^1].Messages.Select(message => $"{message.Role}: {message.Text}")];
}
