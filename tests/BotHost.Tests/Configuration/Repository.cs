namespace BotHost.Tests.Configuration;

/// <summary>The checked-out tree that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo directory) =>
        File.Exists(Path.Combine(directory.FullName, "BotHost.sln"))
            ? directory.FullName
            : Find(directory.Parent ?? throw new DirectoryNotFoundException("No BotHost.sln above the tests."));
}
