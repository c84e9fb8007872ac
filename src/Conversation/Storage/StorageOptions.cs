namespace BotHost.Conversation.Storage;

/// <summary>Where messages are kept, and for how long.</summary>
public sealed record StorageOptions
{
    /// <summary>SQLite; a relative path counts from the working directory.</summary>
    public string ConnectionString { get; init; } = "Data Source=data/bothost.db";

    /// <summary>Closed messages and contexts older than this are deleted. Never less than 3: a platform may repeat a message for 48 h.</summary>
    public int RetainDays { get; init; } = 30;

    /// <summary>Entries of the audit older than this are deleted.</summary>
    public int AuditDays { get; init; } = 400;
}
