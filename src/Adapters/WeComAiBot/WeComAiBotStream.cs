using BotHost.Conversation.Messages;
using BotHost.Conversation.Words;

namespace BotHost.Adapters.WeComAiBot;

/// <summary>
/// What a stream shows to whoever asks, out of what is stored. Source: 被动回复消息 (101031). A frame holds the whole text so far; the last one holds
/// something in any case, because an empty one would wipe out what people have read (field reports).
/// </summary>
/// <param name="phrases">The host's own words, in the bot's language.</param>
/// <param name="polls">Hears of every complete answer that is given away.</param>
/// <param name="time">The clock.</param>
internal sealed class WeComAiBotStream(Phrases phrases, WeComAiBotPolls polls, TimeProvider time)
{
    /// <summary>The frame that opens it: the message is stored, and the model was not asked yet.</summary>
    public byte[] First(string id) => WeComAiBotMessage.Stream(id, finish: false, phrases.Thinking);

    /// <summary>The next frame.</summary>
    /// <param name="id">The stream's.</param>
    /// <param name="delivery">What is stored of the message; null where nothing is.</param>
    /// <param name="chat">Where it was asked for: nobody is shown what was said elsewhere.</param>
    public byte[] Next(string id, Delivery? delivery, Chat chat)
    {
        if (delivery is null || !IsSame(delivery.Message.Chat, chat) || WeComAiBotReplyAddress.FromJson(delivery.Message.ReplyAddress) is not { } address)
            return Last(id, phrases.AnswerGone);

        var state = WeComAiBotDelivery.FromJson(delivery.Value);
        switch (state.Stage)
        {
            case WeComAiBotStage.Complete:
                polls.Fetched(id);
                return Last(id, state.Text);
            case WeComAiBotStage.Elsewhere:
                return Last(id, state.Text, phrases.AnswerFollows);
        }

        if (delivery.Progress != DeliveryProgress.Open)
            return Last(id, state.Text, state.Text.Length > 0 ? phrases.Interrupted : phrases.AnswerGone);
        if (time.GetUtcNow() >= address.EndsAt())
            return Last(id, state.Text, address.ResponsePath is null ? phrases.Interrupted : phrases.AnswerFollows);
        return WeComAiBotMessage.Stream(id, finish: false, state.Text.Length > 0 ? WeComAiBotMarkdown.Fit(state.Text) : phrases.Thinking);
    }

    private static byte[] Last(string id, string text, string note = "") =>
        WeComAiBotMessage.Stream(id, finish: true, text.Length > 0 ? WeComAiBotMarkdown.Fit(text, note) : note.Trim());

    /// <summary>WeCom writes people's ids in any case.</summary>
    private static bool IsSame(Chat one, Chat other) =>
        one.Kind == other.Kind && one.Id.Equals(other.Id, one.Kind == ChatKind.Private ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
}
