using System.Globalization;
using System.Text.RegularExpressions;
using BotHost.Tests.Configuration;

namespace BotHost.Tests;

/// <summary>An administrator looks a line of the log up by its number.</summary>
public sealed partial class LogEventTests
{
    [Fact]
    public void No_two_lines_of_the_log_have_the_same_number()
    {
        var numbers = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(path => EventId().Matches(File.ReadAllText(path)).Select(match => int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)))
            .ToList();

        Assert.NotEmpty(numbers);
        Assert.Empty(numbers.CountBy(number => number).Where(number => number.Value > 1).Select(number => number.Key));
    }

    [GeneratedRegex(@"EventId = (\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex EventId();
}
