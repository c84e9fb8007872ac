using BotHost.Conversation.Storage;
using BotHost.Conversation.Storage.Sqlite;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Data.Sqlite;

namespace BotHost.Conversation.Tests.Storage;

/// <summary>What a session's statements take, give and hold, on the library itself.</summary>
public sealed class SqliteStatementTests : IDisposable
{
    private readonly SqlSession _session = Open("Data Source=:memory:");

    public SqliteStatementTests() => _session.Execute("create table kept (id integer primary key, value)");

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("早上好 👩‍👩‍👧 é")]
    [InlineData("before\0after")]
    public void A_text_comes_back_as_it_was(string text) => Assert.Equal(text, Keep(text, static row => row.GetString(0)));

    [Fact]
    public void So_does_every_text_that_is_one()
    {
        var letters = Gen.Elements("a", "é", "一", "👩‍👩‍👧", "\0", " ", "\n").ListOf().Select(string.Concat);
        Prop.ForAll(letters.ToArbitrary(), text => Keep(text, static row => row.GetString(0)) == text).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void So_does_a_long_one()
    {
        var text = string.Concat(Enumerable.Repeat("一二三四五", 20_000));

        Assert.Equal(text, Keep(text, static row => row.GetString(0)));
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0, 255, 0 })]
    public void Bytes_come_back_as_they_were(byte[] bytes) => Assert.Equal(bytes, Keep(bytes, static row => row.GetBytes(0)));

    [Fact]
    public void Numbers_and_truths_come_back_as_they_were()
    {
        Assert.Equal(long.MinValue, _session.Number("select @value", ("@value", long.MinValue)));
        Assert.Equal([(7, true, 0.1)], _session.Query("select @a, @b, @c", static row => (row.GetInt32(0), row.GetBoolean(1), row.GetDouble(2)), ("@a", 7), ("@b", true), ("@c", 0.1)));
    }

    [Fact]
    public void Null_is_seen_and_never_taken_for_something()
    {
        Assert.Null(_session.Number("select @value", ("@value", null)));
        Assert.Equal([true], _session.Query("select @value", static row => row.IsDBNull(0), ("@value", null)));
        Assert.Throws<InvalidOperationException>(() => _session.Query("select null", static row => row.GetString(0)));
        Assert.Throws<InvalidOperationException>(() => _session.Query("select null", static row => row.GetInt64(0)));
    }

    [Fact]
    public void No_row_is_nothing()
    {
        Assert.Null(_session.Number("select id from kept"));
        Assert.Null(_session.First("select id from kept", static row => row.GetString(0)));
        Assert.Empty(_session.Query("select id from kept", static row => row.GetInt64(0)));
    }

    [Fact]
    public void What_a_statement_changed_is_counted()
    {
        Assert.Equal(3, _session.Execute("insert into kept (value) values (1), (2), (3)"));
        Assert.Equal(2, _session.Execute("update kept set value = 0 where value > @least", ("@least", 1)));
        Assert.Equal(0, _session.Execute("update kept set value = 0 where value > @least", ("@least", 1)));
        Assert.Equal(0, _session.Execute("insert into kept (id) values (1) on conflict do nothing"));
    }

    [Fact]
    public void A_statement_that_failed_says_why_and_works_again()
    {
        const string insert = "insert into kept (id) values (@id)";
        _session.Execute(insert, ("@id", 1));

        var failure = Assert.Throws<SqliteException>(() => _session.Execute(insert, ("@id", 1)));

        Assert.Equal(SQLitePCL.raw.SQLITE_CONSTRAINT, failure.SqliteErrorCode);
        Assert.Contains("kept.id", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, _session.Execute(insert, ("@id", 2)));
    }

    [Fact]
    public void A_mistake_in_a_statement_or_its_parameters_is_refused()
    {
        Assert.Throws<SqliteException>(() => _session.Execute("select nothing from nowhere"));
        Assert.Throws<ArgumentException>(() => _session.Execute("delete from kept; delete from kept"));
        Assert.Throws<ArgumentException>(() => _session.Number("select @a + @b", ("@a", 1)));
        Assert.Throws<ArgumentException>(() => _session.Number("select @a + 1", ("@a", 1), ("@b", 1)));
        Assert.Throws<ArgumentException>(() => _session.Number("select @a + 2", ("@b", 1)));
        Assert.Throws<ArgumentException>(() => _session.Number("select @a + 3", ("@a", DateTimeOffset.UnixEpoch)));
    }

    [Fact]
    public void A_read_that_ended_in_the_middle_holds_no_lock()
    {
        using var folder = new TemporaryFolder();
        using var database = new Database(new SqliteDialect($"Data Source={Path.Combine(folder.Path, "read.db")}"));
        using var writer = new SqlSession(database.OpenWriter(), database.Dialect);
        writer.Execute("create table kept (id integer primary key)");
        writer.Execute("insert into kept (id) values (1), (2)");

        Assert.Equal(1, database.Read(static session => session.Number("select id from kept order by id")));
        writer.Execute("insert into kept (id) values (3)");

        Assert.Equal(0, writer.Number("pragma wal_checkpoint(truncate)"));
    }

    private static SqlSession Open(string connectionString)
    {
        SqliteLibrary.Load();
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        return new SqlSession(connection, new SqliteDialect(connectionString));
    }

    private T Keep<T>(object value, Func<ISqlRow, T> read)
    {
        var id = _session.Number("insert into kept (value) values (@value) returning id", ("@value", value));
        return Assert.Single(_session.Query("select value from kept where id = @id", read, ("@id", id)));
    }
}
