namespace BotHost.Conversation.Audit;

/// <summary>The record of what people and models did to the host: only ever appended to.</summary>
internal interface IAudit
{
    /// <summary>Ends when the entry is on disk.</summary>
    Task RecordAsync(AuditEntry entry, CancellationToken cancellationToken);
}

/// <summary>One line of the record. It holds no text of a conversation, no key and no argument of a tool.</summary>
/// <param name="Bot">Where it was done.</param>
/// <param name="Actor">The sender's id, as the platform gives it.</param>
/// <param name="Act">What was done, in one word: <c>tool</c>, <c>model</c>, <c>persona</c>, <c>forget</c>, …</param>
/// <param name="Detail">To what, and how it went.</param>
internal sealed record AuditEntry(string Bot, string Actor, string Act, string Detail);
