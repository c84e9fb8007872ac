using BotHost.Adapters.OneBot;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Adapters.Tests.OneBot;

public sealed class OneBotMarkdownTests
{
    [Theory]
    [InlineData("你好，有什么可以帮你？")]
    [InlineData("2 * 3 * 4 = 24, 2*3*4 = 24")]
    [InlineData("__init__ and snake_case_name")]
    [InlineData("a > b, C:\\temp\\x, a|b")]
    [InlineData("[CQ:at,qq=all]")]
    public void A_plain_text_stays_as_it_is(string text) => Assert.Equal(text, OneBotMarkdown.Plain(text));

    [Theory]
    [InlineData("# 结论", "结论")]
    [InlineData("## 结论 ##", "结论")]
    [InlineData("#hashtag **b**", "#hashtag b")]
    [InlineData("这是**重点**内容", "这是重点内容")]
    [InlineData("*轻*、**重**、~~删~~", "轻、重、删")]
    [InlineData("2**3 is **eight**", "2**3 is eight")]
    [InlineData("- a\n* b\n+ c", "• a\n• b\n• c")]
    [InlineData("- a\n  - b", "• a\n  • b")]
    [InlineData("- [ ] a\n- [x] b", "• a\n• b")]
    [InlineData("1. a\n2. **b**", "1. a\n2. b")]
    [InlineData("> said", "> said")]
    [InlineData("`a*b*c` and `__x__`", "a*b*c and __x__")]
    [InlineData("``a ` b``", "a ` b")]
    [InlineData("[官网](https://a.example/x_(y)?q=*a*)", "官网 (https://a.example/x_(y)?q=*a*)")]
    [InlineData("[https://a.example](https://a.example)", "https://a.example")]
    [InlineData("![图](https://a.example/a.png \"title\")", "图 (https://a.example/a.png)")]
    [InlineData("![](https://a.example/a.png)", "https://a.example/a.png")]
    [InlineData("a\n\n---\n\n**b**", "a\n\n————\n\nb")]
    [InlineData("| 名 | 数 |\n|---|:-:|\n| 甲 | **1** |", "名 | 数\n甲 | 1")]
    [InlineData("**5 \\* 3**", "5 * 3")]
    [InlineData("**x**  \r\ny", "x  \ny")]
    public void The_marks_go_and_what_they_meant_stays(string markdown, string plain) => Assert.Equal(plain, OneBotMarkdown.Plain(markdown));

    [Theory]
    [InlineData("看：\n```python\n# not a heading\nx = a ** b ** c\n- 1\n```\n**完**", "看：\n# not a heading\nx = a ** b ** c\n- 1\n完")]
    [InlineData("~~~\n```\n**a**\n```\n~~~", "```\n**a**\n```")]
    [InlineData("```\n  indented\n\n```", "  indented")]
    [InlineData("```\nnever closed **x**", "never closed **x**")]
    public void Code_is_sent_as_it_is_written(string markdown, string plain) => Assert.Equal(plain, OneBotMarkdown.Plain(markdown));

    [Theory]
    [InlineData("```\n```")]
    [InlineData("|---|---|\n|---|---|")]
    public void An_answer_of_nothing_but_marks_is_sent_as_it_is(string markdown) => Assert.Equal(markdown, OneBotMarkdown.Plain(markdown));

    [Fact]
    public void No_answer_comes_to_nothing_or_throws()
    {
        string[] pieces = ["#", " ", "*", "**", "`", "```", "~~", "[", "](", ")", "|", "---", "\n", "a", "中", "\\", "😀", "- ", "1. ", "> ", "!", "<", "\t"];
        Prop.ForAll(ArbMap.Default.ArbFor<NonNegativeInt[]>(), places =>
        {
            var text = string.Concat(places.Select(place => pieces[place.Get % pieces.Length]));
            return string.IsNullOrWhiteSpace(text) || !string.IsNullOrWhiteSpace(OneBotMarkdown.Plain(text));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Nothing_grows_beyond_what_a_part_may_have_by_much()
    {
        // A link's two brackets and two parentheses become a blank and two parentheses; a rule of three becomes one of four.
        var links = string.Concat(Enumerable.Repeat("[a](b)", 300));
        Assert.True(OneBotMarkdown.Plain(links).Length <= links.Length);
    }
}
