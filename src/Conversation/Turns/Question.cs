using System.Text;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Text;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Turns;

/// <summary>What a message asks of the model.</summary>
/// <param name="Text">The words put before the model; empty if there are none.</param>
/// <param name="Pictures">What is shown to it, in the order of the message (<see cref="IMediaStore"/>).</param>
/// <param name="Notice">What the person is told before the answer: what could not be read, or not all of it. Empty in most cases.</param>
internal sealed record Question(string Text, IReadOnlyList<long> Pictures, string Notice)
{
    /// <summary>One more thing that the person is told.</summary>
    public static string Below(string notice, string another) => notice.Length == 0 ? another : $"{notice}\n{another}";

    /// <summary>True if there is nothing that a model could answer.</summary>
    public bool IsEmpty => Text.Length == 0 && Pictures.Count == 0;

    /// <param name="turn">Whose question it is.</param>
    /// <param name="reading">What the message says.</param>
    /// <param name="documentTokens">What the documents in it may take together: the rest is left out, and the person is told so.</param>
    public static Question Of(Turn turn, MessageReading reading, int documentTokens)
    {
        var phrases = Phrases.In(turn.Bot.Language);
        var words = string.Concat(reading.Parts.OfType<ReadPart.Words>().Select(part => part.Text)).Trim();
        var quote = string.Concat(reading.Parts.OfType<ReadPart.Quote>().Where(part => part.Text.Length > 0).Select(part => phrases.Quoted(part.Text)));
        IReadOnlyList<long> pictures = [.. reading.Parts.OfType<ReadPart.Picture>().Select(part => part.MediaId)];
        var documents = Cut(reading.Parts.OfType<ReadPart.Document>(), documentTokens);
        var unread = reading.Parts.OfType<ReadPart.Unread>().ToList();
        var notice = NoticeOf(documents, unread, phrases);
        if (words.Length == 0 && quote.Length == 0 && documents.Length == 0)
        {
            return new Question(pictures.Count > 0 ? Speaker(turn).TrimEnd() : "", pictures, notice);
        }

        var question = new StringBuilder(Speaker(turn)).Append(quote).Append(words);
        foreach (var document in documents)
        {
            question.Append(phrases.DocumentText(document.Name, document.Text, document.WasCut));
        }

        foreach (var part in unread)
        {
            question.Append('\n').Append(phrases.AttachmentNote(part.Kind));
        }

        return new Question(question.ToString().Trim(), pictures, notice);
    }

    /// <summary>Where a chat shares one context its speakers are named. One line, so that nobody speaks in another's name by having a line break in theirs.</summary>
    private static string Speaker(Turn turn)
    {
        if (turn.Bot.Context != ContextScope.PerChat || turn.Message.Chat.Kind != ChatKind.Group)
        {
            return "";
        }

        return (turn.Speaker.DisplayName.ReplaceLineEndings(" ").Trim() is { Length: > 0 } name ? name : turn.Speaker.Id) + ": ";
    }

    /// <summary>All of them get the same share of what fits, and what one does not need goes to the others.</summary>
    private static ReadPart.Document[] Cut(IEnumerable<ReadPart.Document> documents, int tokens)
    {
        var cut = documents.ToArray();
        var left = tokens;
        var ascending = Enumerable.Range(0, cut.Length).Select(index => (Index: index, Tokens: TokenEstimator.O200k.Estimate(cut[index].Text))).OrderBy(document => document.Tokens).ToList();
        for (var i = 0; i < ascending.Count; i++)
        {
            var (index, needed) = ascending[i];
            var share = left / (ascending.Count - i);
            if (needed > share)
            {
                cut[index] = cut[index] with { Text = Beginning(cut[index].Text, (int)((long)cut[index].Text.Length * share / needed)), WasCut = true };
            }

            left -= Math.Min(needed, share);
        }

        return cut;
    }

    private static string Beginning(string text, int characters) =>
        characters > 0 && characters < text.Length && char.IsHighSurrogate(text[characters - 1]) ? text[..(characters - 1)] : text[..Math.Min(characters, text.Length)];

    private static string NoticeOf(IEnumerable<ReadPart.Document> documents, IEnumerable<ReadPart.Unread> unread, Phrases phrases)
    {
        var lines = unread.Select(part => phrases.Unread(part.Kind, part.Name, part.Fault)).Distinct()
            .Concat(documents.Where(document => document.WasCut).Select(document => phrases.DocumentCut(document.Name, document.Text.Length)));
        return string.Join('\n', lines);
    }
}
