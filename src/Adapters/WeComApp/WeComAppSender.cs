using BotHost.Adapters.Apps;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.WeComApp;

/// <summary>How an app answers.</summary>
internal sealed class WeComAppSender(
    WeComAppOptions options,
    WeComAppApi api,
    WeComAppCalls calls,
    IMediaStore media,
    PlatformMetrics metrics,
    TimeProvider time,
    ILogger<WeComAppSender> logger) : IReplySender
{
    private readonly WeComAppMembers _members = new(time);

    /// <summary>
    /// Room is left below <see cref="WeComAppMessage.MaxBytes"/> for what lists and tables grow by when they lose their marks.
    /// </summary>
    public ReplyCapabilities Capabilities { get; } = new() { MaxPartBytes = 1_900 };

    public IReplySink Open(IncomingMessage message, IDeliveryState delivery) =>
        new WeComAppSink(options, api, calls, _members, media, metrics, logger, WeComAppReplyAddress.FromJson(message.ReplyAddress), delivery);
}
