using BotHost.Conversation.Commands;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Tests.Context;
using BotHost.Conversation.Tests.Turns;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Tests.Commands;

public sealed class CommandRouterTests
{
    private static readonly LlmModels _models = new([], new LlmModel { Name = "offline", Model = "offline", Client = new OfflineLlmClient() });

    private readonly CommandRouter _router = new([new NewCommand(_models), new EchoCommand()], _models, new NothingAtServers());

    [Theory]
    [InlineData("new")]
    [InlineData("NEW")]
    [InlineData(" /New ")]
    [InlineData("新对话")]
    [InlineData("/新对话")]
    public async Task New_forgets_the_context_however_it_is_written(string text)
    {
        var answer = await AnswerAsync(text);
        Assert.True(answer.StartsNewContext);
        Assert.Equal("好的，你可以问新的问题了", answer.Text);
    }

    [Theory]
    [InlineData("new ideas for lunch?")]
    [InlineData("what is new")]
    [InlineData("/etc/hosts 是什么文件？")]
    [InlineData("1/2 是多少")]
    [InlineData("/ 是什么意思")]
    [InlineData("回声是怎么来的")]
    [InlineData("")]
    public void Anything_else_is_a_question(string text) => Assert.Null(_router.TryAnswer(TurnOf.Text(text), default));

    [Theory]
    [InlineData("/nwe", "/new")]
    [InlineData("/hlep", "/help")]
    [InlineData("/帮忙", "/帮助")]
    public async Task An_unknown_command_is_answered_with_the_nearest(string text, string nearest)
    {
        var answer = await AnswerAsync(text);
        Assert.False(answer.StartsNewContext);
        Assert.Contains(nearest, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/new topic")]
    [InlineData("/help me")]
    public async Task Words_behind_a_command_that_takes_none_are_not_taken_for_it(string text)
    {
        var answer = await AnswerAsync(text);
        Assert.False(answer.StartsNewContext);
        Assert.Equal($"{text.Split(' ')[0]} 后面不用写内容，单独发送就可以。", answer.Text);
    }

    [Theory]
    [InlineData("new", true)]
    [InlineData("/echo a cat", true)]
    [InlineData("/nobody", true)]
    [InlineData("new ideas", false)]
    [InlineData("/etc/hosts", false)]
    public void It_is_known_what_never_reaches_the_model(string text, bool isCommand) => Assert.Equal(isCommand, _router.IsCommand(TurnOf.Text(text).Message));

    [Fact]
    public async Task Help_says_of_every_command_what_it_does()
    {
        var lines = (await AnswerAsync("/help")).Text.Split('\n');
        Assert.Contains("- /new（新对话）：放下之前的内容，开始新的对话", lines);
        Assert.Contains("- /echo（/回声）：says it again", lines);
        Assert.Equal("- /help（帮助）：显示这份说明", lines[^1]);
    }

    [Theory]
    [InlineData("/echo a cat", "a cat")]
    [InlineData("/ECHO  a cat ", "a cat")]
    [InlineData("/echo\na cat", "a cat")]
    [InlineData("/echo　一只猫", "一只猫")]
    [InlineData("/echo", "")]
    [InlineData("/回声一只猫", "一只猫")]
    [InlineData("/回声 一只猫", "一只猫")]
    public async Task A_command_that_takes_words_is_given_what_follows_its_name(string text, string words) =>
        Assert.Equal($"[{words}]", (await AnswerAsync(text)).Text);

    private Task<Answer> AnswerAsync(string text)
    {
        var answer = _router.TryAnswer(TurnOf.Text(text), TestContext.Current.CancellationToken);
        Assert.NotNull(answer);
        return answer;
    }

    private sealed class EchoCommand : ICommand
    {
        public IReadOnlyList<string> Names => ["/echo", "/回声", "回声"];

        public bool TakesWords => true;

        public string Describe(Phrases phrases) => "says it again";

        public Task<Answer> AnswerAsync(Turn turn, string words, CancellationToken cancellationToken) =>
            Task.FromResult(new Answer { Kind = ReplyKind.Answer, Text = $"[{words}]" });
    }
}
