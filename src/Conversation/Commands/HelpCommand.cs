using BotHost.Conversation.Bots;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Commands;

/// <summary>Says what can be asked of the host: every command in its own words.</summary>
internal sealed class HelpCommand(IReadOnlyList<ICommand> others) : ICommand
{
    public IReadOnlyList<string> Names => ["/help", "帮助", "/帮助"];

    public string Describe(Phrases phrases) => phrases.HelpHelp;

    public Task<Answer> AnswerAsync(Turn turn, string words, CancellationToken cancellationToken)
    {
        var phrases = Phrases.In(turn.Bot.Language);
        var lines = others.Append(this).Select(command => phrases.HelpLine(Shown(command, turn.Bot.Language), command.Describe(phrases)));
        return Task.FromResult(new Answer { Kind = ReplyKind.Answer, Text = $"{phrases.HelpIntroduction}\n\n{string.Join('\n', lines)}" });
    }

    private static string Shown(ICommand command, Language language) =>
        language == Language.Zh && command.Names.FirstOrDefault(name => !char.IsAscii(name[^1])) is { } chinese
            ? $"{command.Names[0]}（{chinese}）"
            : command.Names[0];
}
