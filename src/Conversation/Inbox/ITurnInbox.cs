using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Inbox;

/// <summary>
/// The inbox as a turn sees it. Every write names the claim it belongs to and answers false if that claim is gone; the turn then stops
/// silently, for somebody else has the message.
/// </summary>
internal interface ITurnInbox
{
    /// <summary>Stores the answer as parts, what it adds to the context and what it cost, in one commit. From here the model is not asked again.</summary>
    Task<StoredReply?> StoreReplyAsync(Claim claim, Answer answer, IReadOnlyList<Part> parts, CancellationToken cancellationToken);

    /// <summary>What the sink must find again after a kill.</summary>
    Task<bool> StoreDeliveryAsync(Claim claim, string delivery, CancellationToken cancellationToken);

    /// <summary>The same, if what is stored still is what the sink has seen.</summary>
    /// <returns>What is stored now; null, as elsewhere false, if the claim is gone.</returns>
    Task<string?> ReplaceDeliveryAsync(Claim claim, string? seen, string delivery, CancellationToken cancellationToken);

    /// <summary>One part is delivered and more follow.</summary>
    Task<bool> ClosePartAsync(Claim claim, DeliveredPart part, CancellationToken cancellationToken);

    /// <summary>The message is done; the next one of its conversation may start.</summary>
    Task<bool> CloseAsync(Claim claim, Closing closing, CancellationToken cancellationToken);

    /// <summary>This attempt came to nothing; the next one starts at <paramref name="dueAt"/>.</summary>
    Task<bool> DeferAsync(Claim claim, DateTimeOffset dueAt, CancellationToken cancellationToken);

    /// <summary>The host stops: whoever comes next starts where this turn is.</summary>
    Task<bool> HandBackAsync(Claim claim, CancellationToken cancellationToken);
}

/// <summary>How a message is closed.</summary>
/// <param name="Outcome">The one outcome it has for ever.</param>
/// <param name="Detail">For the administrator; empty when all went well.</param>
/// <param name="LastPart">The part whose delivery completes the answer; null if none was delivered by this attempt.</param>
internal sealed record Closing(Outcome Outcome, string Detail = "", DeliveredPart? LastPart = null);

/// <summary>A part the platform took, and its id there.</summary>
internal sealed record DeliveredPart(int Index, string PlatformId);
