using BotHost.Conversation.Text;

namespace BotHost.Conversation.Tests.Text;

public sealed class ExcerptTests
{
    [Theory]
    [InlineData("short", "short")]
    [InlineData("  two\n lines\t", "two lines")]
    [InlineData("exactly 10", "exactly 10")]
    [InlineData("eleven and more", "eleven and…")]
    [InlineData("👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", "👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧…")]
    [InlineData(" \n ", "")]
    public void Is_one_line_of_whole_letters(string text, string expected) => Assert.Equal(expected, Excerpt.Of(text, 10));
}
