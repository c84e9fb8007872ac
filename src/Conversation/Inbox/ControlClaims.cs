using BotHost.Conversation.Storage;

namespace BotHost.Conversation.Inbox;

/// <summary>Control commands that were stored and have no turn yet. They are claimed one by one, ahead of whatever else is due. For the writer's thread alone.</summary>
internal sealed class ControlClaims
{
    private const string Claim = $"""
        update conversation
        set lease_owner = @me, lease_until = @leaseEnd, due_at = @leaseEnd, attempt = attempt + 1
        where id = @id and open > 0 and due_at <= @now
        returning {ClaimedConversation.Columns}
        """;

    private readonly List<long> _waiting = [];
    private int _looked;                        // of those, in the transaction at work

    /// <summary>True if there are some that nobody has looked at.</summary>
    public bool AreWaiting => _waiting.Count > _looked;

    public void Received(long conversationId) => _waiting.Add(conversationId);

    /// <summary>Those that an earlier process left.</summary>
    public void Recover(SqlSession session) => _waiting.AddRange(session.Query(
        "select id from conversation where open > 0 and key >= @from and key < @to",
        static row => row.GetInt64(0),
        ("@from", ConversationKey.Control), ("@to", ConversationKey.AfterControl)));

    /// <summary>What is still due: another transaction may have claimed it with everything else.</summary>
    public List<ClaimedConversation> Take(SqlSession session, int room, string me, long leaseEnd, long now)
    {
        List<ClaimedConversation> taken = [];
        while (AreWaiting && taken.Count < room)
        {
            taken.AddRange(session.Query(
                Claim, ClaimedConversation.Read, ("@me", me), ("@leaseEnd", leaseEnd), ("@now", now), ("@id", _waiting[_looked++])));
        }

        return taken;
    }

    public void Committed()
    {
        _waiting.RemoveRange(0, _looked);
        _looked = 0;
    }

    /// <summary>They wait still. One that this transaction would have stored is not there: then there is nothing to claim.</summary>
    public void RolledBack() => _looked = 0;
}
