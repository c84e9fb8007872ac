using System.Globalization;
using System.Text.Json;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Storage;

namespace BotHost.Conversation.Context;

/// <summary>The conversations of a lane, as the commands that steer them read and change them. Nothing here reaches beyond one lane.</summary>
internal sealed class SqlConversations(Database database)
{
    /// <returns>Null where nothing was ever asked.</returns>
    public LaneState? Find(string key) => database.Read(session => session.First(
        """
        select id, context_no, settings,
               (select count(*) from inbox
                where conversation_id = conversation.id and closed_at is null and not exists (select 1 from reply where inbox_id = inbox.id))
        from conversation where key = @key
        """,
        static row => new LaneState(row.GetInt64(0), row.GetInt64(1), ConversationSettings.Read(Text(row, 2)), row.GetInt32(3)),
        ("@key", key)));

    /// <summary>Those that something was said in, newest first.</summary>
    public IReadOnlyList<PastConversation> Newest(long conversationId, int most) => database.Read(session => session.Query(
        $"""
        select context_no, {Title}, {Beginning}, turns, last_used
        from (select context_no, count(distinct group_id) as turns, max(created_at) as last_used, max(id) as newest
              from turn_entry where conversation_id = @conversation and kind = @user group by context_no
              order by newest desc limit @most) as said
        order by newest desc
        """,
        Past,
        ("@conversation", conversationId), ("@user", (int)EntryKind.User), ("@most", most)));

    /// <returns>Null where nothing was said.</returns>
    public PastConversation? Find(long conversationId, long contextNo) => database.Read(session => session.First(
        $"""
        select context_no, {Title}, {Beginning}, turns, last_used
        from (select context_no, count(distinct group_id) as turns, max(created_at) as last_used
              from turn_entry where conversation_id = @conversation and context_no = @contextNo and kind = @user group by context_no) as said
        """,
        Past,
        ("@conversation", conversationId), ("@user", (int)EntryKind.User), ("@contextNo", contextNo)));

    public string TitleOf(long conversationId, long contextNo) => database.Read(session => session.First(
        "select title from context_title where conversation_id = @conversation and context_no = @contextNo",
        static row => row.GetString(0),
        ("@conversation", conversationId), ("@contextNo", contextNo))) ?? "";

    /// <summary>The question of a group, as the context remembers it.</summary>
    public ContextEntry? FindQuestion(Claim claim, long group) => database.Read(session => session.First(
        """
        select content, tokens, pictures from turn_entry
        where conversation_id = @conversation and context_no = @contextNo and group_id = @group and kind = @user order by id limit 1
        """,
        row => new ContextEntry(group, EntryKind.User, row.GetString(0), row.GetInt32(1)) { Pictures = Pictures(row, 2) },
        ("@conversation", claim.ConversationId), ("@contextNo", claim.ContextNo), ("@group", group), ("@user", (int)EntryKind.User)));

    /// <summary>The newest questions and answers of the claimed conversation, newest first.</summary>
    public IReadOnlyList<ContextEntry> Said(Claim claim, int most) => database.Read(session => session.Query(
        """
        select group_id, kind, content from turn_entry
        where conversation_id = @conversation and context_no = @contextNo and kind in (@user, @assistant)
        order by id desc limit @most
        """,
        static row => new ContextEntry(row.GetInt64(0), (EntryKind)row.GetInt64(1), row.GetString(2), Tokens: 0),
        ("@conversation", claim.ConversationId), ("@contextNo", claim.ContextNo),
        ("@user", (int)EntryKind.User), ("@assistant", (int)EntryKind.Assistant), ("@most", most)));

    public int CountTurns(Claim claim) => (int)database.Read(session => session.Number(
        "select count(distinct group_id) from turn_entry where conversation_id = @conversation and context_no = @contextNo and kind = @user",
        ("@conversation", claim.ConversationId), ("@contextNo", claim.ContextNo), ("@user", (int)EntryKind.User)))!.Value;

    /// <summary>The newest question of the claimed conversation that left nothing in its context; null if there is none.</summary>
    public long? FindUnanswered(Claim claim) => database.Read(session => session.Number(
        "select unanswered from conversation where id = @conversation and unanswered_in = @contextNo",
        ("@conversation", claim.ConversationId), ("@contextNo", claim.ContextNo)));

    /// <summary>The question that a message had asked once more; null for a message that asked by itself.</summary>
    public long? FindQuestionAskedAgain(long message) => database.Read(session => session.Number(
        "select question_id from reply where inbox_id = @message", ("@message", message)));

    /// <summary>The claimed message had that question asked once more. It has an answer now: whoever takes it back does not mean to ask it again.</summary>
    public static TurnWrite AskedAgain(long question) => (session, claim, _) =>
    {
        session.Execute("update reply set question_id = @question where inbox_id = @message", ("@question", question), ("@message", claim.MessageId));
        session.Execute(
            "update conversation set unanswered = null where id = @id and unanswered = @question", ("@id", claim.ConversationId), ("@question", question));
    };

    /// <summary>A message of the lane as it was stored; null where it is kept no more.</summary>
    public IncomingMessage? FindMessage(Claim claim, long id) => database.Read(session => session.First(
        "select message from inbox where id = @id and conversation_id = @conversation",
        static row => JsonSerializer.Deserialize(row.GetString(0), MessageJson.Compact.IncomingMessage)!,
        ("@id", id), ("@conversation", claim.ConversationId)));

    /// <summary>What is chosen for the claimed lane from now on.</summary>
    public static TurnWrite Choose(ConversationSettings settings)
    {
        var json = settings.Write();
        return (session, claim, _) => session.Execute(
            "update conversation set settings = @settings where id = @id", ("@settings", json), ("@id", claim.ConversationId));
    }

    /// <summary>How the claimed conversation is called from now on, and who calls it that.</summary>
    public static TurnWrite Call(string title, string author) => (session, claim, _) => session.Execute(
        """
        insert into context_title (conversation_id, context_no, title, author) values (@conversation, @contextNo, @title, @author)
        on conflict (conversation_id, context_no) do update set title = excluded.title, author = excluded.author
        """,
        ("@conversation", claim.ConversationId), ("@contextNo", claim.ContextNo), ("@title", title), ("@author", author));

    private const string Title = "coalesce((select title from context_title where conversation_id = @conversation and context_no = said.context_no), '')";

    private const string Beginning = """
        coalesce((select content from turn_entry
                  where conversation_id = @conversation and context_no = said.context_no and kind = @user order by id limit 1), '')
        """;

    private static PastConversation Past(ISqlRow row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt32(3), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)));

    private static IReadOnlyList<long> Pictures(ISqlRow row, int column) =>
        Text(row, column) is { } ids ? [.. ids.Split(',').Select(id => long.Parse(id, CultureInfo.InvariantCulture))] : [];

    private static string? Text(ISqlRow row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
