using BotHost.Conversation.Messages;
using BotHost.Conversation.Storage;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Inbox;

/// <summary>The messages that claimed conversations are at. For the writer's thread alone.</summary>
/// <param name="isAlone">True if no other process works on the same database: what is known of a message here is all there is to know.</param>
/// <param name="logger">For what should not be.</param>
internal sealed partial class ClaimedMessages(bool isAlone, ILogger logger)
{
    /// <summary>Characters of messages that are kept until their turn comes: many thousands of them. In a backlog beyond that they are read back.</summary>
    private const long MostKept = 8 * 1024 * 1024;

    private readonly Dictionary<long, ReceivedMessage> _first = [];         // the first that this transaction has stored, by conversation
    private readonly Dictionary<long, ReceivedMessage> _received = [];      // all that it has stored and not claimed, by id
    private readonly Dictionary<long, ReceivedMessage> _kept = [];          // those of transactions before it
    private long _lengthOfKept;

    /// <summary>This transaction has stored it: if it is the one that is claimed, there is nothing to read back.</summary>
    public void Received(long conversationId, ReceivedMessage received)
    {
        _first.TryAdd(conversationId, received);
        _received[received.Id] = received;
    }

    /// <summary>What the transaction has stored is on disk, and waits for its turn.</summary>
    public void Committed()
    {
        foreach (var (id, received) in _received)
        {
            Drop(id);                           // the id of a row that was deleted is given again
            if (isAlone && _lengthOfKept + received.Length <= MostKept)
            {
                _kept.Add(id, received);
                _lengthOfKept += received.Length;
            }
        }

        RolledBack();
    }

    /// <summary>What it would have stored is not there.</summary>
    public void RolledBack()
    {
        _first.Clear();
        _received.Clear();
    }

    /// <summary>The oldest open message of a claimed conversation; null, and the count mended, if there is none.</summary>
    public Claim? Find(SqlSession session, ClaimedConversation conversation) =>
        JustReceived(conversation) ?? Kept(session, conversation) ?? ReadOldest(session, conversation);

    /// <summary>The claim of a conversation whose one open message this transaction has stored. Null for all others.</summary>
    private Claim? JustReceived(ClaimedConversation conversation) =>
        conversation.Open == 1 && _first.TryGetValue(conversation.Id, out var received) && _received.Remove(received.Id) ? ClaimOf(conversation, received) : null;

    /// <summary>The claim of one that was stored by this process and waited for its turn: it was never claimed before, and is as it came. Null for all others.</summary>
    private Claim? Kept(SqlSession session, ClaimedConversation conversation)
    {
        if (_kept.Count == 0)
        {
            return null;
        }

        // Asked, for somebody may have had it deleted, or closed, while it waited.
        var oldest = session.Number(
            "select id from inbox where conversation_id = @conversation and closed_at is null order by id limit 1", ("@conversation", conversation.Id));
        return oldest is { } id && Drop(id) is { } received ? ClaimOf(conversation, received) : null;
    }

    private ReceivedMessage? Drop(long id)
    {
        if (!_kept.Remove(id, out var received))
        {
            return null;
        }

        _lengthOfKept -= received.Length;
        return received;
    }

    private static Claim ClaimOf(ClaimedConversation conversation, ReceivedMessage received) => new()
    {
        MessageId = received.Id,
        ConversationId = conversation.Id,
        Attempt = conversation.Attempt,
        ContextNo = conversation.ContextNo,
        StopBefore = conversation.StopBefore,
        Settings = ConversationSettings.Read(conversation.Settings),
        Received = received.Message,
        ReceivedAt = Time(received.ReceivedAt),
        Tries = 0,
        Bot = received.Message.Bot,
    };

    private Claim? ReadOldest(SqlSession session, ClaimedConversation conversation)
    {
        var claim = session.First(
            """
            select inbox.id, message, received_at, tries, bot, delivery, reply.kind, replied_at, parts
            from inbox left join reply on reply.inbox_id = inbox.id
            where conversation_id = @conversation and closed_at is null
            order by inbox.id limit 1
            """,
            row => new Claim
            {
                MessageId = row.GetInt64(0),
                ConversationId = conversation.Id,
                Attempt = conversation.Attempt,
                ContextNo = conversation.ContextNo,
                StopBefore = conversation.StopBefore,
                Settings = ConversationSettings.Read(conversation.Settings),
                MessageJson = row.GetString(1),
                ReceivedAt = Time(row.GetInt64(2)),
                Tries = row.GetInt32(3),
                Bot = row.GetString(4),
                Delivery = row.IsDBNull(5) ? null : row.GetString(5),
                Stored = row.IsDBNull(6) ? null : new ClaimedReply((ReplyKind)row.GetInt32(6), Time(row.GetInt64(7)), row.GetString(8), []),
            },
            ("@conversation", conversation.Id));
        if (claim is null)
        {
            Log.NothingOpen(logger, conversation.Id);
            session.Execute(
                "update conversation set open = 0, lease_owner = null, lease_until = null where id = @id", ("@id", conversation.Id));
        }

        return claim is { Stored: { } stored } ? claim with { Stored = stored with { Delivered = ReadDelivered(session, claim.MessageId) } } : claim;
    }

    private static List<int> ReadDelivered(SqlSession session, long messageId)
    {
        return session.Query(
            "select part_index from delivered_part where inbox_id = @id", static row => row.GetInt32(0), ("@id", messageId));
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static partial class Log
    {
        [LoggerMessage(EventId = 306, Level = LogLevel.Error, Message = "Conversation {ConversationId} counted open messages and has none; the count is mended.")]
        public static partial void NothingOpen(ILogger logger, long conversationId);
    }
}

/// <summary>A message that a transaction has stored.</summary>
/// <param name="Length">Its characters as JSON.</param>
internal readonly record struct ReceivedMessage(long Id, IncomingMessage Message, long ReceivedAt, int Length);

/// <summary>A conversation as its claim returns it.</summary>
/// <param name="Open">Its messages that are not closed.</param>
internal readonly record struct ClaimedConversation(long Id, long Attempt, long ContextNo, long Open, long? StopBefore, string? Settings)
{
    /// <summary>The columns that a claim returns, in the order of <see cref="Read"/>.</summary>
    public const string Columns = "id, attempt, context_no, open, stop_before, settings";

    public static ClaimedConversation Read(ISqlRow row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.IsDBNull(4) ? null : row.GetInt64(4), row.IsDBNull(5) ? null : row.GetString(5));
}
