using System.Collections.Immutable;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Turns;
using Microsoft.Extensions.Caching.Memory;

namespace BotHost.Conversation.Context;

/// <summary>
/// Keeps the contexts of conversations that are going on. A conversation's claims are numbered without gaps, by whichever process claims it:
/// if the last one was ours, nobody can have added anything since, and the database need not be asked.
/// </summary>
internal sealed class CachedContextStore(IContextStore inner, EngineLimits limits) : IContextStore, IDisposable
{
    /// <summary>All contexts together.</summary>
    private const long MaxBytes = 32 * 1024 * 1024;

    /// <summary>What an entry takes beside its text.</summary>
    private const int Overhead = 192;

    /// <summary>A letter is kept twice: as UTF-16, and as the UTF-8 that the model gets.</summary>
    private const int BytesPerCharacter = 4;

    private readonly Lock _gate = new();
    private long _changes;                      // how often something changed beside the turns

    private readonly MemoryCache _contexts = new(new MemoryCacheOptions { SizeLimit = MaxBytes });

    public ImmutableArray<ContextEntry> Newest(Claim claim)
    {
        var newest = All(claim);
        return claim.Replaces is { } replaced ? [.. newest.Where(entry => entry.GroupId != replaced)] : newest;
    }

    private ImmutableArray<ContextEntry> All(Claim claim)
    {
        if (Find(claim) is { } kept)
        {
            return kept.Newest;
        }

        var before = Volatile.Read(ref _changes);
        var newest = inner.Newest(claim);
        lock (_gate)
        {
            if (before == _changes)             // what was read may be older than the change otherwise
            {
                Keep(claim, claim.ContextNo, newest, Bytes(newest.AsSpan()));
            }
        }

        return newest;
    }

    public void Added(Claim claim, Answer answer)
    {
        lock (_gate)
        {
            if (answer.Forgets is not null || answer.SwitchesTo is not null)
            {
                _contexts.Remove(claim.ConversationId);     // older entries have room again, or others are meant: the database knows which
            }
            else if (answer.StartsNewContext)
            {
                Keep(claim, claim.ContextNo + 1, [], bytes: 0);
            }
            else if (Find(claim) is { } before)
            {
                // A summary at the end stays: it stands for all that is older.
                var old = before.Newest.AsSpan();
                var talk = old.Length - (old is [.., { Kind: EntryKind.Summary }] ? 1 : 0);
                var stay = Math.Min(talk, Math.Max(0, limits.ContextEntries + 1 - answer.Entries.Count));
                ContextEntry[] added = [.. answer.Entries];
                added.AsSpan().Reverse();
                Keep(claim, claim.ContextNo, [.. added, .. old[..stay], .. old[talk..]], before.Bytes + Bytes(added) - Bytes(old[stay..talk]));
            }
        }
    }

    public void Changed(long conversationId)
    {
        lock (_gate)
        {
            _changes++;
            _contexts.Remove(conversationId);
        }
    }

    public void Dispose() => _contexts.Dispose();

    /// <summary>The context as this turn, or the one just before it, left it; null if somebody else may have been at it.</summary>
    private Kept? Find(Claim claim)
    {
        return _contexts.TryGetValue(claim.ConversationId, out Kept? kept)
            && kept!.ContextNo == claim.ContextNo && claim.Attempt - kept.Attempt is 0 or 1
                ? kept
                : null;
    }

    private void Keep(Claim claim, long contextNo, ImmutableArray<ContextEntry> newest, long bytes)
    {
        using var entry = _contexts.CreateEntry(claim.ConversationId);
        entry.Size = Overhead + bytes;
        entry.Value = new Kept(claim.Attempt, contextNo, newest, bytes);
    }

    private static long Bytes(ReadOnlySpan<ContextEntry> entries)
    {
        var bytes = 0L;
        foreach (var entry in entries)
        {
            bytes += ((long)entry.Content.Length * BytesPerCharacter) + Overhead;
        }

        return bytes;
    }

    /// <param name="Attempt">The claim that kept it.</param>
    /// <param name="ContextNo">Which of the conversation's contexts it is.</param>
    /// <param name="Newest">Its entries, newest first.</param>
    /// <param name="Bytes">Their size, kept beside them: to count it again with every turn took a fiftieth of the host's time.</param>
    private sealed record Kept(long Attempt, long ContextNo, ImmutableArray<ContextEntry> Newest, long Bytes);
}
