using BotHost.Conversation.Inbox;
using BotHost.Conversation.Storage;

namespace BotHost.Conversation.Context;

/// <summary>Reads what of a long conversation is worth folding, and writes the summary that stands for it: beside it, for nothing is deleted.</summary>
internal sealed class SqlSummaries(SqlContextStore contexts, DatabaseWriter writer, EngineLimits limits, TimeProvider time)
{
    /// <summary>The oldest turns of the claim's context, all but the last <see cref="ContextWindow.TurnsAsTheyWere"/>; null if there are no more than these.</summary>
    public OldTurns? Find(Claim claim)
    {
        // As it is stored now: more may have been said since the claim. And more than a turn reads, where earlier summaries failed.
        var newest = contexts.Newest(claim, 2 * limits.ContextEntries);
        var summary = newest is [.., { Kind: EntryKind.Summary } last] ? last : null;
        var talk = newest.Where(entry => entry != summary).ToList();
        var recent = talk.Select(entry => entry.GroupId).Distinct().Take(ContextWindow.TurnsAsTheyWere).LastOrDefault();
        var old = talk.Where(entry => entry.GroupId < recent).ToList();
        return old.Count == 0 ? null : new OldTurns { Claim = claim, Summary = summary, Backwards = old, EntriesInAll = talk.Count, TokensInAll = newest.Sum(ContextWindow.Cost) };
    }

    /// <summary>Stores the summary, if what it was made of still is what the conversation holds; else false.</summary>
    public Task<bool> WriteAsync(OldTurns old, string summary, int tokens, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return writer.WriteAsync(
            session => session.Execute(
                """
                insert into turn_entry (conversation_id, context_no, group_id, kind, content, tokens, created_at)
                select @conversation, @contextNo, @group, 4, @content, @tokens, @now
                where @count = (select count(*) from turn_entry
                                where conversation_id = @conversation and context_no = @contextNo and id between @first and @last and kind <> 4)
                  and @summary = coalesce((select max(id) from turn_entry where conversation_id = @conversation and context_no = @contextNo and kind = 4), 0)
                """,
                ("@conversation", old.Claim.ConversationId), ("@contextNo", old.Claim.ContextNo), ("@group", old.Backwards[0].GroupId), ("@content", summary),
                ("@tokens", tokens), ("@now", now), ("@count", old.Backwards.Count), ("@first", old.Backwards[^1].Id), ("@last", old.Backwards[0].Id),
                ("@summary", old.Summary?.Id ?? 0)) == 1,
            cancellationToken);
    }
}

/// <summary>Turns that a summary is to stand for.</summary>
internal sealed record OldTurns
{
    /// <summary>A turn of theirs: which conversation, and which of its contexts.</summary>
    public required Claim Claim { get; init; }

    /// <summary>What stands for the turns before them; null for none.</summary>
    public required ContextEntry? Summary { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<ContextEntry> Backwards { get; init; }

    /// <summary>The conversation's entries, its newest turns among them.</summary>
    public required int EntriesInAll { get; init; }

    /// <summary>What they and the summary take.</summary>
    public required int TokensInAll { get; init; }

    public int Tokens => Backwards.Sum(ContextWindow.Cost);

    /// <summary>Only the oldest of them, as many as take no more than so many tokens together; one in any case. The others are folded later.</summary>
    public OldTurns Oldest(int tokens)
    {
        var taken = 0;
        var left = tokens;
        foreach (var turn in Backwards.Reverse().GroupBy(entry => entry.GroupId))
        {
            left -= turn.Sum(ContextWindow.Cost);
            if (left < 0 && taken > 0)
            {
                break;
            }

            taken += turn.Count();
        }

        return this with { Backwards = [.. Backwards.Skip(Backwards.Count - taken)] };
    }
}
