using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Words;

namespace BotHost.Adapters.WeComAiBot;

/// <summary>
/// Which pictures of an answer come with it. Source: 被动回复消息 (101031): ten, JPG or PNG, in a stream's last frame. An answer to the
/// <c>response_url</c> has none (主动回复消息, 101138).
/// </summary>
internal sealed class WeComAiBotPictures(IMediaStore media, Phrases phrases)
{
    private const int MaxPictures = 10;

    /// <summary>
    /// Of all pictures of an answer. WeCom would take 10 MB of each, but they travel in the answer to a call of its own, for which it does not wait long:
    /// our choice.
    /// </summary>
    private const int MaxBytes = 2 * 1024 * 1024;

    /// <summary>The next picture of an answer, as it is written down.</summary>
    /// <param name="picture">Which one.</param>
    /// <param name="before">Those before it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask<WeComAiBotPicture> TakeAsync(PicturePart picture, IReadOnlyList<WeComAiBotPicture> before, CancellationToken cancellationToken)
    {
        var found = await media.FindAsync(picture.MediaId, cancellationToken);
        var isTaken = found is { MediaType: "image/png" or "image/jpeg" }
            && before.Count(other => other.Bytes > 0) < MaxPictures
            && before.Sum(other => other.Bytes) + found.Bytes.Length <= MaxBytes;
        return new WeComAiBotPicture(picture.MediaId, isTaken ? found!.Bytes.Length : 0);
    }

    /// <summary>What the text says of those that people do not see; empty where they see all.</summary>
    /// <param name="all">The answer's pictures.</param>
    /// <param name="isMessage">True for an answer to the <c>response_url</c>.</param>
    public string NotShown(IReadOnlyList<WeComAiBotPicture> all, bool isMessage)
    {
        var count = all.Count(picture => isMessage || picture.Bytes == 0);
        return count > 0 ? phrases.PicturesNotShown(count) : "";
    }
}
