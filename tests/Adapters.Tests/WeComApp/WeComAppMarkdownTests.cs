using System.Text;
using BotHost.Adapters.WeComApp;

namespace BotHost.Adapters.Tests.WeComApp;

public sealed class WeComAppMarkdownTests
{
    [Theory]
    [InlineData("只是文字 1 < 2 && a > b", "只是文字 1 < 2 && a > b")]
    [InlineData("# 标题\n\n**粗** 和 `代码`", "标题\n\n粗 和 代码")]
    [InlineData("- 一\n- 二", "• 一\n• 二")]
    [InlineData("[链接](https://example.com)", "链接 (https://example.com)")]
    [InlineData("```python\nprint(1)\n```", "print(1)")]
    [InlineData("| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n1 | 2")]
    [InlineData("a\0b\r\nc", "ab\nc")]
    public void As_a_text_the_marks_go_and_what_they_meant_stays(string answer, string text)
    {
        var message = WeComAppMarkdown.Compose(answer, WeComAppReplyFormat.Text);

        Assert.Equal((text, false), (message.Text, message.IsMarkdown));
    }

    [Theory]
    [InlineData("# 标题\n**粗** `代码` [链接](https://example.com)\n> 引用", "# 标题\n**粗** `代码` [链接](https://example.com)\n> 引用")]
    [InlineData("- **一**\n- 二", "• **一**\n• 二")]
    [InlineData("**x**\n```c\n*p = 1;\n```", "**x**\n*p = 1;")]
    [InlineData("| a | b |\n|---|---|\n| **1** | 2 |", "a | b\n**1** | 2")]
    public void As_markdown_only_what_WeCom_knows_of_it_stays(string answer, string text)
    {
        var message = WeComAppMarkdown.Compose(answer, WeComAppReplyFormat.Markdown);

        Assert.Equal((text, true), (message.Text, message.IsMarkdown));
    }

    [Fact]
    public void Plain_words_are_a_text_in_any_case() => Assert.False(WeComAppMarkdown.Compose("你好", WeComAppReplyFormat.Markdown).IsMarkdown);

    [Theory]
    [InlineData("点<a href=\"https://evil.example\">这里</a>", "点‹a href=\"https://evil.example\">这里‹/a>")]
    [InlineData("<A\nHREF='x'>", "‹A\nHREF='x'>")]
    [InlineData("**x** <@zhangsan>", "**x** ‹@zhangsan>")]
    [InlineData("a<b <abbr> </article>", "a<b <abbr> </article>")]
    public void What_a_model_writes_leads_nowhere_and_calls_nobody(string answer, string text)
    {
        Assert.Equal(text, WeComAppMarkdown.Compose(answer, WeComAppReplyFormat.Markdown).Text);
    }

    [Theory]
    [InlineData(WeComAppReplyFormat.Text)]
    [InlineData(WeComAppReplyFormat.Markdown)]
    internal void The_largest_part_fits_whatever_is_in_it(WeComAppReplyFormat format)
    {
        foreach (var piece in new[] { "汉", "😀", "- a\n", "---\n", "|a|b|c|\n", "<a ", "</a>", "**x** ", "x\n", "<@a>", "[a](b) " })
        {
            var size = Encoding.UTF8.GetByteCount(piece);
            var part = string.Concat(Enumerable.Repeat(piece, 1_900 / size));

            var message = WeComAppMarkdown.Compose(part, format);

            Assert.InRange(Encoding.UTF8.GetByteCount(message.Text), 1, WeComAppMessage.MaxBytes);
            Assert.DoesNotContain("<a ", message.Text, StringComparison.Ordinal);
        }
    }
}
