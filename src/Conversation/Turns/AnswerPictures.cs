using BotHost.Conversation.Bots;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Text;
using BotHost.Conversation.Web;

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

        List<PicturePart> pictures = [];
        Dictionary<MarkdownPicture, string> replacements = [];
        foreach (var picture in found)
        {
            if (turn.Bot.MarkdownImages == MarkdownImages.Pictures && pictures.Count < Most
                && await FetchAsync(picture.Address, cancellationToken) is { } bytes
                && await keeper.KeepAsync(turn, bytes, picture.Alt, cancellationToken) is { } kept)
            {
                pictures.Add(kept);
                replacements[picture] = picture.Alt;
            }
            else
            {
                replacements[picture] = picture.Link;
            }
        }

        return answer with { Text = MarkdownPictures.Replace(answer.Text, found, replacements).Trim(), Pictures = [.. answer.Pictures, .. pictures] };
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
