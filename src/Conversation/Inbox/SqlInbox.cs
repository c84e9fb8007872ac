using System.Text.Json;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Commands;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Telemetry;
using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Inbox;

/// <summary>Stores messages once, and writes what their turns come to. Who works on what is in <see cref="ConversationClaims"/>.</summary>
internal sealed class SqlInbox(
    DatabaseWriter writer,
    ConversationClaims claims,
    BotCatalog bots,
    EngineLimits limits,
    MessageReader reader,
    EngineMetrics metrics,
    TimeProvider time) : IInbox, ITurnInbox
{
    public async Task<Acceptance> AcceptAsync(IncomingMessage message, CancellationToken cancellationToken)
    {
        if (claims.Open >= limits.Backlog)
        {
            metrics.Accepted(message.Bot, Acceptance.Refused);
            return Acceptance.Refused;
        }

        // Everything that needs no database is done here, by many threads, and not on the writer's one.
        message = ControlWords.Are(message) ? message with { Lane = Lane.Control } : message;
        var key = ConversationKey.Of(message, bots.Find(message.Bot).Context);
        var json = JsonSerializer.Serialize(message, MessageJson.Compact.IncomingMessage);
        var receivedAt = time.GetUtcNow().ToUnixTimeMilliseconds();

        var inserted = writer.TryWriteFirst(session => Insert(session, message, key, json, receivedAt)) is { } stored
            ? await stored
            : new Inserted(Acceptance.Refused);
        metrics.Accepted(message.Bot, inserted.Acceptance);
        if (inserted.Acceptance == Acceptance.Stored && message.Lane == Lane.InOrder && reader.HasWork(message))
        {
            reader.Begin(inserted.MessageId, inserted.ConversationId, message);
        }

        return inserted.Acceptance;
    }

    public async Task<StoredReply?> StoreReplyAsync(
        Claim claim, Answer answer, IReadOnlyList<Part> parts, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var json = JsonSerializer.Serialize(parts, MessageJson.Compact.IReadOnlyListPart);
        return await writer.WriteAsync(session => Insert(session, claim, answer, json, now.ToUnixTimeMilliseconds()), cancellationToken)
            ? StoredReply.Of(answer.Kind, now, parts, delivered: [])
            : null;
    }

    public Task<bool> StoreDeliveryAsync(Claim claim, string delivery, CancellationToken cancellationToken)
    {
        return writer.WriteAsync(
            session => session.Execute(
                $"update inbox set delivery = @delivery where id = @id and exists ({ConversationClaims.Held})",
                ("@delivery", delivery), ("@id", claim.MessageId), ("@conversation", claim.ConversationId), ("@me", claims.Owner), ("@attempt", claim.Attempt)) == 1,
            cancellationToken);
    }

    public Task<string?> ReplaceDeliveryAsync(Claim claim, string? seen, string delivery, CancellationToken cancellationToken)
    {
        return writer.WriteAsync(session => claims.Holds(session, claim) ? Replace(session, claim, seen, delivery) : null, cancellationToken);
    }

    public Task<bool> ClosePartAsync(Claim claim, DeliveredPart part, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return writer.WriteAsync(session => claims.Holds(session, claim) && Insert(session, claim, part, now), cancellationToken);
    }

    public async Task<bool> CloseAsync(Claim claim, Closing closing, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var closed = await writer.WriteWheneverAsync(
            session => claims.ReleaseClosed(session, claim, now) && Close(session, claim, closing, now) && claims.CountClosed(), cancellationToken);
        if (closed)
        {
            metrics.Closed(claim.Bot, closing.Outcome);
        }

        return closed;
    }

    public Task<bool> DeferAsync(Claim claim, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        return writer.WriteAsync(
            session => claims.Release(session, claim, dueAt.ToUnixTimeMilliseconds())
                && session.Execute("update inbox set tries = tries + 1 where id = @id", ("@id", claim.MessageId)) == 1,
            cancellationToken);
    }

    public Task<bool> HandBackAsync(Claim claim, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return writer.WriteAsync(session => claims.Release(session, claim, now), cancellationToken);
    }

    private Inserted Insert(SqlSession session, IncomingMessage message, string key, string json, long receivedAt)
    {
        if (claims.OpenSoFar >= limits.Backlog)
        {
            return new Inserted(Acceptance.Refused);    // many looked at the same count before they queued up here
        }

        var conversation = ConversationClaims.Raise(session, key, message.Bot, receivedAt);
        var id = session.Number(
            """
            insert into inbox (conversation_id, bot, dedup_key, kind, lane, thread, received_at, expires_at, message)
            values (@conversation, @bot, @dedupKey, @kind, @lane, @thread, @receivedAt, @expiresAt, @message)
            on conflict (bot, dedup_key) do nothing
            returning id
            """,
            ("@conversation", conversation), ("@bot", message.Bot), ("@dedupKey", message.DedupKey), ("@kind", (int)message.Kind), ("@lane", (int)message.Lane),
            ("@thread", message.Chat.Thread), ("@receivedAt", receivedAt), ("@expiresAt", message.ExpiresAt?.ToUnixTimeMilliseconds()), ("@message", json));
        if (id is null)
        {
            ConversationClaims.TakeBack(session, conversation);
            return new Inserted(Acceptance.Duplicate);
        }

        claims.Received(conversation, new ReceivedMessage(id.Value, message, receivedAt, json.Length));
        return new Inserted(Acceptance.Stored, id.Value, conversation);
    }

    private bool Insert(SqlSession session, Claim claim, Answer answer, string parts, long now)
    {
        var replied = session.Execute(
            $"""
            insert into reply (inbox_id, replied_at, kind, parts, model, input_tokens, output_tokens, tokens_estimated, cost_micros)
            select @id, @now, @kind, @parts, @model, @inputTokens, @outputTokens, @estimated, @micros
            where exists ({ConversationClaims.Held})
            on conflict (inbox_id) do nothing
            """,
            ("@id", claim.MessageId), ("@now", now), ("@kind", (int)answer.Kind), ("@parts", parts), ("@model", answer.Usage?.Model),
            ("@inputTokens", answer.Usage?.InputTokens), ("@outputTokens", answer.Usage?.OutputTokens),
            ("@estimated", answer.Usage is { } usage ? usage.Estimated ? 1 : 0 : null),
            ("@micros", answer.Usage?.Micros),
            ("@conversation", claim.ConversationId), ("@me", claims.Owner), ("@attempt", claim.Attempt));
        if (replied == 0)
        {
            return false;
        }

        if (answer.Forgets is { } forgotten)
        {
            session.Execute(
                "delete from turn_entry where conversation_id = @conversation and context_no = @contextNo and group_id = @group",
                ("@conversation", claim.ConversationId), ("@contextNo", claim.ContextNo), ("@group", forgotten));
        }

        foreach (var entry in answer.Entries)
        {
            session.Execute(
                """
                insert into turn_entry (conversation_id, context_no, group_id, kind, content, tokens, created_at, pictures)
                values (@conversation, @contextNo, @group, @kind, @content, @tokens, @now, @pictures)
                """,
                ("@conversation", claim.ConversationId), ("@contextNo", claim.ContextNo), ("@group", entry.GroupId), ("@kind", (int)entry.Kind),
                ("@content", entry.Content), ("@tokens", entry.Tokens), ("@now", now),
                ("@pictures", entry.Pictures.Count == 0 ? null : string.Join(',', entry.Pictures)));
        }

        if (answer.StartsNewContext)
        {
            session.Execute(
                "update conversation set last_context_no = last_context_no + 1, context_no = last_context_no + 1 where id = @id", ("@id", claim.ConversationId));
            SqlMediaStore.ForgetPictures(session, claim.ConversationId, claim.MessageId);
        }

        if (answer.SwitchesTo is { } contextNo)
        {
            session.Execute("update conversation set context_no = @contextNo where id = @id", ("@contextNo", contextNo), ("@id", claim.ConversationId));
        }

        if (answer.Unanswered is { } question)
        {
            session.Execute(
                "update conversation set unanswered = @question, unanswered_in = @contextNo where id = @id",
                ("@question", question), ("@contextNo", claim.ContextNo), ("@id", claim.ConversationId));
        }

        foreach (var write in answer.Writes)
        {
            write(session, claim, now);
        }

        if (answer.HasRead)
        {
            SqlMediaStore.ForgetReading(session, claim.MessageId);
        }

        return true;
    }

    private static string? Replace(SqlSession session, Claim claim, string? seen, string delivery)
    {
        return session.Execute(
            "update inbox set delivery = @delivery where id = @id and delivery is not distinct from @seen",
            ("@delivery", delivery), ("@id", claim.MessageId), ("@seen", seen)) == 1
            ? delivery
            : session.First("select coalesce(delivery, '') from inbox where id = @id", static row => row.GetString(0), ("@id", claim.MessageId));
    }

    private static bool Insert(SqlSession session, Claim claim, DeliveredPart part, long now)
    {
        return session.Execute(
            "insert into delivered_part (inbox_id, part_index, delivered_at, platform_id) values (@id, @index, @now, @platformId)",
            ("@id", claim.MessageId), ("@index", part.Index), ("@now", now), ("@platformId", part.PlatformId)) == 1;
    }

    private static bool Close(SqlSession session, Claim claim, Closing closing, long now)
    {
        if (closing.Outcome is Outcome.Expired or Outcome.Ignored)
        {
            SqlMediaStore.ForgetReading(session, claim.MessageId);
        }

        return (closing.LastPart is not { } part || Insert(session, claim, part, now))
            && session.Execute(
                "update inbox set closed_at = @now, outcome = @outcome, outcome_detail = @detail where id = @id and closed_at is null",
                ("@now", now), ("@outcome", (int)closing.Outcome), ("@detail", closing.Detail.Length == 0 ? null : closing.Detail), ("@id", claim.MessageId)) == 1;
    }

    /// <summary>What became of a message, and where it stands now if it was stored.</summary>
    private readonly record struct Inserted(Acceptance Acceptance, long MessageId = 0, long ConversationId = 0);
}
