using BotHost.Conversation.Bots;
using BotHost.Conversation.Commands;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Llm;

namespace BotHost.Conversation.Tests.Commands;

public sealed class ModelChoiceTests
{
    private static readonly LlmModels _models = new([Model("zebra"), Model("default"), Model("ant")], Model("offline"));

    [Fact]
    public void All_may_be_chosen_unless_the_bot_names_some_and_its_own_always_may()
    {
        Assert.Equal(["default", "ant", "zebra"], ModelChoice.Allowed(Bot(), _models));
        Assert.Equal(["default", "zebra"], ModelChoice.Allowed(Bot("Zebra", "gone"), _models));
    }

    [Theory]
    [InlineData("ANT", "ANT")]
    [InlineData("gone", "default")]
    [InlineData(null, "default")]
    public void What_was_chosen_counts_as_long_as_it_is_there(string? chosen, string asked) =>
        Assert.Equal(asked, ModelChoice.Of(new ConversationSettings { Model = chosen }, Bot(), _models));

    [Fact]
    public void What_was_chosen_counts_as_long_as_it_is_allowed() =>
        Assert.Equal("default", ModelChoice.Of(new ConversationSettings { Model = "ant" }, Bot("zebra"), _models));

    private static BotProfile Bot(params string[] models) => new() { Name = "bot", Models = models };

    private static LlmModel Model(string name) => new() { Name = name, Model = name, Client = new SteeredEngine() };
}
