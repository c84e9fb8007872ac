using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace BotHost.Bench.Floor;

/// <summary>One thread owns the only connection; whatever waits when it is free shares one commit.</summary>
internal sealed class MessageStore : IDisposable
{
    // As many as could wait through a slow flush; beyond it the webhook is refused at once.
    private const int MaxWaiting = 8_192;

    // Bounds how long the first of a batch waits for the last.
    private const int MaxBatch = 512;

    private readonly Channel<Write> _writes = Channel.CreateBounded<Write>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly SqliteConnection _connection;
    private readonly Thread _thread;

    public MessageStore(string connectionString)
    {
        _connection = new SqliteConnection(connectionString);
        _connection.Open();
        using (var setUp = _connection.CreateCommand())
        {
            setUp.CommandText = """
                pragma journal_mode = wal;
                pragma synchronous = full;
                pragma wal_autocheckpoint = 4000;
                create table if not exists message(
                    id integer primary key, message_id text not null unique, conversation text not null, staff text not null,
                    text text not null, done integer not null default 0)
                """;
            setUp.ExecuteNonQuery();
        }

        _thread = new Thread(Run) { IsBackground = true, Name = "store" };
        _thread.Start();
    }

    /// <summary>Returns when the row is on disk.</summary>
    public Task<Stored> InsertAsync(in Question question) => Enqueue(new Write(question, DoneId: 0));

    public Task MarkDoneAsync(long id) => Enqueue(new Write(default, id));

    public void Dispose()
    {
        _writes.Writer.TryComplete();
        _thread.Join();
        _connection.Dispose();
    }

    private Task<Stored> Enqueue(Write write) => _writes.Writer.TryWrite(write) ? write.Task : Task.FromResult(new Stored(Accepted: false, Id: null));

    private void Run()
    {
        using var statements = new Statements(_connection);
        var batch = new List<Write>(MaxBatch);
        while (_writes.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < MaxBatch && _writes.Reader.TryRead(out var write))
                batch.Add(write);
            Commit(statements, batch);
            batch.Clear();
        }
    }

    private static void Commit(Statements statements, List<Write> batch)
    {
        try
        {
            statements.Begin();
            foreach (var write in batch)
                write.Result = write.DoneId == 0 ? new Stored(Accepted: true, statements.Insert(write.Question)) : statements.MarkDone(write.DoneId);
            statements.Commit();
            foreach (var write in batch)
                write.Complete();
        }
        catch (SqliteException exception)
        {
            statements.RollBack();
            foreach (var write in batch)
                write.Fail(exception);
        }
    }
}
