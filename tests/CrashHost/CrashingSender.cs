using BotHost.Conversation.Messages;

namespace BotHost.CrashHost;

/// <summary>A bot's sender, with a crash after every send.</summary>
internal sealed class CrashingSender(IReplySender sender, Crash crash) : IReplySender
{
    public ReplyCapabilities Capabilities => sender.Capabilities;

    public IReplySink Open(IncomingMessage message, IDeliveryState delivery) => new Sink(sender.Open(message, delivery), crash);

    private sealed class Sink(IReplySink sink, Crash crash) : IReplySink
    {
        public GrowthRules? Growth => sink.Growth;

        public Task AcknowledgeAsync(CancellationToken cancellationToken) => sink.AcknowledgeAsync(cancellationToken);

        public Task<ShowResult> ShowAsync(string textSoFar, CancellationToken cancellationToken) => sink.ShowAsync(textSoFar, cancellationToken);

        public async Task<SendResult> SendAsync(ReplyPart part, CancellationToken cancellationToken)
        {
            var result = await sink.SendAsync(part, cancellationToken);
            crash.Pass(CrashPoint.AfterPartSent);
            return result;
        }
    }
}
