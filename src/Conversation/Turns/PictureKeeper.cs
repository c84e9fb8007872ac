using BotHost.Conversation.Media;
using BotHost.Conversation.Media.Reading;
using BotHost.Conversation.Messages;

namespace BotHost.Conversation.Turns;

/// <summary>Keeps a picture that is to be sent, if its bytes are one.</summary>
internal sealed class PictureKeeper(SqlMediaStore store)
{
    /// <returns>Null for what is no picture, or one that nobody could show.</returns>
    public async Task<PicturePart?> KeepAsync(Turn turn, ReadOnlyMemory<byte> bytes, string alt, CancellationToken cancellationToken)
    {
        var format = MediaFormat.Of(bytes);
        if (Pictures.Fault(bytes, format) is not null)
        {
            return null;
        }

        var id = await store.AddAsync(turn.Claim.ConversationId, turn.Claim.MessageId, new StoredMedia(format.MediaType!, bytes), cancellationToken);
        return new PicturePart(id, alt);
    }
}
