using BotHost.Conversation.Context;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Commands;

/// <summary>Opens a new conversation: the model is no longer reminded of the one before, which can be gone back to.</summary>
internal sealed class NewCommand(LlmModels models) : ICommand
{
    public IReadOnlyList<string> Names => ["/new", "new", "新对话", "/新对话"];

    public string Describe(Phrases phrases) => phrases.HelpNew;

    public Task<Answer> AnswerAsync(Turn turn, string words, CancellationToken cancellationToken) => Task.FromResult(new Answer
    {
        Kind = ReplyKind.Answer,
        Text = Phrases.In(turn.Bot.Language).NewConversation,
        StartsNewContext = true,
        Writes = models.KeepsState ? [static (session, claim, now) => SqlServerState.LeaveBehind(session, claim.ConversationId, now)] : [],
    });
}
