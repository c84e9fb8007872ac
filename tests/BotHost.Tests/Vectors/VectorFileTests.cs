namespace BotHost.Tests.Vectors;

/// <summary>The files themselves: what is in them, and that nothing is left out without a word.</summary>
public sealed class VectorFileTests
{
    private static readonly VectorFile[] _files = [DingTalkVectors.File, FeishuVectors.File, QQVectors.File, WeComVectors.File];

    [Theory]
    [InlineData("dingtalk.json", 113)]
    [InlineData("feishu.json", 282)]
    [InlineData("qq.json", 153)]
    [InlineData("wecom.json", 197)]
    public void Every_entry_of_a_file_is_selected_or_excepted_by_name(string name, int count)
    {
        var file = Find(name);

        Assert.Equal(count, file.Entries.Count);
        Assert.Equal(file.Entries.Count, file.Selected.Count + file.Entries.Count(entry => file.Exceptions.Any(exception => exception.Covers(entry))));
        Assert.Equal(count, file.Entries.Select(entry => (entry.Section, entry.Name)).Distinct().Count());
    }

    [Theory]
    [InlineData("dingtalk.json")]
    [InlineData("feishu.json")]
    [InlineData("qq.json")]
    [InlineData("wecom.json")]
    public void No_exception_is_for_an_entry_that_is_not_there_or_was_excepted_before(string name)
    {
        var file = Find(name);

        Assert.All(file.Exceptions, exception => Assert.Contains(file.Entries, exception.Covers));
        Assert.All(file.Entries, entry => Assert.InRange(file.Exceptions.Count(exception => exception.Covers(entry)), 0, 1));
        Assert.All(file.Exceptions, exception => Assert.NotEmpty(exception.Reason));
    }

    private static VectorFile Find(string name) => _files.Single(file => file.Name == name);
}
