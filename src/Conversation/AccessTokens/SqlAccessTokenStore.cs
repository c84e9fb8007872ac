using BotHost.Conversation.Storage;

namespace BotHost.Conversation.AccessTokens;

internal sealed class SqlAccessTokenStore(Database database, DatabaseWriter writer) : IAccessTokenStore
{
    public Task<SealedAccessToken?> FindAsync(string key, CancellationToken cancellationToken)
    {
        return Task.FromResult(database.Read(session => session.First(
            "select ciphertext, expires_at from access_token where key = @key",
            static row => new SealedAccessToken(row.GetBytes(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1))),
            ("@key", key))));
    }

    public Task SaveAsync(string key, SealedAccessToken token, CancellationToken cancellationToken)
    {
        return writer.WriteAsync(
            session => session.Execute(
                """
                insert into access_token (key, ciphertext, expires_at) values (@key, @ciphertext, @expiresAt)
                on conflict (key) do update set ciphertext = excluded.ciphertext, expires_at = excluded.expires_at
                """,
                ("@key", key), ("@ciphertext", token.Ciphertext), ("@expiresAt", token.ExpiresAt.ToUnixTimeMilliseconds())),
            cancellationToken);
    }
}
