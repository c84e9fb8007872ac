using BotHost.Conversation.Commands;
using BotHost.Conversation.Tests.Turns;

namespace BotHost.Conversation.Tests.Commands;

public sealed class CommandRouterTests
{
    private readonly CommandRouter _router = new([new NewCommand(), new HelpCommand()]);

    [Theory]
    [InlineData("new")]
    [InlineData("NEW")]
    [InlineData(" /New ")]
    [InlineData("新对话")]
    [InlineData("/新对话")]
    public void New_forgets_the_context_however_it_is_written(string text)
    {
        var answer = _router.TryAnswer(TurnOf.Text(text));
        Assert.NotNull(answer);
        Assert.True(answer.StartsNewContext);
        Assert.Equal("好的，你可以问新的问题了", answer.Text);
    }

    [Theory]
    [InlineData("new ideas for lunch?")]
    [InlineData("what is new")]
    [InlineData("/etc/hosts 是什么文件？")]
    [InlineData("1/2 是多少")]
    [InlineData("/ 是什么意思")]
    [InlineData("")]
    public void Anything_else_is_a_question(string text) => Assert.Null(_router.TryAnswer(TurnOf.Text(text)));

    [Theory]
    [InlineData("/nwe", "/new")]
    [InlineData("/hlep", "/help")]
    [InlineData("/帮忙", "/帮助")]
    public void An_unknown_command_is_answered_with_the_nearest(string text, string nearest)
    {
        var answer = _router.TryAnswer(TurnOf.Text(text));
        Assert.NotNull(answer);
        Assert.False(answer.StartsNewContext);
        Assert.Contains(nearest, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_names_every_command()
    {
        var text = _router.TryAnswer(TurnOf.Text("/help"))!.Text;
        Assert.Contains("/new", text, StringComparison.Ordinal);
        Assert.Contains("/help", text, StringComparison.Ordinal);
    }
}
