using BotHost.Conversation.Context;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Personas;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Commands;

/// <summary>Says how things stand in the person's conversation. Does not wait its turn: who asks wants to know why nothing comes.</summary>
internal sealed class StatusCommand(SqlConversations conversations, SqlContextStore contexts, LlmModels models, PersonaCatalog personas, EngineLimits limits) : ICommand
{
    internal static readonly IReadOnlyList<string> Words = ["/status", "/状态"];

    public IReadOnlyList<string> Names => Words;

    public string Describe(Phrases phrases) => phrases.HelpStatus;

    public Task<Answer> AnswerAsync(Turn turn, string words, CancellationToken cancellationToken)
    {
        var phrases = Phrases.In(turn.Bot.Language);
        var lane = conversations.Find(ConversationKey.Main(turn.Message, turn.Bot.Context));
        var settings = lane?.Settings ?? ConversationSettings.Default;
        var chain = models.ChainOf(ModelChoice.Of(settings, turn.Bot, models));
        IReadOnlyList<ContextEntry> said = lane is null ? [] : [.. contexts.Newest(turn.Claim with { ConversationId = lane.Id, ContextNo = lane.ContextNo }).Take(limits.ContextEntries)];
        var status = new Status
        {
            Model = chain[0].Name,
            Fallback = [.. chain.Skip(1).Select(model => model.Name)],
            Turns = said.Where(entry => entry.Kind == EntryKind.User).Select(entry => entry.GroupId).Distinct().Count(),
            Tokens = said.Sum(ContextWindow.Cost),
            Window = chain[0].ContextWindow,
            IsShared = turn.IsShared,
            Persona = PersonaCommand.Current(settings, personas, phrases),
            Waiting = lane?.Waiting ?? 0,
            Number = lane?.ContextNo ?? 1,
            Title = lane is null ? "" : conversations.TitleOf(lane.Id, lane.ContextNo),
            Reference = turn.Reference,
        };
        return Told.Answer(phrases.Status(status));
    }
}
