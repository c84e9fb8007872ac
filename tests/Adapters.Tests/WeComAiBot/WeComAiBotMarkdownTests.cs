using System.Text;
using BotHost.Adapters.WeComAiBot;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Words;

namespace BotHost.Adapters.Tests.WeComAiBot;

public sealed class WeComAiBotMarkdownTests
{
    [Theory]
    [InlineData("# 标题\n- a\n- b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```cs\nvar x = 1 < 2;\n```")]
    [InlineData("<think>先想想</think>好的")]
    [InlineData("  两端的空格不动 \n")]
    public void Markdown_is_shown_as_it_is_written(string markdown) => Assert.Equal(markdown, WeComAiBotMarkdown.Clean(markdown));

    [Fact]
    public void A_mention_is_made_harmless() => Assert.Equal("＜@all> ＜@zhangsan>", WeComAiBotMarkdown.Clean("<@all> <@zhangsan>"));

    [Theory]
    [InlineData("a")]
    [InlineData("汉")]
    [InlineData("😀")]
    [InlineData("<@")]
    public void The_largest_part_fits_with_a_note_after_it(string letter)
    {
        var count = 20_000 / Encoding.UTF8.GetByteCount(letter);
        var note = Phrases.In(Language.En).AnswerFollows;

        var text = WeComAiBotMarkdown.Fit(WeComAiBotMarkdown.Clean(string.Concat(Enumerable.Repeat(letter, count))), note);

        Assert.InRange(Encoding.UTF8.GetByteCount(text), 20_000, WeComAiBotMarkdown.MaxBytes);
        Assert.EndsWith(note, text, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', text);
    }

    [Fact]
    public void What_fits_is_not_touched()
    {
        var largest = new string('a', WeComAiBotMarkdown.MaxBytes);

        Assert.Equal(largest, WeComAiBotMarkdown.Fit(largest));
        Assert.Equal(largest, WeComAiBotMarkdown.Fit(largest + "b"));
    }
}
