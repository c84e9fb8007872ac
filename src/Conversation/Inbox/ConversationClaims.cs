using BotHost.Conversation.Messages;
using BotHost.Conversation.Storage;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Inbox;

/// <summary>
/// Who works on which conversation. Due conversations are claimed at the end of the very transaction that made them due, so a message is
/// at work as soon as it is stored, without another flush. Memory holds no queue: only a hint that something may be due, and one timer.
/// </summary>
internal sealed class ConversationClaims : ITransactionEnd, IDisposable
{
    /// <summary>How long a claim holds without being renewed: what another replica waits before it takes over from a dead one.</summary>
    internal static readonly TimeSpan LeaseDuration = TimeSpan.FromMinutes(2);

    /// <summary>Conversations claimed in one transaction; the rest follows in the next, which starts at once. More at a time, and what platforms wait for would stand behind their turns.</summary>
    private const int MaxClaims = 64;

    /// <summary>Selects a row if the claim of @conversation by @me with the number @attempt still holds.</summary>
    public const string Held = "select 1 from conversation where id = @conversation and lease_owner = @me and attempt = @attempt";

    private readonly DatabaseWriter _writer;
    private readonly Dialect _dialect;
    private readonly TimeProvider _time;
    private readonly Alarm _alarm;
    private readonly List<Claim> _claimed = [];
    private readonly ClaimedMessages _messages;
    private readonly ControlClaims _control = new();
    private readonly string _claim;
    private ITurnStarter? _starter;
    private volatile bool _starving;
    private bool _mayBeDue;                     // the writer's thread alone uses it, and the next
    private bool _alarmRang;
    private int _wakes;
    private int _openAtCommit;
    private int _open;

    public ConversationClaims(DatabaseWriter writer, Database database, TimeProvider time, ILogger<ConversationClaims> logger)
    {
        _writer = writer;
        _dialect = database.Dialect;
        _messages = new ClaimedMessages(_dialect.SingleProcess, logger);
        _time = time;
        _alarm = new Alarm(time, Wake);
        _claim = $"""
            update conversation
            set lease_owner = @me, lease_until = @leaseEnd, due_at = @leaseEnd, attempt = attempt + 1     -- attempt fences late writers
            where id in (select id from conversation
                         where open > 0 and due_at <= @now
                         order by due_at, id limit @room{_dialect.SkipLocked})
            returning {ClaimedConversation.Columns}
            """;
        writer.AtTransactionEnd(this);
    }

    /// <summary>This process, among all that share the database.</summary>
    public string Owner { get; } = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    /// <summary>Messages stored and not closed.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>The same within a transaction, with what it has done so far. For the writer's thread alone.</summary>
    public int OpenSoFar => _open + _openAtCommit;

    /// <summary>
    /// How many turns to claim. None while those that run have more to write than one transaction holds: another one would only wait with
    /// them. There is a next transaction then, which asks again.
    /// </summary>
    private int Room => _writer.Waiting > WriteQueue.MaxBatch ? 0 : Math.Min(_starter?.Room ?? 0, MaxClaims);

    /// <summary>Recovers what an earlier process left, then claims for <paramref name="starter"/> for as long as it has room.</summary>
    /// <returns>How many turns were in flight, and how many of those may have sent a part that nobody wrote down.</returns>
    public async Task<Recovery> StartAsync(ITurnStarter starter, CancellationToken cancellationToken)
    {
        var recovery = await _writer.WriteAsync(Recover, cancellationToken);
        Volatile.Write(ref _starter, starter);  // only now: what is recovered must not be claimed half-recovered
        Wake();
        return recovery;
    }

    /// <summary>Looks for due conversations now: a turn ended, time has passed.</summary>
    public void Wake()
    {
        Volatile.Write(ref _wakes, 1);
        _writer.TryWriteFirst(static _ => true);     // no room: then transactions are ending all the time anyway
    }

    /// <summary>True if something waits for a free turn: whoever frees one wakes us.</summary>
    public bool Starving => _starving;

    /// <summary>
    /// Finds or begins the conversation and counts one more open message in it, which is inserted next, in the same transaction: the row is
    /// ours until its end, so that a conversation's ids are committed in order.
    /// </summary>
    public static long Raise(SqlSession session, string key, string bot, long now)
    {
        return session.Number(
            """
            insert into conversation (key, bot, open, due_at) values (@key, @bot, 1, @now)
            on conflict (key) do update
            set due_at = case when conversation.open = 0 then @now else conversation.due_at end, open = conversation.open + 1
            returning id
            """,
            ("@key", key), ("@bot", bot), ("@now", now))!.Value;
    }

    /// <summary>The message for which the conversation was raised was there already.</summary>
    public static void TakeBack(SqlSession session, long conversationId) =>
        session.Execute("update conversation set open = open - 1 where id = @id", ("@id", conversationId));

    /// <summary>The message for which the conversation was raised was inserted.</summary>
    public void Received(long conversationId, ReceivedMessage received)
    {
        _messages.Received(conversationId, received);
        if (received.Message.Lane == Lane.Control)
        {
            _control.Received(conversationId);
        }

        _openAtCommit++;
        Due(received.ReceivedAt);
    }

    /// <summary>True if nobody else has the message by now.</summary>
    public bool Holds(SqlSession session, Claim claim) =>
        session.Number(Held, ("@conversation", claim.ConversationId), ("@me", Owner), ("@attempt", claim.Attempt)) is not null;

    /// <summary>
    /// Ends a claim with its message. Part of the transaction that writes what the turn came to; false if the claim is gone. The next message
    /// has been due since it came: whoever has waited longest goes first, and of a backlog neighbours in the database are done together.
    /// </summary>
    public bool ReleaseClosed(SqlSession session, Claim claim, long now)
    {
        var released = session.Execute(
            """
            update conversation
            set lease_owner = null, lease_until = null, open = open - 1,
                due_at = case when open = 1 then @now else coalesce(
                    (select received_at from inbox where conversation_id = @id and closed_at is null and inbox.id > @message order by inbox.id limit 1), @now) end
            where id = @id and lease_owner = @me and attempt = @attempt
            """,
            ("@now", now), ("@message", claim.MessageId), ("@id", claim.ConversationId), ("@me", Owner), ("@attempt", claim.Attempt)) == 1;
        if (released)
        {
            Due(now);
        }

        return released;
    }

    /// <summary>Ends a claim whose message stays open. Part of the transaction that writes why; false if the claim is gone.</summary>
    public bool Release(SqlSession session, Claim claim, long dueAt)
    {
        var released = session.Execute(
            """
            update conversation set lease_owner = null, lease_until = null, due_at = @dueAt
            where id = @id and lease_owner = @me and attempt = @attempt
            """,
            ("@dueAt", dueAt), ("@id", claim.ConversationId), ("@me", Owner), ("@attempt", claim.Attempt)) == 1;
        if (released)
        {
            Due(dueAt);
        }

        return released;
    }

    /// <summary>A message was closed. The last step of its operation: one that fails before it takes nothing back from the count.</summary>
    public bool CountClosed()
    {
        _openAtCommit--;
        return true;
    }

    /// <summary>Keeps the claims of running turns; nothing is written when none runs.</summary>
    public Task RenewAsync(CancellationToken cancellationToken)
    {
        var leaseEnd = (_time.GetUtcNow() + LeaseDuration).ToUnixTimeMilliseconds();
        return _writer.WriteAsync(
            session => session.Execute(
                "update conversation set lease_until = @leaseEnd, due_at = @leaseEnd where lease_owner = @me", ("@leaseEnd", leaseEnd), ("@me", Owner)),
            cancellationToken);
    }

    public void BeforeCommit(SqlSession session)
    {
        if (Interlocked.Exchange(ref _wakes, 0) == 1)
        {
            _mayBeDue = true;
            _alarmRang = true;
        }

        var room = Room;
        if (_control.AreWaiting || (_mayBeDue && room > 0))
        {
            ClaimDue(session, room);
        }

        _starving = (_mayBeDue && room <= 0) || _control.AreWaiting;
        if (_alarmRang && !_mayBeDue)
        {
            SetAlarm(session);
        }
    }

    private void ClaimDue(SqlSession session, int room)
    {
        var now = _time.GetUtcNow();
        var leaseEnd = (now + LeaseDuration).ToUnixTimeMilliseconds();
        if (_control.AreWaiting && _starter is { } starter)
        {
            Begin(session, _control.Take(session, starter.ControlRoom, Owner, leaseEnd, now.ToUnixTimeMilliseconds()), leaseEnd);
            room -= _claimed.Count;
        }

        if (!_mayBeDue || room <= 0)
        {
            return;
        }

        var claimed = session.Query(
            _claim,
            ClaimedConversation.Read,
            ("@me", Owner), ("@leaseEnd", leaseEnd), ("@now", now.ToUnixTimeMilliseconds()), ("@room", room));
        Begin(session, claimed, leaseEnd);
        _mayBeDue = claimed.Count == room;
    }

    private void Begin(SqlSession session, List<ClaimedConversation> claimed, long leaseEnd)
    {
        foreach (var conversation in claimed)
        {
            if (_messages.Find(session, conversation) is { } claim)
            {
                _claimed.Add(claim);
            }
        }

        if (claimed.Count > 0)
        {
            Due(leaseEnd);
        }
    }

    public void AfterCommit()
    {
        Volatile.Write(ref _open, _open + _openAtCommit);
        _openAtCommit = 0;
        _control.Committed();
        _messages.Committed();
    }

    public void AfterCompletion()
    {
        if (_claimed.Count > 0)
        {
            _starter!.Start([.. _claimed]);
            _claimed.Clear();
        }

        // Either more is due than one transaction claims, or a turn ended after we had counted the room and before it could see that
        // we starve: the barrier makes sure that one of the two sees the other.
        Interlocked.MemoryBarrier();
        if ((_mayBeDue && Room > 0) || (_control.AreWaiting && _starter?.ControlRoom > 0))
        {
            _writer.GoOn();
        }
    }

    public void AfterRollback()
    {
        _openAtCommit = 0;
        _control.RolledBack();
        _messages.RolledBack();
        _claimed.Clear();
        _mayBeDue = true;
    }

    public void Dispose() => _alarm.Dispose();

    private Recovery Recover(SqlSession session)
    {
        Volatile.Write(ref _open, Recovery.CountOpen(session) - _openAtCommit);
        _control.Recover(session);
        return _dialect.SingleProcess ? Recovery.Run(session, _time.GetUtcNow()) : Recovery.Nothing;
    }

    /// <summary>A conversation is due: in this transaction, or when the alarm rings.</summary>
    private void Due(long at)
    {
        if (Time(at) <= _time.GetUtcNow())
        {
            _mayBeDue = true;
        }
        else
        {
            _alarm.NoLaterThan(Time(at));
        }
    }

    /// <summary>The alarm is set whenever something becomes due later; once it has rung it knows of nothing, and the next is looked up.</summary>
    private void SetAlarm(SqlSession session)
    {
        _alarmRang = false;
        if (session.Number("select min(due_at) from conversation where open > 0") is { } next)
        {
            _alarm.NoLaterThan(Time(next));
        }
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
