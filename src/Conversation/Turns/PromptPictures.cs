using BotHost.Conversation.Context;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Media;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Turns;

/// <summary>Puts the pictures of a conversation before a model that sees: the newest, as many as may be; of older ones it is told that they were there.</summary>
internal sealed class PromptPictures(SqlMediaStore store, PictureRoom room)
{
    /// <summary>What an estimate counts for one: models differ, and this is the upper half of what they say of a photograph.</summary>
    public const int TokensPerPicture = 1_100;

    /// <summary>No fewer than are taken of one message.</summary>
    private const int Most = AttachmentLimits.MostOfAMessage;

    /// <summary>A request of more than this is refused by more and more servers on its way.</summary>
    private const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Makes messages of entries. <paramref name="newest"/> is what was asked just now; its pictures come first.</summary>
    public async Task<ShownPictures> ShowAsync(
        ContextEntry[] history, ContextEntry newest, Phrases phrases, bool vision, CancellationToken cancellationToken)
    {
        if (newest.Pictures.Count == 0 && !Array.Exists(history, static entry => entry.Pictures.Count > 0))
        {
            return new ShownPictures([.. Array.ConvertAll(history, static entry => entry.Message), newest.Message], Missing: 0, Room: null);
        }

        var chosen = vision ? Choose([newest, .. history.Reverse()]) : [];
        var lease = chosen.Count == 0 ? null : await room.EnterAsync(chosen.Values.Sum(), cancellationToken);
        try
        {
            List<LlmMessage> messages = new(history.Length + 1);
            var missing = 0;
            foreach (var entry in history.Append(newest))
            {
                var (message, notShown) = await MessageAsync(entry, chosen, phrases, cancellationToken);
                messages.Add(message);
                missing = notShown;
            }

            return new ShownPictures(messages, vision ? missing : 0, lease);
        }
        catch
        {
            lease?.Dispose();
            throw;
        }
    }

    /// <summary>Which are shown, and how large each is.</summary>
    private Dictionary<long, long> Choose(IEnumerable<ContextEntry> newestFirst)
    {
        Dictionary<long, long> chosen = [];
        var left = (long)MaxBytes;
        foreach (var id in newestFirst.SelectMany(entry => entry.Pictures))
        {
            if (chosen.Count < Most && store.FindSize(id) is { } size && size <= left && chosen.TryAdd(id, size))
            {
                left -= size;
            }
        }

        return chosen;
    }

    private async Task<(LlmMessage Message, int NotShown)> MessageAsync(
        ContextEntry entry, Dictionary<long, long> chosen, Phrases phrases, CancellationToken cancellationToken)
    {
        if (entry.Pictures.Count == 0)
        {
            return (entry.Message, 0);
        }

        List<LlmContent> content = entry.Content.Length > 0 ? [new LlmContent.Text(entry.Content)] : [];
        var notShown = 0;
        foreach (var id in entry.Pictures)
        {
            if (chosen.ContainsKey(id) && await store.FindAsync(id, cancellationToken) is { } picture)
            {
                content.Add(new LlmContent.Image(picture.MediaType, picture.Bytes));
            }
            else
            {
                content.Add(new LlmContent.Text(phrases.PictureNotShown));
                notShown++;
            }
        }

        return (new LlmMessage(entry.Message.Role, content), notShown);
    }
}

/// <summary>What a model is told, with what it is shown. Disposed of when the model has answered.</summary>
/// <param name="Messages">Oldest first.</param>
/// <param name="Missing">Pictures of the question itself that found no room, or are gone: the person must know.</param>
/// <param name="Room">What the pictures take; null without any.</param>
internal sealed record ShownPictures(IReadOnlyList<LlmMessage> Messages, int Missing, IDisposable? Room) : IDisposable
{
    public void Dispose() => Room?.Dispose();
}
