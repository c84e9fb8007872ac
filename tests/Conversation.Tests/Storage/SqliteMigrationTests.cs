using BotHost.Conversation.Messages;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Storage.Sqlite;
using BotHost.Conversation.Tests.Inbox;
using Microsoft.Data.Sqlite;

namespace BotHost.Conversation.Tests.Storage;

public sealed class SqliteMigrationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_database_of_version_1_goes_on_with_the_first_part_that_was_not_delivered()
    {
        var file = $"Data Source={Path.Combine(_folder.Path, "bothost.db")};Pooling=False";
        var dialect = new SqliteDialect(file);
        using (var script = new StreamReader(typeof(Dialect).Assembly.GetManifestResourceStream("sqlite/0001_inbox.sql")!))
        using (var connection = new SqliteConnection(file))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = await script.ReadToEndAsync() + """
                create table schema_version (version integer primary key);
                insert into schema_version values (1);
                insert into conversation (id, key, bot, open, due_at) values (1, 'k', 'bot', 1, 0);
                insert into inbox (id, conversation_id, bot, dedup_key, kind, lane, received_at, message, state, replied_at, reply_kind, outcome, closed_at)
                values (1, 1, 'bot', 'closed', 0, 0, 1, '{}', 2, 2, 0, 0, 3),
                       (2, 1, 'bot', 'half', 0, 0, 4, '{}', 1, 5, 0, null, null);
                insert into reply_part values (1, 0, '{"type":"text","Text":"done"}', 3, 'p'),
                                              (2, 0, '{"type":"text","Text":"one"}', 6, 'q'), (2, 1, '{"type":"text","Text":"two"}', null, null);
                """;
            command.ExecuteNonQuery();
        }

        await using var inbox = new InboxHarness(() => dialect);
        await inbox.StartAsync();
        var claim = await inbox.NextAsync();
        Assert.Equal(2, claim.MessageId);
        Assert.Equal(
            [new ReplyPart(0, new TextPart("one"), Closed: true), new ReplyPart(1, new TextPart("two"), Closed: false)], claim.Stored!.Read().Reply.Parts);
    }
}
