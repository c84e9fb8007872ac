using System.Text.RegularExpressions;
using BotHost.Adapters;
using BotHost.Tests.Configuration;

namespace BotHost.Tests;

/// <summary>Engine and host know that there are platforms, and of each not even the name: a new one must not need a change there.</summary>
public sealed partial class PlatformNamesTests
{
    /// <summary>Those to come, and what they are called in their own language.</summary>
    private static readonly string[] _others = ["DingTalk", "WeCom", "Feishu", "OneBot", "QQ", "钉钉", "企业微信", "飞书"];

    private static readonly string[] _projects = ["Conversation", "BotHost"];

    private static readonly string[] _ends = [".cs", ".csproj", ".json", ".sql", ".props"];

    [Fact]
    public void Engine_and_host_name_no_platform_but_where_it_is_registered()
    {
        Assert.Empty(Lines().Where(line => Names().IsMatch(line.Text) && !(line.File == "Platforms.cs" && Registration().IsMatch(line.Text)))
            .Select(line => $"{line.File}: {line.Text.Trim()}"));
    }

    [Fact]
    public void Every_platform_is_registered_by_one_word()
    {
        var registered = Lines().Where(line => line.File == "Platforms.cs").SelectMany(line => New().Matches(line.Text)).Select(match => match.Groups[1].Value);
        var platforms = typeof(Platform).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Platform))).Select(type => type.Name);

        Assert.Equal(platforms.Order(), registered.Order());
    }

    private static IEnumerable<(string File, string Text)> Lines()
    {
        return _projects.Select(project => Path.Combine(Repository.Root, "src", project))
            .SelectMany(project => Directory.EnumerateFiles(project, "*", SearchOption.AllDirectories).Where(path => !IsBuilt(Path.GetRelativePath(project, path))))
            .Where(path => _ends.Contains(Path.GetExtension(path)))
            .SelectMany(path => File.ReadLines(path), (path, line) => (Path.GetFileName(path), line));
    }

    private static bool IsBuilt(string path) => path.Split(Path.DirectorySeparatorChar)[0] is "bin" or "obj";

    /// <summary>Also within longer words; the shortest only as it is written, or alone.</summary>
    private static Regex Names()
    {
        var names = Platforms.All.Select(platform => platform.Name).Concat(_others).Distinct();
        return new Regex(string.Join('|', names.Select(name => name.Length > 2 ? $"(?i:{name})" : $@"{name}|\b(?i:{name})\b")), RegexOptions.CultureInvariant);
    }

    [GeneratedRegex(@"^using BotHost\.Adapters\.\w+;$|new \w+Platform\(\)", RegexOptions.CultureInvariant)]
    private static partial Regex Registration();

    [GeneratedRegex(@"new (\w+Platform)\(\)", RegexOptions.CultureInvariant)]
    private static partial Regex New();
}
