using BotHost.Conversation.Bots;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Text;
using BotHost.Conversation.Web;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Turns;

/// <summary>Makes of the pictures in a model's markdown what the bot's settings say: links, or pictures that are sent with the text.</summary>
internal sealed class AnswerPictures(PublicFiles files, PictureKeeper keeper)
{
    /// <summary>Pictures of one answer; the others stay links.</summary>
    private const int Most = 4;

    public async Task<Answer> TakeOutAsync(Turn turn, Answer answer, CancellationToken cancellationToken)
    {
        var found = MarkdownPictures.Find(answer.Text);
        if (found.Count == 0)
        {
            return answer;
        }

        var pictures = turn.Bot.MarkdownImages == MarkdownImages.Pictures ? await KeepUnlessStoppedAsync(turn, found, cancellationToken) : [];
        var replacements = found.ToDictionary(picture => picture, picture => pictures.ContainsKey(picture.Address) ? picture.Alt : picture.Link);
        var text = MarkdownPictures.Replace(answer.Text, found, replacements).Trim();

        // Never without words: what people have seen growing ends in a text, and in no picture.
        return answer with { Text = text.Length > 0 ? text : Phrases.In(turn.Bot.Language).PictureMade, Pictures = [.. answer.Pictures, .. pictures.Values] };
    }

    /// <summary>Who stops an answer wants what is there, at once.</summary>
    private async Task<OrderedDictionary<string, PicturePart>> KeepUnlessStoppedAsync(Turn turn, IReadOnlyList<MarkdownPicture> found, CancellationToken cancellationToken)
    {
        try
        {
            return turn.Stopped.IsCancellationRequested ? [] : await KeepAsync(turn, found, cancellationToken);
        }
        catch (OperationCanceledException) when (turn.Stopped.IsCancellationRequested)
        {
            return [];
        }
    }

    /// <summary>Side by side: an answer that is written waits for its slowest picture, not for one after the other.</summary>
    /// <returns>Those that could be had, by their addresses, in the order of the answer.</returns>
    private async Task<OrderedDictionary<string, PicturePart>> KeepAsync(Turn turn, IReadOnlyList<MarkdownPicture> found, CancellationToken cancellationToken)
    {
        var tried = await Task.WhenAll(found.DistinctBy(picture => picture.Address).Take(Most).Select(async picture =>
            (picture.Address, Kept: await FetchAsync(picture.Address, cancellationToken) is { } bytes ? await keeper.KeepAsync(turn, bytes, picture.Alt, cancellationToken) : null)));
        return new OrderedDictionary<string, PicturePart>(tried.Where(picture => picture.Kept is not null).Select(picture => KeyValuePair.Create(picture.Address, picture.Kept!)));
    }

    /// <summary>A picture is worth one attempt: its address stays in the answer if that fails.</summary>
    private async Task<ReadOnlyMemory<byte>?> FetchAsync(string address, CancellationToken cancellationToken)
    {
        if (MarkdownPictures.Embedded(address) is { } embedded)
        {
            return embedded;
        }

        return Uri.TryCreate(address, UriKind.Absolute, out var url)
            && await files.FetchAsync(url, AttachmentLimits.PictureBytes, cancellationToken) is FetchResult.Fetched fetched
            ? fetched.Bytes
            : null;
    }
}
