using System.Globalization;
using System.Text.Json;
using BotHost.Adapters.Json;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.OneBot;

/// <summary>
/// Looks up what a message replies to: an event has its id alone (OneBot 11, message/segment.md), and <c>get_msg</c> has the rest
/// (api/public.md). An id may be anybody's: what is not of the same chat is not told.
/// </summary>
internal sealed class OneBotQuotes(OneBotOptions options, OneBotApi api, OneBotSentMessages sent) : IQuoteSource
{
    public async Task<IReadOnlyList<Part>?> FindAsync(IncomingMessage message, QuotePart quote, CancellationToken cancellationToken)
    {
        if (OneBotReplyAddress.FromJson(message.ReplyAddress) is not { } address
            || !long.TryParse(quote.MessageId, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        var answer = await api.GetMessageAsync(id, cancellationToken);
        if (answer.Error is not null || !IsOfChat(answer.Response.Data, quote.MessageId, address)
            || OneBotParts.Segments(answer.Response.Data.Child("message")) is not { } segments)
        {
            return null;
        }

        return [.. OneBotParts.Read(segments, Text(address.Self), options.BaseUrl).Select(Quoted).OfType<Part>()];
    }

    /// <summary>What that message itself quotes, and what nobody can read, is not part of what it says.</summary>
    private static Part? Quoted(Part part) => part switch
    {
        TextPart => part,
        AttachmentPart attachment => attachment with { IsQuoted = true },
        _ => null,
    };

    /// <summary>
    /// The standard tells a message's kind and its sender; the group is what the clients add to it. What the bot said itself has the bot as
    /// its sender: there the memory of it says where, or <c>target_id</c> (NapCat).
    /// </summary>
    private bool IsOfChat(JsonElement said, string id, OneBotReplyAddress address)
    {
        if (sent.ChatOf(id) is { } chat)
            return chat == address.Chat;
        if (address.Kind == ChatKind.Group)
            return said.Text("message_type") == "group" && said.Text("group_id") is var group && (group is "" or "0" || group == Text(address.Group));
        var peer = Text(address.User);
        return said.Text("message_type") == "private" && (said.Child("sender").Text("user_id") == peer || said.Text("target_id") == peer);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
