namespace BotHost.Conversation.AccessTokens;

/// <summary>Keeps access tokens over a restart. The adapters seal them first: what is stored is ciphertext.</summary>
public interface IAccessTokenStore
{
    Task<SealedAccessToken?> FindAsync(string key, CancellationToken cancellationToken);

    Task SaveAsync(string key, SealedAccessToken token, CancellationToken cancellationToken);
}

/// <summary>An encrypted token and the moment it is worth nothing any more.</summary>
public sealed record SealedAccessToken(byte[] Ciphertext, DateTimeOffset ExpiresAt);
