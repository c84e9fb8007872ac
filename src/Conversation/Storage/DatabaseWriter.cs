using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Storage;

/// <summary>
/// The one writer. Whatever is waiting when it looks is committed together, so that one flush of the disk serves many messages. An
/// operation that fails takes only itself back.
/// </summary>
internal sealed partial class DatabaseWriter : IAsyncDisposable
{
    private readonly WriteQueue _queue = new();
    private readonly SqlSession _session;
    private readonly Dialect _dialect;
    private readonly ILogger<DatabaseWriter> _logger;
    private readonly IBetweenTransactions? _maintenance;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(Erasure Erasure, TaskCompletionSource<bool> Done)> _erasures = [];       // the writer's thread alone uses it
    private ITransactionEnd? _end;

    public DatabaseWriter(Database database, ILogger<DatabaseWriter> logger)
    {
        _session = new SqlSession(database.OpenWriter(), database.Dialect);
        _dialect = database.Dialect;
        _maintenance = database.Dialect.Maintenance(logger);
        _logger = logger;
        // A thread of its own: SQLite's calls block, and the thread pool has better things to do.
        _thread = new Thread(Run) { IsBackground = true, Name = "database writer" };
        _thread.Start();
    }

    /// <summary>Operations that more than the transaction at work is needed for.</summary>
    public int Waiting => _queue.Waiting;

    /// <summary>What runs at the end of every transaction: the claim of due conversations.</summary>
    public void AtTransactionEnd(ITransactionEnd end) => Volatile.Write(ref _end, end);

    /// <summary>
    /// Queues an operation that somebody outside waits for, ahead of all others, if there is room. The task ends when it is on disk; it is
    /// null if there is no room.
    /// </summary>
    public Task<T>? TryWriteFirst<T>(Func<SqlSession, T> work)
    {
        var operation = new WriteOperation<T>(work);
        return _queue.TryAddFirst(operation) ? operation.Task : null;
    }

    /// <summary>Another transaction follows at once, whether anybody else writes or not. For those who take part in the end of one.</summary>
    public void GoOn()
    {
        _queue.Hurry();
        TryWriteFirst(static _ => true);        // no room: then another one follows anyway
    }

    /// <summary>Queues an operation, waiting for room. The task ends when it is on disk.</summary>
    public async Task<T> WriteAsync<T>(Func<SqlSession, T> work, CancellationToken cancellationToken)
    {
        var operation = new WriteOperation<T>(work);
        await _queue.AddAsync(operation, cancellationToken);
        return await operation.Task;            // not cancellable from here on: it may be committed already
    }

    /// <summary>The same for what can wait a moment to go with the next transaction: nobody outside waits for it.</summary>
    public async Task<T> WriteWheneverAsync<T>(Func<SqlSession, T> work, CancellationToken cancellationToken)
    {
        var operation = new WriteOperation<T>(work);
        await _queue.AddForWheneverAsync(operation, cancellationToken);
        return await operation.Task;
    }

    /// <summary>Makes sure that of what was deleted nothing is left in the database's files. Changes nothing in the tables.</summary>
    /// <param name="erasure">A new one after every deletion, and the same until it is done.</param>
    /// <param name="cancellationToken">Ends the wait for room.</param>
    /// <returns>False if that is not done yet: then it is to be asked for again, a little later.</returns>
    public async Task<bool> TryEraseAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        if (_maintenance is null)
        {
            return true;
        }

        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await WriteAsync(
            _ =>
            {
                _erasures.Add((erasure, done));
                return true;
            },
            cancellationToken);
        return await done.Task;
    }

    /// <summary>Finishes what is queued, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Complete();
        await _stopped.Task;
        _queue.Dispose();
        _maintenance?.Dispose();
        _session.Dispose();
    }

    private void Run()
    {
        var batch = new List<WriteOperation>();
        while (_queue.Take(batch))
        {
            Commit(batch);
            batch.Clear();
        }

        _stopped.SetResult();
    }

    private void Commit(List<WriteOperation> batch)
    {
        // A savepoint keeps a copy of every page that changes under it: it is paid for only when something in a batch has failed.
        var end = Volatile.Read(ref _end);
        var failure = TryCommit(batch, end, operation => operation.Run(_session)) is null ? null : TryCommit(batch, end, RunAlone);
        if (failure is not null)
        {
            // Disk full, disk gone: nothing of this batch is stored, and everybody who waits for it must know.
            Log.TransactionFailed(_logger, failure, batch.Count);
            batch.ForEach(operation => operation.Fail(failure));
            return;
        }

        end?.AfterCommit();                     // counts first: whoever is told that it is stored finds it counted
        foreach (var operation in batch)
        {
            operation.Complete();
        }

        end?.AfterCompletion();                 // acknowledgements go ahead of the work that they cause
        Maintain(batch.Count);
    }

    /// <summary>One transaction; nothing of it is stored if it fails.</summary>
    private Exception? TryCommit(List<WriteOperation> batch, ITransactionEnd? end, Action<WriteOperation> run)
    {
        try
        {
            _session.Execute(_dialect.Begin);
            batch.ForEach(run);
            end?.BeforeCommit(_session);
            _session.Execute("commit");
            return null;
        }
        catch (Exception exception)
        {
            RollBack();
            end?.AfterRollback();
            return exception;
        }
    }

    private void Maintain(int operations)
    {
        try
        {
            if (_erasures.Count == 0)
            {
                _maintenance?.AfterCommit(_session, operations);
                return;
            }

            _erasures.ForEach(asked => asked.Done.TrySetResult(_maintenance!.TryErase(_session, asked.Erasure)));
        }
        catch (Exception exception)
        {
            Log.NotMaintained(_logger, exception);
            _erasures.ForEach(asked => asked.Done.TrySetException(exception));
        }

        _erasures.Clear();
    }

    /// <summary>Runs an operation so that it takes only itself back.</summary>
    private void RunAlone(WriteOperation operation)
    {
        _session.Execute("savepoint operation");
        try
        {
            operation.Run(_session);
        }
        catch (Exception exception)
        {
            TakeBack(exception);
            operation.FailAlone(exception);
        }

        _session.Execute("release savepoint operation");
    }

    /// <summary>After some errors, a full disk among them, SQLite has no savepoint and no transaction any more: then that error is everybody's.</summary>
    private void TakeBack(Exception cause)
    {
        try
        {
            _session.Execute("rollback to savepoint operation");
        }
        catch (Exception exception)
        {
            throw new AggregateException("The transaction was lost with one of its operations.", cause, exception);
        }
    }

    private void RollBack()
    {
        try
        {
            _session.Execute("rollback");
        }
        catch (Exception exception)
        {
            // SQLite has already rolled back by itself on some errors; the next transaction's start tells if it has not.
            Log.RollbackFailed(_logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 101, Level = LogLevel.Error, Message = "A transaction of {Count} operations could not be committed.")]
        public static partial void TransactionFailed(ILogger logger, Exception exception, int count);

        [LoggerMessage(EventId = 103, Level = LogLevel.Warning, Message = "The database's housekeeping failed; it is tried again after later transactions.")]
        public static partial void NotMaintained(ILogger logger, Exception exception);

        [LoggerMessage(EventId = 102, Level = LogLevel.Debug, Message = "There was nothing left to roll back.")]
        public static partial void RollbackFailed(ILogger logger, Exception exception);
    }
}
