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
    /// <summary>Characters of all contexts together: 16 MB of text.</summary>
    private const long MaxCharacters = 8 * 1024 * 1024;

    /// <summary>What an entry takes beside its text, in characters.</summary>
    private const int Overhead = 64;

    private readonly MemoryCache _contexts = new(new MemoryCacheOptions { SizeLimit = MaxCharacters });

    public IReadOnlyList<ContextEntry> Newest(Claim claim)
    {
        var newest = Find(claim) ?? inner.Newest(claim);
        Keep(claim, claim.ContextNo, newest);
        return newest;
    }

    public void Added(Claim claim, Answer answer)
    {
        if (answer.StartsNewContext)
        {
            Keep(claim, claim.ContextNo + 1, []);
        }
        else if (Find(claim) is { } before)
        {
            Keep(claim, claim.ContextNo, [.. answer.Entries.Reverse().Concat(before).Take(limits.ContextEntries + 1)]);
        }
    }

    public void Dispose() => _contexts.Dispose();

    /// <summary>The context as this turn, or the one just before it, left it; null if somebody else may have been at it.</summary>
    private IReadOnlyList<ContextEntry>? Find(Claim claim)
    {
        return _contexts.TryGetValue(claim.ConversationId, out Kept? kept)
            && kept!.ContextNo == claim.ContextNo && claim.Attempt - kept.Attempt is 0 or 1
                ? kept.Newest
                : null;
    }

    private void Keep(Claim claim, long contextNo, IReadOnlyList<ContextEntry> newest)
    {
        using var entry = _contexts.CreateEntry(claim.ConversationId);
        entry.Size = Overhead + newest.Sum(said => said.Content.Length + Overhead);
        entry.Value = new Kept(claim.Attempt, contextNo, newest);
    }

    private sealed record Kept(long Attempt, long ContextNo, IReadOnlyList<ContextEntry> Newest);
}
