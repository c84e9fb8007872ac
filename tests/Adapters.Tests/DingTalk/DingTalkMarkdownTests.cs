using BotHost.Adapters.DingTalk;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Adapters.Tests.DingTalk;

public sealed class DingTalkMarkdownTests
{
    [Theory]
    [InlineData("好的，马上处理")]
    [InlineData("2 * 3 * 4 = 24")]
    [InlineData("snake_case_name and C#")]
    [InlineData("a [b] (c)")]
    [InlineData("one\ntwo")]
    public void A_plain_answer_stays_plain_text_however_many_lines_it_has(string text)
    {
        var message = DingTalkMarkdown.Compose(text);

        Assert.Equal((false, text), (message.IsMarkdown, message.Text));
    }

    [Theory]
    [InlineData("**结论**：可以")]
    [InlineData("run `ls`")]
    [InlineData("see [here](https://example.com)")]
    [InlineData("# 标题")]
    [InlineData("- one")]
    [InlineData("1. one")]
    [InlineData("> quoted")]
    public void Markdown_is_sent_as_markdown(string text) => Assert.True(DingTalkMarkdown.Compose(text).IsMarkdown);

    [Theory]
    [InlineData("### 回答\n\n- 第一点\n- 第二点", "### 回答\n\n- 第一点\n- 第二点")]
    [InlineData("one\ntwo", "one<br>\ntwo")]
    [InlineData("one<br>\ntwo", "one<br>\ntwo")]
    [InlineData("one\r\n\r\ntwo\r\n", "one\n\ntwo")]
    [InlineData("清单：\n- a\n  more\n> q\n> r", "清单：\n\n- a<br>\n  more\n\n> q<br>\n> r")]
    [InlineData("```\na\nb\n```\nc", "```\na\nb\n```\n\nc")]
    public void A_card_has_its_own_line_break(string answer, string expected) => Assert.Equal(expected, DingTalkMarkdown.ForCard(answer));

    [Theory]
    [InlineData("### 结论\n\n- 第一点\n- 第二点", "### 结论\n\n- 第一点\n- 第二点")]
    [InlineData("**今天** 晴，25℃\n适合出门", "**今天** 晴，25℃  \n适合出门")]
    [InlineData("**今天** 晴，25℃  \n适合出门", "**今天** 晴，25℃  \n适合出门")]
    [InlineData("清单：\n- a\n- b\n完", "清单：\n\n- a\n- b  \n完")]
    [InlineData("1. a\n   more\n2. b", "1. a  \n   more\n2. b")]
    [InlineData("# h\ntext", "# h\n\ntext")]
    [InlineData("text\n# h", "text\n\n# h")]
    [InlineData("表：\n| a | b |\n| :- | :- |\n| 1 | 2 |\n完", "表：\n\n| a | b |\n| :- | :- |\n| 1 | 2 |\n\n完")]
    [InlineData("> a\n> b", "> a  \n> b")]
    [InlineData("a\n\nb", "a\n\nb")]
    public void A_single_line_end_is_made_visible_and_blocks_stand_apart(string markdown, string expected)
    {
        Assert.Equal(expected, DingTalkMarkdown.WithLineBreaks(markdown));
    }

    [Theory]
    [InlineData("代码：\n```cs\nvar a = 1;\n- b\n\n# c\n```\n完", "代码：\n\n```cs\nvar a = 1;\n- b\n\n# c\n```\n\n完")]
    [InlineData("~~~~\na\n~~~\nb\n~~~~", "~~~~\na\n~~~\nb\n~~~~")]
    [InlineData("```\nnever closed\nx", "```\nnever closed\nx")]
    public void Lines_inside_a_fence_are_left_alone(string markdown, string expected)
    {
        Assert.Equal(expected, DingTalkMarkdown.WithLineBreaks(markdown));
    }

    [Fact]
    public void Inline_code_that_begins_a_line_is_no_fence()
    {
        Assert.Equal("```a``` b  \nc", DingTalkMarkdown.WithLineBreaks("```a``` b\nc"));
    }

    [Fact]
    public void Only_white_space_is_ever_added()
    {
        Prop.ForAll<string>(text =>
        {
            var given = string.Join('\n', (text ?? "").Split('a'));
            return Squeezed(DingTalkMarkdown.WithLineBreaks(given)) == Squeezed(given);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("### 结论\n\n可以", "结论")]
    [InlineData("```\n```", "回答")]
    public void The_title_is_the_first_line_that_says_something(string markdown, string title)
    {
        Assert.Equal(title, DingTalkMarkdown.Compose(markdown).Title);
    }

    [Fact]
    public void No_answer_throws_and_none_loses_its_title()
    {
        Prop.ForAll<string>(text =>
        {
            var message = DingTalkMarkdown.Compose("x" + text + "\n" + text);
            return !message.IsMarkdown || message.Title.Length is > 0 and <= 20;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Control_characters_of_a_model_are_not_sent() => Assert.Equal("ab", DingTalkMarkdown.Compose("a\u0000\u001bb").Text);

    private static string Squeezed(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)));
}
