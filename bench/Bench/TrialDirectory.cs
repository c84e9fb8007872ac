namespace BotHost.Bench;

/// <summary>The directory of one trial: a database, a log, and nothing afterwards.</summary>
internal sealed class TrialDirectory : IDisposable
{
    private const int LastWordsLength = 2_000;

    private readonly DirectoryInfo _directory;
    private readonly bool _keep;

    private TrialDirectory(DirectoryInfo directory, bool keep)
    {
        _directory = directory;
        _keep = keep;
    }

    public string DatabaseFile => Path.Combine(_directory.FullName, "bench.db");

    public string LogFile => Path.Combine(_directory.FullName, "target.log");

    public static TrialDirectory Create(TrialOptions options)
    {
        var directory = new DirectoryInfo(Path.Combine(options.Directory, "bothost-bench-" + Path.GetRandomFileName()));
        directory.Create();
        var made = new TrialDirectory(directory, options.Keep);
        if (options.Database is { } database)
            made.CopyAndFlush(database);
        return made;
    }

    /// <summary>The end of what the target wrote.</summary>
    public string LastWords()
    {
        var log = File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";
        return log.Length <= LastWordsLength ? log : log[^LastWordsLength..];
    }

    public void Dispose()
    {
        if (_keep)
            Console.WriteLine($"Kept: {_directory.FullName}");
        else
            _directory.Delete(recursive: true);
    }

    /// <summary>On disk before the trial, or the kernel would write a gigabyte behind it while it is measured.</summary>
    private void CopyAndFlush(FileInfo database)
    {
        foreach (var suffix in new[] { "", "-wal" })
        {
            if (!File.Exists(database.FullName + suffix))
                continue;
            File.Copy(database.FullName + suffix, DatabaseFile + suffix);
            using var copy = new FileStream(DatabaseFile + suffix, FileMode.Open, FileAccess.ReadWrite);
            copy.Flush(flushToDisk: true);
        }
    }
}
