using System.Text.Json;
using System.Text.Json.Serialization;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Storage;

namespace BotHost.Conversation.Context;

/// <summary>What models' servers keep of conversations: which of it may be used, and what is to be deleted there. No texts.</summary>
internal sealed class SqlServerState(Database database, DatabaseWriter writer, TimeProvider time) : IServerStates, IServerLedger
{
    /// <summary>Longer than any turn: what a turn made and has not kept by then, it never will.</summary>
    private static readonly TimeSpan s_longestTurn = TimeSpan.FromHours(1);

    public ServerState? Find(Claim claim, string model)
    {
        var state = database.Read(session => session.First(
            "select state from server_state where conversation_id = @conversation and context_no = @contextNo and model = @model and attempt = @attempt",
            static row => row.GetString(0),
            ("@conversation", claim.ConversationId), ("@contextNo", claim.ContextNo), ("@model", model), ("@attempt", claim.Attempt - 1)));
        return state is null ? null : Read(state);
    }

    public TurnWrite Keep(string model, ServerState? state) => (session, claim, now) =>
    {
        var before = session.First(
            "select state from server_state where conversation_id = @conversation and context_no = @contextNo and model = @model",
            static row => row.GetString(0), ("@conversation", claim.ConversationId), ("@contextNo", claim.ContextNo), ("@model", model));
        var old = before is null ? null : Read(before);
        if (old is not null && old.Id != state?.Id)
        {
            ToBeDeleted(session, model, old.Id, now);
        }

        if (state is null)
        {
            session.Execute(
                "delete from server_state where conversation_id = @conversation and context_no = @contextNo and model = @model",
                ("@conversation", claim.ConversationId), ("@contextNo", claim.ContextNo), ("@model", model));
            return;
        }

        session.Execute(
            """
            insert into server_state (conversation_id, context_no, model, attempt, state) values (@conversation, @contextNo, @model, @attempt, @state)
            on conflict (conversation_id, context_no, model) do update set attempt = excluded.attempt, state = excluded.state
            """,
            ("@conversation", claim.ConversationId), ("@contextNo", claim.ContextNo), ("@model", model), ("@attempt", claim.Attempt),
            ("@state", JsonSerializer.Serialize(state, ServerStateJson.Default.ServerState)));
        if (old?.Id != state.Id)
        {
            session.Execute("delete from server_deletion where model = @model and server_id = @id", ("@model", model), ("@id", state.Id));
        }
    };

    public TurnWrite Pass() => static (session, claim, _) => session.Execute(
        "update server_state set attempt = @attempt where conversation_id = @conversation and attempt = @before",
        ("@attempt", claim.Attempt), ("@conversation", claim.ConversationId), ("@before", claim.Attempt - 1));

    /// <summary>Everything that servers keep of a conversation, in all of its contexts, is deleted there soon: nobody asks with it any more.</summary>
    public static void LeaveBehind(SqlSession session, long conversationId, long now)
    {
        var left = session.Query(
            "select model, state from server_state where conversation_id = @conversation",
            static row => (Model: row.GetString(0), State: row.GetString(1)), ("@conversation", conversationId));
        foreach (var (model, state) in left)
        {
            if (Read(state) is { } kept)
            {
                ToBeDeleted(session, model, kept.Id, now);
            }
        }

        if (left.Count > 0)
        {
            session.Execute("delete from server_state where conversation_id = @conversation", ("@conversation", conversationId));
        }
    }

    public Task MadeAsync(string model, string id, CancellationToken cancellationToken)
    {
        var later = (time.GetUtcNow() + s_longestTurn).ToUnixTimeMilliseconds();
        return writer.WriteAsync(session => ToBeDeleted(session, model, id, later), cancellationToken);
    }

    private static int ToBeDeleted(SqlSession session, string model, string id, long dueAt) => session.Execute(
        "insert into server_deletion (model, server_id, due_at) values (@model, @id, @dueAt)", ("@model", model), ("@id", id), ("@dueAt", dueAt));

    private static ServerState? Read(string json) => JsonSerializer.Deserialize(json, ServerStateJson.Default.ServerState);
}

[JsonSerializable(typeof(ServerState))]
internal sealed partial class ServerStateJson : JsonSerializerContext;
