using System.Globalization;
using BotHost.Conversation.Context;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Text;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Commands;

/// <summary>Lists the conversations of this lane, so that one can be gone back to.</summary>
internal sealed class HistoryCommand(SqlConversations conversations, TimeProvider time) : ICommand
{
    private const int Most = 10;
    private const int LettersShown = 24;

    public IReadOnlyList<string> Names => ["/history", "/历史"];

    public string Describe(Phrases phrases) => phrases.HelpHistory;

    public Task<Answer> AnswerAsync(Turn turn, string words, CancellationToken cancellationToken)
    {
        var phrases = Phrases.In(turn.Bot.Language);
        var past = conversations.Newest(turn.Claim.ConversationId, Most);
        return past.Count == 0
            ? Told.Answer(phrases.NoHistory)
            : Told.Answer(phrases.History([.. past.Select(one => phrases.HistoryLine(
                one.ContextNo, Name(one), one.Turns, Local(one.LastUsed), one.ContextNo == turn.Claim.ContextNo))]));
    }

    /// <summary>As somebody called it, or how it begins.</summary>
    internal static string Name(PastConversation one) => one.Title.Length > 0 ? one.Title : Excerpt.Of(one.Beginning, LettersShown);

    private string Local(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
