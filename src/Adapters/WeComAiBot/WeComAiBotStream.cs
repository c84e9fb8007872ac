using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Words;

namespace BotHost.Adapters.WeComAiBot;

/// <summary>
/// What a stream shows to whoever asks, out of what is stored. Source: 被动回复消息 (101031). A frame holds the whole text so far; the last one holds
/// something in any case, because an empty one would wipe out what people have read (field reports).
/// </summary>
/// <param name="phrases">The host's own words, in the bot's language.</param>
/// <param name="deliveries">Where it is written down that a complete answer is given away.</param>
/// <param name="media">Where the pictures of answers are.</param>
/// <param name="polls">Hears of every complete answer that is given away.</param>
/// <param name="time">The clock.</param>
internal sealed class WeComAiBotStream(Phrases phrases, IDeliveries deliveries, IMediaStore media, WeComAiBotPolls polls, TimeProvider time)
{
    /// <summary>The frame that opens it: the message is stored, and the model was not asked yet.</summary>
    public byte[] First(string id) => WeComAiBotMessage.Stream(id, finish: false, phrases.Thinking);

    /// <summary>The last frame of a stream that nobody knows.</summary>
    public byte[] Unknown(string id) => Last(id, phrases.AnswerGone);

    /// <summary>The next frame. A complete answer is given away only once that is on disk: whoever waits for it in this process or another, or after a kill, sends it no second time.</summary>
    /// <param name="id">The stream's.</param>
    /// <param name="delivery">What is stored of the message; null where nothing is.</param>
    /// <param name="chat">Where it was asked for: nobody is shown what was said elsewhere.</param>
    /// <param name="cancellationToken">Cancelled when the caller has gone.</param>
    public async Task<byte[]> NextAsync(string id, Delivery? delivery, Chat chat, CancellationToken cancellationToken)
    {
        for (var isSecondLook = false; ; isSecondLook = true)
        {
            if (delivery is null || !IsSame(delivery.Message.Chat, chat) || WeComAiBotReplyAddress.FromJson(delivery.Message.ReplyAddress) is not { } address)
                return Unknown(id);
            var state = WeComAiBotDelivery.FromJson(delivery.Value);
            if (state.Stage != WeComAiBotStage.Complete)
                return Incomplete(id, delivery, state, address);

            var last = await CompleteAsync(id, state, cancellationToken);
            if (state.IsFetched || delivery.Progress != DeliveryProgress.Open)
                return last;
            if (await deliveries.TryReplaceAsync(
                delivery.Message.Bot, delivery.Message.DedupKey, delivery.Value!, (state with { IsFetched = true }).ToJson(), cancellationToken))
            {
                polls.Fetched(id);
                return last;
            }

            // Another poll was quicker, or the sink has just sent it another way. If it is neither, nothing can be written now: WeCom comes again.
            if (isSecondLook)
                return WeComAiBotMessage.Stream(id, finish: false, state.Text);
            delivery = await deliveries.FindAsync(delivery.Message.Bot, delivery.Message.DedupKey, cancellationToken);
        }
    }

    /// <summary>The whole text, and the pictures that are still kept.</summary>
    private async Task<byte[]> CompleteAsync(string id, WeComAiBotDelivery state, CancellationToken cancellationToken)
    {
        List<StoredMedia> pictures = [];
        foreach (var picture in state.Pictures.Where(picture => picture.Bytes > 0))
        {
            if (await media.FindAsync(picture.MediaId, cancellationToken) is { } found)
                pictures.Add(found);
        }

        var missing = state.Pictures.Count(picture => picture.Bytes > 0) - pictures.Count;
        return Last(id, state.Text, missing > 0 ? phrases.PicturesNotShown(missing) : "", pictures);
    }

    private byte[] Incomplete(string id, Delivery delivery, WeComAiBotDelivery state, WeComAiBotReplyAddress address)
    {
        if (state.Stage == WeComAiBotStage.Elsewhere)
            return Last(id, state.Text, phrases.AnswerFollows);
        if (delivery.Progress != DeliveryProgress.Open)
            return Last(id, state.Text, state.Text.Length > 0 ? phrases.Interrupted : phrases.AnswerGone);
        if (time.GetUtcNow() >= address.EndsAt())
            return Last(id, state.Text, address.ResponsePath is null ? phrases.Interrupted : phrases.AnswerFollows);
        return WeComAiBotMessage.Stream(id, finish: false, state.Text.Length > 0 ? WeComAiBotMarkdown.Fit(state.Text) : phrases.Thinking);
    }

    private static byte[] Last(string id, string text, string note = "", IReadOnlyList<StoredMedia>? pictures = null) =>
        WeComAiBotMessage.Stream(id, finish: true, text.Length > 0 ? WeComAiBotMarkdown.Fit(text, note) : note.Trim(), pictures ?? []);

    /// <summary>WeCom writes people's ids in any case.</summary>
    private static bool IsSame(Chat one, Chat other) =>
        one.Kind == other.Kind && one.Id.Equals(other.Id, one.Kind == ChatKind.Private ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
}
