using BotHost.Conversation.Storage;
using BotHost.Conversation.Storage.Sqlite;

namespace BotHost.Conversation.Tests.Context;

public sealed class SqliteServerStateTests : ServerStateContract
{
    private readonly TemporaryFolder _folder = new();

    internal override Dialect NewDialect() => new SqliteDialect($"Data Source={Path.Combine(_folder.Path, "bothost.db")};Pooling=False");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}
