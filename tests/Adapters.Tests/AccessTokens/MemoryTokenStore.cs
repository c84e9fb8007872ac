using System.Collections.Concurrent;
using BotHost.Conversation.AccessTokens;

namespace BotHost.Adapters.Tests.AccessTokens;

/// <summary>A store that a test can look into and break.</summary>
internal sealed class MemoryTokenStore : IAccessTokenStore
{
    public ConcurrentDictionary<string, SealedAccessToken> Kept { get; } = new();

    public bool Broken { get; set; }

    public Task<SealedAccessToken?> FindAsync(string key, CancellationToken cancellationToken)
    {
        return Broken ? throw new IOException("The disk is gone.") : Task.FromResult(Kept.GetValueOrDefault(key));
    }

    public Task SaveAsync(string key, SealedAccessToken token, CancellationToken cancellationToken)
    {
        if (Broken)
            throw new IOException("The disk is gone.");
        Kept[key] = token;
        return Task.CompletedTask;
    }
}
