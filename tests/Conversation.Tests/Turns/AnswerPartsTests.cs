using System.Text;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Tests.Turns;

public sealed class AnswerPartsTests
{
    private static readonly Phrases _phrases = Phrases.In(Language.Zh);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Beyond_the_last_part_an_answer_ends_and_says_so(int most)
    {
        var parts = Cut(Sentences(100), most);

        Assert.Equal(most, parts.Count);
        Assert.All(parts, part => Assert.InRange(Encoding.UTF8.GetByteCount(part), 1, 300));
        Assert.EndsWith(_phrases.Shortened, parts[^1], StringComparison.Ordinal);
        Assert.All(parts.SkipLast(1), part => Assert.DoesNotContain(_phrases.Shortened.Trim(), part, StringComparison.Ordinal));
        Assert.StartsWith("第 1 句。", parts[0], StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_that_fits_is_not_touched()
    {
        Assert.Equal(["第 1 句。"], Cut("第 1 句。", 1));
        Assert.Equal(Cut(Sentences(40), int.MaxValue).Count, Cut(Sentences(40), 2).Count);
        Assert.DoesNotContain(Cut(Sentences(40), 2), part => part.Contains(_phrases.Shortened, StringComparison.Ordinal));
    }

    [Fact]
    public void A_fence_that_is_left_open_is_closed_before_the_note()
    {
        var parts = Cut("```\n" + Sentences(100, "\n") + "```", 1);

        Assert.EndsWith("```" + _phrases.Shortened, Assert.Single(parts), StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Cut(string text, int most) => AnswerParts.Of(text, new ReplyCapabilities { MaxPartBytes = 300, MaxParts = most }, _phrases);

    private static string Sentences(int count, string between = "") => string.Concat(Enumerable.Range(1, count).Select(number => $"第 {number} 句。{between}"));
}
