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
    public async Task A_close_that_the_disk_refuses_is_not_counted_and_can_be_repeated()
    {
        await using var inbox = new InboxHarness(() => new SqliteDialect($"Data Source={Path.Combine(_folder.Path, "other.db")};Pooling=False"));
        await inbox.StartAsync();
        await inbox.AcceptAsync("m1");
        var claim = await inbox.NextAsync();
        await inbox.Writer.WriteAsync(session => session.Execute("create trigger broken before update on inbox when new.closed_at is not null begin select raise(abort, 'the disk'); end"), default);
        await Assert.ThrowsAnyAsync<Exception>(() => inbox.CloseAsync(claim));
        Assert.Equal(1, inbox.Open);

        await inbox.Writer.WriteAsync(session => session.Execute("drop trigger broken"), default);
        await inbox.CloseAsync(claim);
        Assert.Equal(0, inbox.Open);
    }

    [Fact]
    public void A_second_process_is_kept_out_and_told_which_file_says_so()
    {
        var exception = Assert.Throws<DatabaseInUseException>(() => new Database(NewDialect()));
        Assert.EndsWith("bothost.db.lock", exception.LockFile, StringComparison.Ordinal);
    }
}
