using BotHost.Cli.Demo;

namespace BotHost.Tests.Cli.Demo;

public sealed class DatabaseBytesTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("bothost-bytes-");

    private string Database => Path.Combine(_directory.FullName, "some.db");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("", "前面 你好 后面")]
    [InlineData("-wal", "前面 你好 后面")]
    [InlineData("-shm", "前面 你好 后面")]
    [InlineData("", """{"text":"\u4F60\u597D"}""")]
    public async Task A_word_is_found_in_each_of_the_files_also_as_JSON_escapes_it(string file, string content)
    {
        await WriteAsync(file, content);

        Assert.Equal(["你好"], await DatabaseBytes.FindAsync(Database, ["再见", "你好"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_word_that_is_not_there_is_not_found()
    {
        await WriteAsync("", "你 好");

        Assert.Empty(await DatabaseBytes.FindAsync(Database, ["你好"], TestContext.Current.CancellationToken));
    }

    private async Task WriteAsync(string file, string content)
    {
        foreach (var name in (string[])["", "-wal", "-shm"])
        {
            await File.WriteAllTextAsync(Database + name, name == file ? content : "", TestContext.Current.CancellationToken);
        }
    }
}
