using BotHost.Conversation.Context;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Media;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Turns;

/// <summary>Puts the pictures of a conversation before a model that sees: the newest, as many as may be; of older ones it is told that they were there.</summary>
internal sealed class PromptPictures(IMediaStore store)
{
    /// <summary>What an estimate counts for one: models differ, and this is the upper half of what they say of a photograph.</summary>
    public const int TokensPerPicture = 1_100;

    /// <summary>No fewer than are taken of one message.</summary>
    private const int Most = AttachmentLimits.MostOfAMessage;

    /// <summary>A request of more than this is refused by more and more servers on its way.</summary>
    private const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Makes messages of entries. <paramref name="newest"/> is what was asked just now; its pictures come first.</summary>
    public async Task<ShownPictures> ShowAsync(
        IReadOnlyList<ContextEntry> history, ContextEntry newest, Phrases phrases, bool vision, CancellationToken cancellationToken)
    {
        var messages = new LlmMessage[history.Count + 1];
        var left = vision ? Most : 0;
        var bytes = MaxBytes;
        var missing = 0;
        for (var i = history.Count; i >= 0; i--)
        {
            var entry = i == history.Count ? newest : history[i];
            if (entry.Pictures.Count == 0)
            {
                messages[i] = entry.Message;
                continue;
            }

            List<LlmContent> shown = [];
            foreach (var id in entry.Pictures)
            {
                if (left > 0 && await store.FindAsync(id, cancellationToken) is { } picture && picture.Bytes.Length <= bytes)
                {
                    (left, bytes) = (left - 1, bytes - picture.Bytes.Length);
                    shown.Add(new LlmContent.Image(picture.MediaType, picture.Bytes));
                }
                else
                {
                    shown.Add(new LlmContent.Text(phrases.PictureNotShown));
                    missing += vision && i == history.Count ? 1 : 0;
                }
            }

            messages[i] = new LlmMessage(entry.Message.Role, entry.Content.Length > 0 ? [new LlmContent.Text(entry.Content), .. shown] : shown);
        }

        return new ShownPictures(messages, missing);
    }
}

/// <summary>What a model is told, with what it is shown.</summary>
/// <param name="Messages">Oldest first.</param>
/// <param name="Missing">Pictures of the question itself that found no room, or are gone: the person must know.</param>
internal sealed record ShownPictures(IReadOnlyList<LlmMessage> Messages, int Missing);
