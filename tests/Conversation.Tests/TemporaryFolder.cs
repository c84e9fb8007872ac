namespace BotHost.Conversation.Tests;

/// <summary>A folder of the test's own, gone with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("bothost-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
