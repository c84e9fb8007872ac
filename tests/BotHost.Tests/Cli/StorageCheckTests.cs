using BotHost.Adapters;
using BotHost.Cli.Doctor;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace BotHost.Tests.Cli;

public sealed class StorageCheckTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("bothost-doctor-");

    public void Dispose() => _directory.Delete(recursive: true);

    private string DatabaseFile => Path.Combine(_directory.FullName, "data", "bothost.db");

    [Fact]
    public async Task Before_the_first_start_it_tries_the_directory_above_and_leaves_nothing_behind()
    {
        var findings = await CheckAsync();
        Assert.Equal(3, findings.Count);
        Assert.Contains(_directory.FullName, findings[0].Check, StringComparison.Ordinal);
        Assert.NotEqual(ProbeHealth.Failed, findings[0].Health);
        Assert.Equal("does not exist yet: the host makes it when it starts", findings[2].Result);
        Assert.Empty(_directory.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task A_database_is_opened_and_its_version_told()
    {
        CreateDatabase();
        var before = File.ReadAllBytes(DatabaseFile);

        var finding = (await CheckAsync())[2];

        Assert.Equal(ProbeHealth.Good, finding.Health);
        Assert.Matches(@"^SQLite 3\.\d+\.\d+", finding.Result);
        Assert.Equal(before, File.ReadAllBytes(DatabaseFile));
        Assert.Equal([DatabaseFile], Directory.GetFiles(Path.GetDirectoryName(DatabaseFile)!));
    }

    [Fact]
    public async Task Another_programs_file_is_no_database()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DatabaseFile)!);
        File.WriteAllText(DatabaseFile, "a letter to a friend");
        Assert.Equal((ProbeHealth.Failed, "is no SQLite database"), HealthAndResult((await CheckAsync())[2]));
    }

    [Fact]
    public async Task An_old_version_is_refused()
    {
        CreateDatabase();
        Assert.Equal((ProbeHealth.Failed, "SQLite 3.34.1 is too old"), HealthAndResult((await CheckAsync(version: "3.34.1"))[2]));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_refused()
    {
        File.WriteAllText(Path.GetDirectoryName(DatabaseFile)!, "a file where the directory should be");
        var finding = (await CheckAsync())[0];
        Assert.Equal(ProbeHealth.Failed, finding.Health);
        Assert.Contains("Storage:ConnectionString", finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StorageCheck.FewBytes - 1, ProbeHealth.Failed)]
    [InlineData(StorageCheck.FewBytes, ProbeHealth.Doubtful)]
    [InlineData(StorageCheck.EnoughBytes, ProbeHealth.Good)]
    public void Little_room_is_doubtful_and_hardly_any_is_refused(long bytes, ProbeHealth health) =>
        Assert.Equal(health, StorageCheck.SpaceFinding("space", bytes).Health);

    [Fact]
    public async Task A_slow_disk_is_doubtful()
    {
        var finding = (await CheckAsync(new SlowTime()))[0];
        Assert.Equal((ProbeHealth.Doubtful, "1000 ms each, and every message waits for one"), HealthAndResult(finding));
    }

    private async Task<List<ProbeFinding>> CheckAsync(TimeProvider? time = null, string? version = null)
    {
        var options = new StorageOptions { ConnectionString = $"Data Source={DatabaseFile}" };
        Func<string, string> open = version is null ? StorageProbe.OpenSqlite : _ => version;
        return await new StorageCheck(options, open, time ?? TimeProvider.System).CheckAsync(TestContext.Current.CancellationToken).ToListAsync();
    }

    private void CreateDatabase()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DatabaseFile)!);
        SqliteLibrary.Load();
        using var connection = new SqliteConnection($"Data Source={DatabaseFile};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "create table t (id integer)";
        command.ExecuteNonQuery();
    }

    private static (ProbeHealth, string) HealthAndResult(ProbeFinding finding) => (finding.Health, finding.Result);

    /// <summary>A second passes between any two looks at it.</summary>
    private sealed class SlowTime : TimeProvider
    {
        private long _looks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Interlocked.Increment(ref _looks);
    }
}
