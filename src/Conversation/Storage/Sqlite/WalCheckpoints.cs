using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Storage.Sqlite;

/// <summary>
/// Copies the write-ahead log into the database beside the writer instead of within its commits, where it made one message in a hundred
/// wait for the whole copy. The writer only copies what came in meanwhile, so that the log starts over instead of growing.
/// </summary>
internal sealed partial class WalCheckpoints(Func<SqlSession> open, ILogger logger) : IBetweenTransactions
{
    /// <summary>Operations between two copies: some 110 MB of log, which a start after a kill reads in a fraction of a second. Fewer copies are better copies: most pages are written again and again.</summary>
    private const int Interval = 12_000;

    /// <summary>So many operations without a copy that ended, and the writer does it itself: the disk is bounded whatever happens.</summary>
    private const int Limit = 16 * Interval;

    /// <summary>Operations whose log the writer copies itself when it has to be emptied: milliseconds.</summary>
    private const int SmallLog = 500;

    /// <summary>Pages that are cleaned between two transactions: milliseconds, too.</summary>
    private const int PagesOfAStep = 1_024;

    // PASSIVE never waits and makes nobody wait: what cannot be copied now is copied next time.
    private const string Checkpoint = "pragma wal_checkpoint(passive)";

    /// <summary>Copies what is left and makes the log's file empty. The number that it answers is 1 where a reader or another copy was in the way.</summary>
    private const string Truncate = "pragma wal_checkpoint(truncate)";

    private SqlSession? _session;
    private Task _copy = Task.CompletedTask;
    private bool _copying;
    private int _operations;

    public void AfterCommit(SqlSession writer, int operations)
    {
        _operations += operations;
        if (_copying && (_copy.IsCompleted || _operations > Limit))
        {
            _copying = !_copy.IsCompleted;
            _operations = 0;
            writer.Number(Checkpoint);
        }
        else if (!_copying && _operations >= Interval)
        {
            _copying = true;
            _operations = 0;
            _copy = Task.Run(Copy);
        }
    }

    /// <summary>
    /// The log holds pages as they were before the deletion, and is overwritten from its beginning: its end would show them for a long time. So
    /// it is emptied; and then, some pages at a time, the space that the database's pages do not use is overwritten (<see cref="UnusedSpace"/>).
    /// </summary>
    public bool TryErase(SqlSession writer, Erasure erasure)
    {
        if (_copying && !_copy.IsCompleted)
        {
            return false;
        }

        if (!_copying && _operations > SmallLog)
        {
            (_copying, _operations) = (true, 0);
            _copy = Task.Run(Copy);             // most of it beside the writer, which then does what is left
            return false;
        }

        (_copying, _operations) = (false, 0);
        if (!IsEmptied(writer))
        {
            return false;
        }

        // What the writer keeps in memory would be written back as it was.
        writer.Execute("pragma shrink_memory");
        var next = new DatabasePages((SqliteConnection)writer.Connection).Clean(erasure.NextPage, PagesOfAStep);
        erasure.NextPage = next ?? erasure.NextPage;
        return next is null;
    }

    public void Dispose()
    {
        _copy.GetAwaiter().GetResult();         // never fails: what failed was logged
        _session?.Dispose();
    }

    /// <summary>False where somebody reads it. Waited for, a reader would make everybody wait: it is asked for again instead.</summary>
    private static bool IsEmptied(SqlSession writer)
    {
        writer.Execute("pragma busy_timeout = 0");
        try
        {
            return writer.Number(Truncate) == 0;
        }
        finally
        {
            writer.Execute($"pragma busy_timeout = {SqliteDialect.WriterPatience}");
        }
    }

    private void Copy()
    {
        try
        {
            _session ??= open();
            _session.Number(Checkpoint);
        }
        catch (Exception exception)
        {
            Log.Failed(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 121, Level = LogLevel.Warning, Message = "The write-ahead log could not be copied into the database; the writer tries it next.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
