namespace BotHost.Adapters.Tests;

/// <summary>Who knows one platform's folder knows them all: the same files in each, and nothing in it that its README does not explain.</summary>
public sealed class PlatformFoldersTests
{
    /// <summary>What every platform has, after its own name (docs/adding-a-platform.md says what belongs into each).</summary>
    private static readonly string[] _everyPlatforms =
    [
        "Api", "Errors", "Markdown", "Message", "Options", "Parts", "Payloads", "Platform", "Probe", "ReplyAddress", "Sender", "Services", "Signature", "Sink",
        "Webhook",
    ];

    /// <summary>What several platforms have in common, where one company runs them: a folder that is no platform, for those whose names begin with its own.</summary>
    private static readonly string[] _shared = ["WeCom"];

    /// <summary>The folders of the classes that the host registers.</summary>
    public static TheoryData<string> Folders =>
        [.. typeof(Platform).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Platform))).Select(type => type.Namespace!.Split('.')[^1]).Distinct()];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_platform_has_the_files_that_every_platform_has(string folder)
    {
        var shared = _shared.SingleOrDefault(name => folder.StartsWith(name, StringComparison.Ordinal));
        var common = shared is null ? [] : FilesOf(shared).Where(file => file.EndsWith(".cs", StringComparison.Ordinal)).Select(file => folder + file[shared.Length..]);
        Assert.Superset(_everyPlatforms.Select(name => $"{folder}{name}.cs").Append("README.md").ToHashSet(), FilesOf(folder).Concat(common).ToHashSet());
    }

    public static TheoryData<string> FoldersWithFiles => [.. Folders.Select(row => row.Data).Concat(_shared)];

    [Theory]
    [MemberData(nameof(FoldersWithFiles))]
    public void Every_file_of_a_platform_bears_its_name_and_is_explained_in_its_README(string folder)
    {
        var explained = File.ReadAllText(Path.Combine(Root, "src", "Adapters", folder, "README.md"));
        Assert.All(FilesOf(folder).Where(file => file != "README.md"), file =>
        {
            Assert.StartsWith(folder, file, StringComparison.Ordinal);
            Assert.Contains($"`{file}`", explained, StringComparison.Ordinal);
        });
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_platform_has_its_tests_its_vectors_and_its_set_up_page(string folder)
    {
        var tests = Path.Combine(Root, "tests", "Adapters.Tests");
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(tests, folder), $"{folder}*Tests.cs"));
        Assert.True(File.Exists(Path.Combine(Root, "tests", "BotHost.Tests", "Vectors", $"{folder}VectorTests.cs")));
        Assert.True(File.Exists(Path.Combine(Root, "docs", "platforms", $"{folder.ToLowerInvariant()}.md")));
    }

    [Fact]
    public void The_walk_through_explains_every_file_that_a_platform_must_have()
    {
        var explained = File.ReadAllText(Path.Combine(Root, "docs", "adding-a-platform.md"));
        Assert.All(_everyPlatforms, name => Assert.Contains($"`…{name}.cs`", explained, StringComparison.Ordinal));
    }

    private static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    private static IEnumerable<string> FilesOf(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, "src", "Adapters", folder), "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path));

    private static string FindRoot(DirectoryInfo directory) =>
        File.Exists(Path.Combine(directory.FullName, "BotHost.sln"))
            ? directory.FullName
            : FindRoot(directory.Parent ?? throw new DirectoryNotFoundException("No BotHost.sln above the tests."));
}
