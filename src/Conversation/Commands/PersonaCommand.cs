using BotHost.Conversation.Audit;
using BotHost.Conversation.Context;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Personas;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Commands;

/// <summary>Has the bot speak as one of its personas, or as the person describes it.</summary>
internal sealed class PersonaCommand(PersonaCatalog personas) : ICommand
{
    /// <summary>It is said with every question, and paid with every question.</summary>
    internal const int MostCharacters = 2_000;

    public IReadOnlyList<string> Names => ["/persona", "/人设"];

    public bool TakesWords => true;

    public string Describe(Phrases phrases) => phrases.HelpPersona;

    public Task<Answer> AnswerAsync(Turn turn, string words, CancellationToken cancellationToken)
    {
        var phrases = Phrases.In(turn.Bot.Language);
        var chosen = turn.Claim.Settings;
        if (words.Length == 0)
        {
            return Told.Answer(phrases.PersonaList(personas.Names, Current(chosen, personas, phrases)));
        }

        if (!turn.MayChange)
        {
            return Told.Notice(phrases.AdministratorsOnly);
        }

        var bots = chosen.WithoutPersona();
        if (ResetWords.Are(words))
        {
            return Choose(turn, bots, "reset", phrases.PersonaReset);
        }

        if (personas.Names.FirstOrDefault(name => name.Equals(words, StringComparison.OrdinalIgnoreCase)) is { } found)
        {
            return Choose(turn, bots with { Persona = found }, found, phrases.PersonaChosen(found));
        }

        return words.Length > MostCharacters
            ? Told.Notice(phrases.PersonaTooLong(MostCharacters))
            : Choose(turn, bots with { PersonaText = words, PersonaBy = turn.Message.Sender.Id }, "words of their own", phrases.PersonaWritten);
    }

    /// <summary>What applies, in a word.</summary>
    internal static string Current(ConversationSettings settings, PersonaCatalog personas, Phrases phrases) =>
        settings.PersonaText is not null ? phrases.PersonaOfOnesOwn
        : settings.Persona is { } name && personas.Find(name) is not null ? name
        : phrases.PersonaOfTheBot;

    private static Task<Answer> Choose(Turn turn, ConversationSettings settings, string audited, string told) => Task.FromResult(new Answer
    {
        Kind = ReplyKind.Answer,
        Text = told,
        Writes =
        [
            SqlConversations.Choose(settings),
            SqlAudit.With(new AuditEntry(turn.Claim.Bot, turn.Message.Sender.Id, "persona", $"conversation {turn.Claim.ConversationId}: {audited}")),
        ],
    });
}
