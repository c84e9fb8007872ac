using BotHost.Conversation.Audit;
using BotHost.Conversation.Context;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Commands;

/// <summary>Says which models there are, and has another one answer.</summary>
internal sealed class ModelCommand(LlmModels models) : ICommand
{
    public IReadOnlyList<string> Names => ["/model", "/模型"];

    public bool TakesWords => true;

    public string Describe(Phrases phrases) => phrases.HelpModel;

    public Task<Answer> AnswerAsync(Turn turn, string words, CancellationToken cancellationToken)
    {
        var phrases = Phrases.In(turn.Bot.Language);
        var allowed = ModelChoice.Allowed(turn.Bot, models);
        if (words.Length == 0)
        {
            return Told.Answer(phrases.ModelList(allowed, ModelChoice.Of(turn.Claim.Settings, turn.Bot, models)));
        }

        if (!turn.MayChange)
        {
            return Told.Notice(phrases.AdministratorsOnly);
        }

        if (ResetWords.Are(words))
        {
            return Choose(turn, null, phrases.ModelChosen(turn.Bot.Model));
        }

        return allowed.FirstOrDefault(name => name.Equals(words, StringComparison.OrdinalIgnoreCase)) is { } chosen
            ? Choose(turn, chosen, phrases.ModelChosen(chosen))
            : Told.Notice(phrases.NoSuchModel(allowed));
    }

    private static Task<Answer> Choose(Turn turn, string? model, string told) => Task.FromResult(new Answer
    {
        Kind = ReplyKind.Answer,
        Text = told,
        Writes =
        [
            SqlConversations.Choose(turn.Claim.Settings with { Model = model }),
            SqlAudit.With(new AuditEntry(turn.Claim.Bot, turn.Message.Sender.Id, "model", $"conversation {turn.Claim.ConversationId}: {model ?? "reset"}")),
        ],
    });
}
