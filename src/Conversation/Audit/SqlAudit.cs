using BotHost.Conversation.Inbox;
using BotHost.Conversation.Storage;

namespace BotHost.Conversation.Audit;

internal sealed class SqlAudit(DatabaseWriter writer, TimeProvider time) : IAudit
{
    private const string Insert = "insert into audit (at, bot, actor, act, detail) values (@at, @bot, @actor, @act, @detail)";

    public Task RecordAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return writer.WriteAsync(session => Append(session, entry, now), cancellationToken);
    }

    /// <summary>The same in the commit of a turn: what was done and that it was done are written together.</summary>
    public static TurnWrite With(AuditEntry entry) => (session, _, now) => Append(session, entry, now);

    private static int Append(SqlSession session, AuditEntry entry, long now) => session.Execute(
        Insert, ("@at", now), ("@bot", entry.Bot), ("@actor", entry.Actor), ("@act", entry.Act), ("@detail", entry.Detail));
}
