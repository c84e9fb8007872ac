using BotHost.Adapters.Http;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.WeComAiBot;

/// <summary>How an AI bot answers. There is no token: what is not fetched goes to the address that came with the message.</summary>
internal sealed class WeComAiBotSender(
    WeComAiBotApi api,
    WeComAiBotPolls polls,
    IDeliveries deliveries,
    WeComAiBotPictures pictures,
    ThrottleGate gate,
    TimeProvider time,
    ILogger<WeComAiBotSender> logger) : IReplySender
{
    /// <summary>
    /// One stream and one message answer a message, and no more; either has 20,480 bytes (101031, 101138), of which some are left for a note and for what
    /// is written differently. Pictures come in the stream's last frame, with the text.
    /// </summary>
    public ReplyCapabilities Capabilities { get; } = new() { MaxPartBytes = 20_000, MaxParts = 2, PicturesFirst = true };

    public IReplySink Open(IncomingMessage message, IDeliveryState delivery)
    {
        return new WeComAiBotSink(message, WeComAiBotReplyAddress.FromJson(message.ReplyAddress), api, polls, deliveries, pictures, gate, delivery, time, logger);
    }
}
