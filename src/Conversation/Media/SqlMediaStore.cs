using BotHost.Conversation.Storage;

namespace BotHost.Conversation.Media;

/// <summary>Pictures and readings in the database, where every replica finds them.</summary>
internal sealed class SqlMediaStore(Database database, DatabaseWriter writer) : IMediaStore
{
    /// <summary>Pictures that one conversation keeps; an older one gives way. A model is shown fewer (<see cref="PromptPictures"/>).</summary>
    private const int MostOfAConversation = 16;

    /// <summary>And those of messages that are not closed yet: they are fetched long before their turn, and a reply's may wait for its platform.</summary>
    private const int MostWithThoseInUse = 64;

    public ValueTask<StoredMedia?> FindAsync(long id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(database.Read(session => session.First(
            "select media_type, bytes from media where id = @id",
            static row => new StoredMedia(row.GetString(0), row.GetBytes(1)),
            ("@id", id))));
    }

    /// <summary>How many bytes a picture has, without reading them; null where it is kept no more.</summary>
    public long? FindSize(long id) => database.Read(session => session.Number("select length(bytes) from media where id = @id", ("@id", id)));

    /// <summary>Keeps a picture; the id is good until its conversation starts anew, has many newer ones, or is too old to be kept.</summary>
    public Task<long> AddAsync(long conversationId, long messageId, StoredMedia media, CancellationToken cancellationToken)
    {
        var bytes = media.Bytes.ToArray();
        return writer.WriteAsync(session => Insert(session, conversationId, messageId, media.MediaType, bytes), cancellationToken);
    }

    /// <returns>Null if nobody has read the message yet.</returns>
    public MessageReading? FindReading(long messageId)
    {
        return database.Read(session => session.First(
            "select parts from reading where inbox_id = @id", static row => row.GetString(0), ("@id", messageId))) is { } json
            ? MessageReading.FromJson(json)
            : null;
    }

    /// <summary>Keeps what a message says until it is answered.</summary>
    /// <returns>False if somebody else was faster, whose reading stays, or the message wants none any more: then the pictures of this one are forgotten.</returns>
    public Task<bool> StoreReadingAsync(long messageId, MessageReading reading, CancellationToken cancellationToken)
    {
        var json = reading.ToJson();
        return writer.WriteAsync(session => Insert(session, messageId, json) || Forget(session, reading), cancellationToken);
    }

    /// <summary>The message is answered, or never will be: what it said is in the context now, or of no use.</summary>
    public static void ForgetReading(SqlSession session, long messageId) =>
        session.Execute("delete from reading where inbox_id = @id", ("@id", messageId));

    /// <summary>The conversation starts anew with this message: what came before it is needed no more; what has come since waits for its turn.</summary>
    public static void ForgetPictures(SqlSession session, long conversationId, long messageId) =>
        session.Execute("delete from media where conversation_id = @conversation and inbox_id <= @message", ("@conversation", conversationId), ("@message", messageId));

    /// <summary>They are needed no more.</summary>
    public static void ForgetPictures(SqlSession session, IEnumerable<long> pictures)
    {
        foreach (var picture in pictures)
        {
            session.Execute("delete from media where id = @id", ("@id", picture));
        }
    }

    /// <summary>Whoever answered meanwhile deleted what they had read: nobody would delete this.</summary>
    private static bool Insert(SqlSession session, long messageId, string parts)
    {
        return session.Execute(
            """
            insert into reading (inbox_id, parts)
            select @id, @parts
            where not exists (select 1 from reply where inbox_id = @id)
              and not exists (select 1 from inbox where id = @id and closed_at is not null)
            on conflict (inbox_id) do nothing
            """,
            ("@id", messageId), ("@parts", parts)) == 1;
    }

    private static bool Forget(SqlSession session, MessageReading reading)
    {
        ForgetPictures(session, reading.Parts.OfType<ReadPart.Picture>().Select(picture => picture.MediaId));
        return false;
    }

    private static long Insert(SqlSession session, long conversationId, long messageId, string mediaType, byte[] bytes)
    {
        var id = session.Number(
            "insert into media (conversation_id, inbox_id, media_type, bytes) values (@conversation, @message, @type, @bytes) returning id",
            ("@conversation", conversationId), ("@message", messageId), ("@type", mediaType), ("@bytes", bytes))!.Value;
        session.Execute(
            """
            delete from media
            where conversation_id = @conversation
              and id <= (select id from media where conversation_id = @conversation order by id desc limit 1 offset @most)
              and (id <= (select id from media where conversation_id = @conversation order by id desc limit 1 offset @mostInUse)
                   or not exists (select 1 from inbox where inbox.id = media.inbox_id and closed_at is null))
            """,
            ("@conversation", conversationId), ("@most", MostOfAConversation), ("@mostInUse", MostWithThoseInUse));
        return id;
    }
}
