using System.Text.RegularExpressions;
using BotHost.Tests.Configuration;

namespace BotHost.Tests.Limits;

public sealed partial class AuditTests
{
    [Fact]
    public void Nobody_but_the_pruner_changes_or_deletes_what_the_audit_says()
    {
        var changing = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => Changes().IsMatch(File.ReadAllText(file))).Select(Path.GetFileName);
        Assert.Equal(["Pruner.cs"], changing);
    }

    [GeneratedRegex(@"(update\s+(or\s+\w+\s+)?audit\b|delete\s+from\s+audit\b|replace\s+into\s+audit\b|drop\s+table\s+audit\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Changes();
}
