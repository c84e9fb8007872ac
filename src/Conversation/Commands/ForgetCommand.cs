using BotHost.Conversation.Audit;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Forgetting;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Commands;

/// <summary>Deletes what the host holds of the person who asks, once they have said that they mean it.</summary>
internal sealed class ForgetCommand(Forgetter forgetter, SqlTraces traces) : ICommand
{
    private const string Act = "forget";

    /// <summary>How long the host waits for the second word.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // "me" is a part of the name, and with more behind it a word.
    private static readonly string[] _names = ["/forget me", "/忘记我", "忘记我", "/forget"];

    private static readonly string[] _agreements = ["yes", "confirm", "确认", "确定", "是"];

    public IReadOnlyList<string> Names => _names;

    public bool TakesWords => true;

    public string Describe(Phrases phrases) => phrases.HelpForget;

    public Task<Answer> AnswerAsync(Turn turn, string words, CancellationToken cancellationToken)
    {
        // Where and by whom it was asked is in the record of such acts anyway: no other memory of it is needed, and a restart loses nothing.
        var asked = Entry(turn, $"asked in conversation {turn.Claim.ConversationId}");
        return Agrees(words) && traces.WasAsked(asked, turn.Claim.ReceivedAt - Patience)
            ? ForgetAsync(turn, cancellationToken)
            : Task.FromResult(new Answer { Kind = ReplyKind.Answer, Text = Phrases.In(turn.Bot.Language).ForgetAsked, Writes = [SqlAudit.With(asked)] });
    }

    /// <summary>True for the word that begins it. It is not stopped: a person who is half forgotten is neither.</summary>
    internal static bool IsConfirmation(IncomingMessage message)
    {
        var text = MessageText.Of(message.Parts);
        return _names.Any(name => text.StartsWith(name, StringComparison.OrdinalIgnoreCase)
            && text[name.Length..] is var words && (name[0] == '/' || words is [var first, ..] && char.IsWhiteSpace(first)) && Agrees(words));
    }

    private async Task<Answer> ForgetAsync(Turn turn, CancellationToken cancellationToken)
    {
        await forgetter.ForgetAsync(new Person(turn.Claim.Bot, turn.Message.Sender.Id, turn.Claim.MessageId, turn.Claim.ConversationId), turn.Message, cancellationToken);
        return new Answer
        {
            Kind = ReplyKind.Answer,
            Text = Phrases.In(turn.Bot.Language).Forgotten,
            StartsNewContext = turn.Bot.Context == ContextScope.PerUser || turn.Message.Chat.Kind == ChatKind.Private,
            Writes = [SqlAudit.With(Entry(turn, "done"))],
        };
    }

    private static bool Agrees(string words)
    {
        var said = words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return said is [.., var last] && said.Length <= 2 && (said.Length == 1 || said[0].Equals("me", StringComparison.OrdinalIgnoreCase))
            && _agreements.Contains(last, StringComparer.OrdinalIgnoreCase);
    }

    private static AuditEntry Entry(Turn turn, string detail) => new(turn.Claim.Bot, turn.Message.Sender.Id, Act, detail);
}
