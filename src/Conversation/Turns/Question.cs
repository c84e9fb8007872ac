using System.Text;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Turns;

/// <summary>What a message asks of the model, in words.</summary>
internal static class Question
{
    /// <summary>The words put before the model; empty if there is nothing that it could answer.</summary>
    public static string Of(Turn turn)
    {
        var phrases = Phrases.In(turn.Bot.Language);
        var words = MessageText.Of(turn.Message.Parts);
        var quote = string.Concat(turn.Message.Parts.OfType<QuotePart>().Where(part => part.Text.Length > 0).Select(part => phrases.Quoted(part.Text)));
        if (words.Length == 0 && quote.Length == 0)
        {
            return "";
        }

        var question = new StringBuilder();
        if (turn.Bot.Context == ContextScope.PerChat && turn.Message.Chat.Kind == ChatKind.Group)
        {
            // One line, so that nobody speaks in another's name by having a line break in theirs.
            question.Append(turn.Message.Sender.DisplayName.ReplaceLineEndings(" ").Trim() is { Length: > 0 } name ? name : turn.Message.Sender.Id).Append(": ");
        }

        question.Append(quote).Append(words);
        foreach (var part in turn.Message.Parts.OfType<AttachmentPart>().Where(part => part.Transcript.Length == 0))
        {
            question.Append('\n').Append(phrases.AttachmentNote(part.Kind));
        }

        return question.ToString();
    }
}
