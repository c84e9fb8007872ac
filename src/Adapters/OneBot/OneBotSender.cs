using BotHost.Adapters.Http;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.OneBot;

/// <summary>How a OneBot bot answers. There is no token to fetch: the client's is a setting.</summary>
internal sealed class OneBotSender(
    OneBotOptions options, OneBotApi api, OneBotSentMessages sent, IMediaStore media, ThrottleGate gate, ILogger<OneBotSender> logger) : IReplySender
{
    /// <summary>
    /// No limit is documented. 1,800 characters are what bots of QQ are known to get through in one piece, and a screenful on a telephone
    /// several times over.
    /// </summary>
    public ReplyCapabilities Capabilities { get; } = new() { MaxPartBytes = 5_400, MaxPartCharacters = 1_800 };

    public IReplySink Open(IncomingMessage message, IDeliveryState delivery)
    {
        return new OneBotSink(options, api, sent, media, gate, logger, OneBotReplyAddress.FromJson(message.ReplyAddress), delivery);
    }
}
