using System.Text.Json;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Telemetry;
using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Forgetting;

/// <summary>Deletes, a few rows at a time, what <see cref="SqlTraces"/> found.</summary>
internal sealed class SqlForgetting(DatabaseWriter writer, ConversationClaims claims, EngineMetrics metrics, TimeProvider time)
{
    /// <summary>What is left of a message: its row, so that its repetition by the platform is still recognised.</summary>
    private static string Emptied(string bot) => JsonSerializer.Serialize(
        new IncomingMessage
        {
            Bot = bot,
            DedupKey = "",
            Chat = new Chat { Kind = ChatKind.Private, Id = "" },
            Sender = new Sender { Id = "" },
            Parts = [],
            SentAt = DateTimeOffset.UnixEpoch,
            ReplyAddress = "",
        },
        MessageJson.Compact.IncomingMessage);

    /// <summary>Closes what the person is still waiting for. A turn that is at work on it loses its claim, and with it the right to write or send anything.</summary>
    public async Task CloseAsync(Person person, Traces traces, CancellationToken cancellationToken)
    {
        if (traces.Messages.Count == 0)
        {
            return;
        }

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var closed = await writer.WriteAsync(session => Close(session, person, traces, now), cancellationToken);
        for (var i = 0; i < closed; i++)
        {
            metrics.Closed(person.Bot, Outcome.Ignored);
        }

        if (closed > 0)
        {
            claims.Wake();                      // somebody else's message may have waited behind it
        }
    }

    /// <summary>What is kept of a conversation beside what was said in it.</summary>
    public Task ForgetConversationAsync(Person person, Traces traces, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return writer.WriteAsync(session => ForgetConversation(session, person, traces, now), cancellationToken);
    }

    public Task ForgetEntriesAsync(IReadOnlyList<long> entries, CancellationToken cancellationToken) => writer.WriteAsync(
        session => entries.Sum(id => session.Execute("delete from turn_entry where id = @id", ("@id", id))), cancellationToken);

    /// <summary>What others were told that repeats the person. What it took is still counted.</summary>
    public Task ForgetAnswersAsync(IReadOnlyList<long> messages, CancellationToken cancellationToken) => writer.WriteAsync(
        session => messages.Sum(id => session.Execute("update reply set parts = '[]' where inbox_id = @id", ("@id", id))), cancellationToken);

    /// <summary>Everything that hangs on messages, and what they say. Their rows stay.</summary>
    public Task ForgetMessagesAsync(Person person, IReadOnlyList<long> messages, CancellationToken cancellationToken)
    {
        var emptied = Emptied(person.Bot);
        return writer.WriteAsync(session => messages.Sum(id => ForgetMessage(session, id, emptied)), cancellationToken);
    }

    /// <summary>The titles and the persona that the person wrote for what others share. What another wrote in their place stays.</summary>
    public Task ForgetChosenAsync(Person person, Traces traces, CancellationToken cancellationToken) =>
        writer.WriteAsync(session => ForgetChosen(session, person, traces.ConversationId), cancellationToken);

    /// <summary>The command itself stays, to be answered; by whom it was said stays as an id.</summary>
    public Task ForgetNameAsync(Person person, IncomingMessage command, CancellationToken cancellationToken)
    {
        var nameless = JsonSerializer.Serialize(command with { Sender = command.Sender with { DisplayName = "" } }, MessageJson.Compact.IncomingMessage);
        return writer.WriteAsync(
            session => session.Execute("update inbox set message = @message where id = @id", ("@message", nameless), ("@id", person.Before)), cancellationToken);
    }

    private int Close(SqlSession session, Person person, Traces traces, long now)
    {
        var open = session.Query(
            "select id from inbox where conversation_id = @conversation and closed_at is null order by id", static row => row.GetInt64(0),
            ("@conversation", traces.ConversationId));
        var theirs = open.Where(id => id < person.Before).Intersect(traces.Messages).ToList();
        if (theirs.Count == 0)
        {
            return 0;
        }

        foreach (var id in theirs)
        {
            session.Execute(
                "update inbox set closed_at = @now, outcome = @outcome, outcome_detail = 'forgotten' where id = @id",
                ("@now", now), ("@outcome", (int)Outcome.Ignored), ("@id", id));
        }

        session.Execute("update conversation set open = open - @count where id = @id", ("@count", theirs.Count), ("@id", traces.ConversationId));
        if (theirs[0] == open[0])
        {
            // The oldest is the one that is at work, or waits to be tried again: whoever is behind it is due now.
            session.Execute(
                "update conversation set due_at = @now, attempt = attempt + 1, lease_owner = null, lease_until = null where id = @id",
                ("@now", now), ("@id", traces.ConversationId));
        }

        theirs.ForEach(_ => claims.CountClosed());
        return theirs.Count;
    }

    private static bool ForgetConversation(SqlSession session, Person person, Traces traces, long now)
    {
        // The server's copy holds the person's words, too, and is made anew from what is left of ours.
        var states = session.Query(
            "select model, state from server_state where conversation_id = @id", static row => (Model: row.GetString(0), State: row.GetString(1)),
            ("@id", traces.ConversationId));
        foreach (var (model, json) in states)
        {
            session.Execute(
                "insert into server_deletion (model, server_id, due_at) values (@model, @server, @now)",
                ("@model", model), ("@server", IdOf(json)), ("@now", now));
        }

        session.Execute("delete from server_state where conversation_id = @id", ("@id", traces.ConversationId));
        if (!traces.IsOwn)
        {
            return true;
        }

        session.Execute("delete from context_title where conversation_id = @id", ("@id", traces.ConversationId));
        session.Execute("delete from media where conversation_id = @id and inbox_id < @before", ("@id", traces.ConversationId), ("@before", person.Before));
        session.Execute("update conversation set settings = null where id = @id", ("@id", traces.ConversationId));
        if (traces.ConversationId != person.ConversationId)
        {
            // Its name says who spoke where. With a name that no message leads to, it only waits for its rows to be old enough to go.
            session.Execute(
                "update conversation set key = 'forgotten-' || id where id = @id and open = 0", ("@id", traces.ConversationId));
        }

        return true;
    }

    private static int ForgetChosen(SqlSession session, Person person, long conversation)
    {
        var titles = session.Execute(
            "delete from context_title where conversation_id = @id and author = @author", ("@id", conversation), ("@author", person.SenderId));
        var settings = ConversationSettings.Read(session.First(
            "select settings from conversation where id = @id and settings is not null", static row => row.GetString(0), ("@id", conversation)));
        return settings.PersonaBy != person.SenderId
            ? titles
            : titles + session.Execute(
                "update conversation set settings = @settings where id = @id", ("@settings", settings.WithoutPersona().Write()), ("@id", conversation));
    }

    /// <summary>The server's name for what it keeps.</summary>
    private static string IdOf(string state)
    {
        using var json = JsonDocument.Parse(state);
        return json.RootElement.GetProperty("Id").GetString()!;
    }

    private static int ForgetMessage(SqlSession session, long id, string emptied)
    {
        session.Execute("delete from reply where inbox_id = @id", ("@id", id));
        session.Execute("delete from delivered_part where inbox_id = @id", ("@id", id));
        session.Execute("delete from reading where inbox_id = @id", ("@id", id));
        session.Execute("delete from media where inbox_id = @id", ("@id", id));
        return session.Execute("update inbox set message = @emptied, delivery = null, thread = '' where id = @id", ("@emptied", emptied), ("@id", id));
    }
}
