using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.DingTalk;

/// <summary>How a DingTalk bot answers.</summary>
internal sealed class DingTalkSender(
    DingTalkOptions options, DingTalkApi api, DingTalkCalls calls, DingTalkPictures pictures, TimeProvider time, ILogger<DingTalkSender> logger) : IReplySender
{
    private readonly DingTalkCards _cards = new(options, calls.Rates, time, logger);

    /// <summary>
    /// Clients stop rendering markdown at about 3,500 characters (field reports), and msgParam may have 15,000 bytes
    /// (机器人发送群聊消息): 3,000 characters stay below both, whatever JSON makes of them and with a title and a mention.
    /// </summary>
    public ReplyCapabilities Capabilities { get; } = new() { MaxPartBytes = 9_000, MaxPartCharacters = 3_000 };

    public IReplySink Open(IncomingMessage message, IDeliveryState delivery)
    {
        var address = DingTalkReplyAddress.FromJson(message.ReplyAddress);
        return new DingTalkSink(options, api, calls, pictures, time, logger, address)
        {
            Card = address is null || !MayHaveCard(delivery) ? null : OpenCard(message, address, delivery),
            Emotion = address is null || options.Reaction == DingTalkReaction.Off
                ? null
                : new DingTalkEmotion(options.Bot, message.DedupKey, address.Conversation, api, calls, time, logger),
        };
    }

    /// <summary>A card that was begun is finished also where the template has been taken out of the settings since.</summary>
    private bool MayHaveCard(IDeliveryState delivery) => options.CardTemplateId.Length > 0 || delivery.Value is not null;

    private DingTalkCard OpenCard(IncomingMessage message, DingTalkReplyAddress address, IDeliveryState delivery)
    {
        var outTrackId = StableGuid.Of("card", options.RobotCode, options.Bot, message.DedupKey).ToString();
        return new DingTalkCard(options.Bot, outTrackId, DingTalkCardSpace.Of(address, message.Sender), api, calls, _cards, delivery, logger);
    }
}
