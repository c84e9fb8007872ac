using System.Diagnostics;
using BotHost.Conversation.Text;

namespace BotHost.Conversation.Tests.Text;

public sealed class MarkdownTextTests
{
    [Theory]
    [InlineData("# 标题")]
    [InlineData("text\n###### deep")]
    [InlineData("- item")]
    [InlineData("first:\r\n  * item")]
    [InlineData("1. one\n2. two")]
    [InlineData("3) three")]
    [InlineData("> quoted")]
    [InlineData(">quoted")]
    [InlineData("这是**重点**。")]
    [InlineData("an *important* word")]
    [InlineData("~~gone~~")]
    [InlineData("run `ls -l` now")]
    [InlineData("```\ncode\n```")]
    [InlineData("~~~sh\ncode")]
    [InlineData("see [the guide](https://example.org/guide)")]
    [InlineData("![chart](https://example.org/a.png)")]
    [InlineData("a | b\n--|--\n1 | 2")]
    [InlineData("| a | b |\n|:--|--:|\n| 1 | 2 |")]
    public void What_a_reader_would_miss_is_markdown(string text) => Assert.True(MarkdownText.LooksLikeMarkdown(text));

    [Theory]
    [InlineData("")]
    [InlineData("好的，你可以问新的问题了")]
    [InlineData("Two lines\nof plain text.")]
    [InlineData("#hashtag and C# and #1")]
    [InlineData("####### seven")]
    [InlineData("2 * 3 * 4 = 24, 2*3*4 = 24")]
    [InlineData("-5 degrees, a - b")]
    [InlineData("3.14 is pi. 2026.")]
    [InlineData("__init__ and snake_case_name")]
    [InlineData("def f(*args, **kwargs)")]
    [InlineData("5* hotel, 4* food")]
    [InlineData("a [b] (c) and [d]")]
    [InlineData("either|or")]
    [InlineData("---")]
    [InlineData(">= 5")]
    [InlineData("~5 minutes, ~10 people")]
    public void What_reads_well_as_it_is_is_not_markdown(string text) => Assert.False(MarkdownText.LooksLikeMarkdown(text));

    [Theory]
    [InlineData("## 本周**进展**\n\n内容", "本周进展")]
    [InlineData("\n\n---\n> - [x] done `now`", "done now")]
    [InlineData("## Title ##", "Title")]
    [InlineData("1. First *thing*", "First thing")]
    [InlineData("See [the **guide**](https://example.org/a_b) and ![a picture](b.png)", "See the guide and a picture")]
    [InlineData("![](https://example.org/a.png)\nAbove is the chart", "Above is the chart")]
    [InlineData("| Name | Age |\n|---|---|\n| Li | 30 |", "Name Age")]
    [InlineData("```csharp\nvar one = 1;\n```", "var one = 1;")]
    [InlineData("~~old~~ new, ~5 min", "old new, ~5 min")]
    [InlineData("2 * 3 and 2*3", "2 * 3 and 2*3")]
    [InlineData(@"\*not emphasis\*", "*not emphasis*")]
    [InlineData("🎉🎉", "🎉🎉")]
    [InlineData("a   \t b", "a b")]
    [InlineData("plain [brackets] stay", "plain [brackets] stay")]
    public void A_title_is_the_first_line_that_says_something_without_its_marks(string markdown, string title) =>
        Assert.Equal(title, MarkdownText.PlainTitle(markdown, 100));

    [Theory]
    [InlineData("")]
    [InlineData(" \n---\n***\n```\n```\n……")]
    public void Without_such_a_line_there_is_no_title(string markdown) => Assert.Equal("", MarkdownText.PlainTitle(markdown, 20));

    [Fact]
    public void A_long_title_is_cut_between_the_characters_people_see()
    {
        Assert.Equal("如何写一封请假…", MarkdownText.PlainTitle("# 如何写一封请假邮件", 8));
        Assert.Equal("如何写一封请假邮件", MarkdownText.PlainTitle("# 如何写一封请假邮件", 9));
        Assert.Equal("ab…", MarkdownText.PlainTitle("ab👨‍👩‍👧 and the rest", 9));
        Assert.Equal("one…", MarkdownText.PlainTitle("one two", 5));
        Assert.Equal("…", MarkdownText.PlainTitle("👨‍👩‍👧 family", 1));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("](")]
    [InlineData("*")]
    [InlineData("> ")]
    [InlineData("- ")]
    public void A_line_of_marks_only_takes_no_time(string mark)
    {
        var text = string.Concat(Enumerable.Repeat(mark, 500_000));
        var clock = Stopwatch.StartNew();

        MarkdownText.LooksLikeMarkdown(text);
        MarkdownText.PlainTitle(text, 20);

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }
}
