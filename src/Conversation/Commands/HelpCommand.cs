using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Commands;

internal sealed class HelpCommand : ICommand
{
    public IReadOnlyList<string> Names => ["/help", "帮助", "/帮助"];

    public Task<Answer> AnswerAsync(Turn turn, string words, CancellationToken cancellationToken) =>
        Task.FromResult(new Answer { Kind = ReplyKind.Answer, Text = Phrases.In(turn.Bot.Language).Help });
}
