using System.Text.Json;
using BotHost.Conversation.Audit;
using BotHost.Conversation.Commands;
using BotHost.Conversation.Context;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Storage;

namespace BotHost.Conversation.Forgetting;

/// <summary>
/// Finds what the host holds of a person. No index helps: one would cost every message something for what hardly anybody ever asks. Tables are
/// read by their ids, a piece at a time.
/// </summary>
internal sealed class SqlTraces(Database database)
{
    /// <summary>Rows that one read looks at: some milliseconds.</summary>
    private const int Window = 4_000;

    /// <summary>Where the person speaks, or spoke as long as the host remembers.</summary>
    public IReadOnlyList<Traces> Find(Person person, CancellationToken cancellationToken)
    {
        Dictionary<long, (bool IsPrivate, List<long> Messages)> spoken = [];
        foreach (var message in FindMessages(person, cancellationToken))
        {
            if (!spoken.TryGetValue(message.ConversationId, out var before))
            {
                spoken[message.ConversationId] = before = (message.IsPrivate, []);
            }

            before.Messages.Add(message.Id);
        }

        // Those whose messages are too old to be kept, or were emptied before a kill, are found by their keys.
        var own = FindOwn(person, cancellationToken);
        // So are titles and personas, which last longer than the messages that they came in.
        var chosen = FindChosen(person, cancellationToken).Where(id => !own.Contains(id) && !(spoken.TryGetValue(id, out var said) && said.IsPrivate)).ToHashSet();
        var repeats = FindRepeats(person, SharedSince(spoken, own, chosen), cancellationToken);
        return
        [
            .. spoken.Select(conversation => new Traces(conversation.Key, conversation.Value.IsPrivate || own.Contains(conversation.Key), conversation.Value.Messages)
            {
                Repeats = [.. repeats[conversation.Key]],
                HasChosen = chosen.Contains(conversation.Key),
            }),
            .. own.Where(id => !spoken.ContainsKey(id)).Select(id => new Traces(id, IsOwn: true, [])),
            .. chosen.Where(id => !spoken.ContainsKey(id)).Select(id => new Traces(id, IsOwn: false, []) { Repeats = [.. repeats[id]], HasChosen = true }),
        ];
    }

    /// <summary>Conversations with others, and the message after which answers in them may repeat the person.</summary>
    private Dictionary<long, long> SharedSince(Dictionary<long, (bool IsPrivate, List<long> Messages)> spoken, HashSet<long> own, HashSet<long> chosen)
    {
        var shared = spoken.Where(conversation => !conversation.Value.IsPrivate && !own.Contains(conversation.Key))
            .ToDictionary(conversation => conversation.Key, conversation => conversation.Value.Messages[0]);
        var oldest = First("inbox") - 1;
        foreach (var id in chosen)
        {
            shared[id] = oldest;                // what they wrote may be older than all that is kept
        }

        return shared;
    }

    /// <summary>The entries of contexts that came of the person's messages, and the summaries that may have.</summary>
    public IReadOnlyList<long> FindEntries(Person person, Traces traces)
    {
        if (!traces.IsOwn && traces.Messages.Count == 0)
        {
            return [];
        }

        var entries = database.Read(session => session.Query(
            "select id, group_id, kind from turn_entry where conversation_id = @conversation",
            static row => (Id: row.GetInt64(0), Group: row.GetInt64(1), Kind: (EntryKind)row.GetInt64(2)),
            ("@conversation", traces.ConversationId)));
        var groups = traces.Messages.ToHashSet();
        return
        [
            .. entries
                .Where(entry => traces.IsOwn
                    ? entry.Group < person.Before || entry.Kind == EntryKind.Summary
                    // A summary tells everything up to its group.
                    : groups.Contains(entry.Group) || (entry.Kind == EntryKind.Summary && entry.Group >= traces.Messages[0]))
                .Select(entry => entry.Id),
        ];
    }

    /// <summary>Whether the person asked to be forgotten, in this very conversation and not long before.</summary>
    public bool WasAsked(AuditEntry asked, DateTimeOffset since) => database.Read(session => session.Number(
        "select max(id) from audit where at >= @since and bot = @bot and actor = @actor and act = @act and detail = @detail",
        ("@since", since.ToUnixTimeMilliseconds()), ("@bot", asked.Bot), ("@actor", asked.Actor), ("@act", asked.Act), ("@detail", asked.Detail))) is not null;

    private IEnumerable<Spoken> FindMessages(Person person, CancellationToken cancellationToken)
    {
        // Narrows down what is taken apart: the id as it stands in the stored message.
        var pattern = Pattern(JsonSerializer.Serialize(person.SenderId, MessageJson.Compact.String)[1..^1]);
        for (var after = First("inbox") - 1; after < person.Before - 1; after += Window)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var last = Math.Min(after + Window, person.Before - 1);
            var candidates = database.Read(session => session.Query(
                @"select id, conversation_id, message from inbox where id > @after and id <= @last and bot = @bot and message like @pattern escape '\' order by id",
                static row => (Id: row.GetInt64(0), Conversation: row.GetInt64(1), Message: row.GetString(2)),
                ("@after", after), ("@last", last), ("@bot", person.Bot), ("@pattern", pattern)));
            foreach (var (id, conversation, json) in candidates)
            {
                if (JsonSerializer.Deserialize(json, MessageJson.Compact.IncomingMessage) is { } message && message.Sender.Id == person.SenderId)
                {
                    yield return new Spoken(id, conversation, message.Chat.Kind == ChatKind.Private);
                }
            }
        }
    }

    /// <param name="person">Who.</param>
    /// <param name="shared">Conversations with others, and the message after which answers in them may repeat the person.</param>
    /// <param name="cancellationToken">Cancels.</param>
    private ILookup<long, long> FindRepeats(Person person, Dictionary<long, long> shared, CancellationToken cancellationToken)
    {
        List<(long Conversation, long Id)> found = [];
        var conversations = string.Join(',', shared.Keys);
        for (var after = shared.Count == 0 ? person.Before : shared.Values.Min(); after < person.Before - 1; after += Window)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var candidates = database.Read(session => session.Query(
                $"""
                select inbox.id, conversation_id, message, reply.model is null
                from inbox join reply on reply.inbox_id = inbox.id
                where inbox.id > @after and inbox.id <= @last and conversation_id in ({conversations})
                """,
                static row => (Id: row.GetInt64(0), Conversation: row.GetInt64(1), Message: row.GetString(2), IsLocal: row.GetBoolean(3)),
                ("@after", after), ("@last", Math.Min(after + Window, person.Before - 1))));
            found.AddRange(candidates
                .Where(candidate => candidate.Id > shared[candidate.Conversation] && (candidate.IsLocal || HasAskedAgain(candidate.Message)))
                .Select(candidate => (candidate.Conversation, candidate.Id)));
        }

        return found.ToLookup(one => one.Conversation, one => one.Id);
    }

    private static bool HasAskedAgain(string json) =>
        JsonSerializer.Deserialize(json, MessageJson.Compact.IncomingMessage) is { } message
        && RetryCommand.Words.Contains(MessageText.Of(message.Parts), StringComparer.OrdinalIgnoreCase);

    private HashSet<long> FindOwn(Person person, CancellationToken cancellationToken)
    {
        HashSet<long> own = [];
        var pattern = Pattern("|" + person.SenderId);
        foreach (var (after, last) in Pieces("conversation"))
        {
            cancellationToken.ThrowIfCancellationRequested();
            own.UnionWith(database.Read(session => session.Query(
                @"select id, key from conversation where id > @after and id <= @last and bot = @bot and key like @pattern escape '\'",
                static row => (Id: row.GetInt64(0), Key: row.GetString(1)),
                ("@after", after), ("@last", last), ("@bot", person.Bot), ("@pattern", pattern)))
                .Where(conversation => ConversationKey.SenderOf(conversation.Key) == person.SenderId)
                .Select(conversation => conversation.Id));
        }

        return own;
    }

    /// <summary>Conversations with a title or a persona that the person wrote: their author's id stands beside them.</summary>
    private List<long> FindChosen(Person person, CancellationToken cancellationToken)
    {
        List<long> found = [];
        foreach (var (after, last) in Pieces("conversation"))
        {
            cancellationToken.ThrowIfCancellationRequested();
            found.AddRange(database.Read(session => session.Query(
                """
                select id, settings, exists (select 1 from context_title where conversation_id = conversation.id and author = @author)
                from conversation where id > @after and id <= @last and bot = @bot
                """,
                static row => (Id: row.GetInt64(0), Settings: row.IsDBNull(1) ? null : row.GetString(1), HasTitle: row.GetBoolean(2)),
                ("@after", after), ("@last", last), ("@bot", person.Bot), ("@author", person.SenderId)))
                .Where(conversation => conversation.HasTitle || ConversationSettings.Read(conversation.Settings).PersonaBy == person.SenderId)
                .Select(conversation => conversation.Id));
        }

        return found;
    }

    private IEnumerable<(long After, long Last)> Pieces(string table)
    {
        var youngest = database.Read(session => session.Number($"select max(id) from {table}")) ?? 0;
        for (var after = First(table) - 1; after < youngest; after += Window)
        {
            yield return (after, after + Window);
        }
    }

    private long First(string table) => database.Read(session => session.Number($"select min(id) from {table}")) ?? 1;

    private static string Pattern(string text) =>
        $"%{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";

    private sealed record Spoken(long Id, long ConversationId, bool IsPrivate);
}
