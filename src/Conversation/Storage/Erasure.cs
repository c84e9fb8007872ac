namespace BotHost.Conversation.Storage;

/// <summary>How far the erasure has come of what somebody deleted. Only the database's own code looks into it.</summary>
internal sealed class Erasure
{
    /// <summary>The first page that was not cleaned yet, counted from 0.</summary>
    public long NextPage { get; set; }
}
