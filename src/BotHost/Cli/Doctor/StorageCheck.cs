using System.Runtime.CompilerServices;
using BotHost.Adapters;
using BotHost.Conversation.Storage;
using Microsoft.Data.Sqlite;

namespace BotHost.Cli.Doctor;

/// <summary>
/// Looks at the place of the database, and changes nothing there: it runs beside a working host, too.
/// </summary>
/// <param name="options">Where the database is.</param>
/// <param name="openDatabase">Opens an existing database for reading, by its connection string, and says the version of its software.</param>
/// <param name="time">Measures the writes.</param>
internal sealed class StorageCheck(StorageOptions options, Func<string, string> openDatabase, TimeProvider time) : IDoctorCheck
{
    public const long FewBytes = 100L << 20;
    public const long EnoughBytes = 1L << 30;

    /// <summary>Every message waits for one synchronous write before it is acknowledged: slower than this is a network's disk or a worn one.</summary>
    public static TimeSpan SlowWrite { get; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The first with RETURNING, which the claim of a turn needs (https://www.sqlite.org/lang_returning.html).</summary>
    private static readonly Version _oldestSqlite = new(3, 35, 0);

    /// <summary>What a database file starts with (https://www.sqlite.org/fileformat2.html, section 1.3).</summary>
    private static ReadOnlySpan<byte> Header => "SQLite format 3\0"u8;

    private const int Writes = 5;
    private const int PageBytes = 4_096;

    private readonly string _file = Path.GetFullPath(new SqliteConnectionStringBuilder(options.ConnectionString).DataSource);

    public string Subject => "storage";

    public async IAsyncEnumerable<ProbeFinding> CheckAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var directory = ExistingDirectory();
        yield return await Task.Run(() => CheckWrites(directory), cancellationToken);
        yield return await Task.Run(() => CheckSpace(directory), cancellationToken);
        yield return await Task.Run(CheckDatabase, cancellationToken);
    }

    /// <summary>The database's directory, or the nearest one above it: the host makes the rest when it starts.</summary>
    private string ExistingDirectory()
    {
        var directory = Path.GetDirectoryName(_file);
        while (directory is not null && !Path.Exists(directory))       // a file in the way stays, and refuses the writes
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? Path.GetPathRoot(_file)!;
    }

    private ProbeFinding CheckWrites(string directory)
    {
        var check = $"{Subject}: write {Writes} times to {directory} and wait for the disk";
        try
        {
            var durations = Enumerable.Range(0, Writes).Select(_ => Write(directory)).Order().ToList();
            var median = durations[Writes / 2];
            return median <= SlowWrite
                ? new ProbeFinding(check, ProbeHealth.Good, $"{median.TotalMilliseconds:0.0} ms each")
                : new ProbeFinding(check, ProbeHealth.Doubtful, $"{median.TotalMilliseconds:0} ms each, and every message waits for one",
                    "Put the database on a local disk (Storage:ConnectionString).");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new ProbeFinding(check, ProbeHealth.Failed, $"refused ({exception.GetType().Name})",
                "Let the user that runs BotHost write there, or set Storage:ConnectionString to a place where it may.");
        }
    }

    private TimeSpan Write(string directory)
    {
        var path = Path.Combine(directory, $".bothost-doctor-{Path.GetRandomFileName()}");
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, PageBytes, FileOptions.DeleteOnClose);
        var start = time.GetTimestamp();
        file.Write(new byte[PageBytes]);
        file.Flush(flushToDisk: true);
        return time.GetElapsedTime(start);
    }

    private ProbeFinding CheckSpace(string directory)
    {
        var check = $"{Subject}: free space at {directory}";
        try
        {
            return SpaceFinding(check, new DriveInfo(directory).AvailableFreeSpace);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new ProbeFinding(check, ProbeHealth.Doubtful, $"unknown ({exception.GetType().Name})", "Look at it with df.");
        }
    }

    internal static ProbeFinding SpaceFinding(string check, long bytes)
    {
        var result = $"{bytes >> 20} MiB";
        return bytes switch
        {
            < FewBytes => new ProbeFinding(check, ProbeHealth.Failed, result, "Make room: a full disk refuses every message."),
            < EnoughBytes => new ProbeFinding(check, ProbeHealth.Doubtful, result, "Make room, or lower Storage:RetainDays."),
            _ => new ProbeFinding(check, ProbeHealth.Good, result),
        };
    }

    private ProbeFinding CheckDatabase()
    {
        var check = $"{Subject}: open {_file}";
        if (!File.Exists(_file))
        {
            return new ProbeFinding(check, ProbeHealth.Good, "does not exist yet: the host makes it when it starts");
        }

        try
        {
            if (!IsEmptyOrDatabase())
            {
                return new ProbeFinding(check, ProbeHealth.Failed, "is no SQLite database", "Set Storage:ConnectionString to another file, or move this one away.");
            }

            var version = openDatabase(options.ConnectionString);
            return Version.TryParse(version, out var parsed) && parsed >= _oldestSqlite
                ? new ProbeFinding(check, ProbeHealth.Good, $"SQLite {version}")
                : new ProbeFinding(check, ProbeHealth.Failed, $"SQLite {version} is too old", $"Install SQLite {_oldestSqlite} or later (libsqlite3).");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SqliteException)
        {
            return new ProbeFinding(check, ProbeHealth.Failed, $"refused ({exception.GetType().Name})", "Let the user that runs BotHost read and write the file.");
        }
    }

    private bool IsEmptyOrDatabase()
    {
        using var file = new FileStream(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var start = new byte[Header.Length];
        var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return length == 0 || start.AsSpan(0, length).SequenceEqual(Header);
    }
}
