using BotHost.Conversation.Inbox;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;

namespace BotHost.CrashHost;

/// <summary>The inbox, with a crash on either side of each of its writes.</summary>
internal sealed class CrashingInbox(SqlInbox inbox, Crash crash) : IInbox, ITurnInbox
{
    public async Task<Acceptance> AcceptAsync(IncomingMessage message, CancellationToken cancellationToken)
    {
        crash.Pass(CrashPoint.BeforeMessageStored);
        var acceptance = await inbox.AcceptAsync(message, cancellationToken);
        crash.Pass(CrashPoint.AfterMessageStored);
        return acceptance;
    }

    public async Task<StoredReply?> StoreReplyAsync(Claim claim, Answer answer, IReadOnlyList<Part> parts, CancellationToken cancellationToken)
    {
        crash.Pass(CrashPoint.BeforeReplyStored);
        var stored = await inbox.StoreReplyAsync(claim, answer, parts, cancellationToken);
        crash.Pass(CrashPoint.AfterReplyStored);
        return stored;
    }

    public Task<bool> StoreDeliveryAsync(Claim claim, string delivery, CancellationToken cancellationToken) => inbox.StoreDeliveryAsync(claim, delivery, cancellationToken);

    public Task<string?> ReplaceDeliveryAsync(Claim claim, string? seen, string delivery, CancellationToken cancellationToken) =>
        inbox.ReplaceDeliveryAsync(claim, seen, delivery, cancellationToken);

    public async Task<bool> ClosePartAsync(Claim claim, DeliveredPart part, CancellationToken cancellationToken)
    {
        var closed = await inbox.ClosePartAsync(claim, part, cancellationToken);
        crash.Pass(CrashPoint.AfterPartClosed);
        return closed;
    }

    public async Task<bool> CloseAsync(Claim claim, Closing closing, CancellationToken cancellationToken)
    {
        var closed = await inbox.CloseAsync(claim, closing, cancellationToken);
        crash.Pass(CrashPoint.AfterMessageClosed);
        return closed;
    }

    public Task<bool> DeferAsync(Claim claim, DateTimeOffset dueAt, CancellationToken cancellationToken) => inbox.DeferAsync(claim, dueAt, cancellationToken);

    public Task<bool> HandBackAsync(Claim claim, CancellationToken cancellationToken) => inbox.HandBackAsync(claim, cancellationToken);
}
