using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.Feishu;

/// <summary>How a Feishu bot answers.</summary>
internal sealed class FeishuSender(
    FeishuOptions options, FeishuClient client, IMediaStore media, TimeProvider time, ILogger<FeishuSender> logger) : IReplySender
{
    private readonly FeishuCards _cards = new(options.Bot, client.Rates, time, logger);

    /// <summary>
    /// A card or a post may have 30 KB as a call (发送消息), where what is JSON within JSON takes up to four bytes for one. 4,000 characters are
    /// also what a person wants to read in one piece.
    /// </summary>
    public ReplyCapabilities Capabilities { get; } = new() { MaxPartBytes = 12_000, MaxPartCharacters = 4_000 };

    public IReplySink Open(IncomingMessage message, IDeliveryState delivery)
    {
        if (FeishuReplyAddress.FromJson(message.ReplyAddress) is not { } address)
            return new FeishuNowhere();
        var route = new FeishuRoute(client, address, options.Bot, message.DedupKey);
        var memory = new FeishuDeliveryMemory(delivery);
        var card = new FeishuGrowingCard(options.Bot, client, _cards, route, memory, time, logger);
        var reaction = address.Message is { } question
            ? new FeishuReaction(options.Bot, options.Reaction, question, client, memory, time, logger)
            : null;
        var pictures = new FeishuPictures(options.Bot, client, media, memory, logger);
        return new FeishuSink(options.Bot, client, route, card, pictures, reaction, logger);
    }

    /// <summary>For an address that this adapter did not write.</summary>
    private sealed class FeishuNowhere : IReplySink
    {
        public GrowthRules? Growth => null;

        public Task AcknowledgeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<ShowResult> ShowAsync(string textSoFar, CancellationToken cancellationToken) =>
            Task.FromResult<ShowResult>(new ShowResult.Over("there is nowhere to show it"));

        public Task<SendResult> SendAsync(ReplyPart part, CancellationToken cancellationToken) =>
            Task.FromResult<SendResult>(new SendResult.Refused("the stored reply address cannot be read"));
    }
}
