using BotHost.Conversation.Storage;
using BotHost.Conversation.Storage.Sqlite;

namespace BotHost.Conversation.Tests.Inbox;

public sealed class SqliteInboxTests : InboxContract
{
    private readonly TemporaryFolder _folder = new();

    internal override Dialect NewDialect() => new SqliteDialect($"Data Source={Path.Combine(_folder.Path, "bothost.db")};Pooling=False");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public void A_second_process_is_kept_out_and_told_which_file_says_so()
    {
        var exception = Assert.Throws<DatabaseInUseException>(() => new Database(NewDialect()));
        Assert.EndsWith("bothost.db.lock", exception.LockFile, StringComparison.Ordinal);
    }
}
