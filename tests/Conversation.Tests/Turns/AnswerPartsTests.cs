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

    [Fact]
    public void Pictures_follow_the_text()
    {
        var parts = AnswerParts.Of(Answer("text", pictures: 2), new ReplyCapabilities { MaxPartBytes = 300 }, _phrases);

        Assert.Equal([new TextPart("text"), new PicturePart(1, "alt"), new PicturePart(2, "alt")], parts);
    }

    [Fact]
    public void A_picture_needs_no_text() =>
        Assert.Equal([new PicturePart(1, "alt")], AnswerParts.Of(Answer("", pictures: 1), new ReplyCapabilities { MaxPartBytes = 300 }, _phrases));

    [Fact]
    public void Where_only_a_text_can_carry_them_pictures_come_before_it_and_there_is_one()
    {
        var capabilities = new ReplyCapabilities { MaxPartBytes = 300, MaxParts = 1, PicturesFirst = true };

        Assert.Equal([new PicturePart(1, "alt"), new TextPart(_phrases.PictureMade)], AnswerParts.Of(Answer("", pictures: 1), capabilities, _phrases));
        Assert.Equal([new PicturePart(1, "alt"), new TextPart("text")], AnswerParts.Of(Answer("text", pictures: 1), capabilities, _phrases));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(4, 2)]
    public void A_text_is_never_left_out_for_pictures(int most, int pictures)
    {
        var parts = AnswerParts.Of(Answer(Sentences(100), pictures: 2), new ReplyCapabilities { MaxPartBytes = 300, MaxParts = most }, _phrases);

        Assert.Equal(most, parts.Count);
        Assert.Equal(pictures, parts.Count(part => part is PicturePart));
        Assert.IsType<TextPart>(parts[0]);
    }

    private static Answer Answer(string text, int pictures) =>
        new() { Kind = ReplyKind.Answer, Text = text, Pictures = [.. Enumerable.Range(1, pictures).Select(id => new PicturePart(id, "alt"))] };

    private static IReadOnlyList<string> Cut(string text, int most) =>
        [.. AnswerParts.Of(Answer(text, pictures: 0), new ReplyCapabilities { MaxPartBytes = 300, MaxParts = most }, _phrases).Cast<TextPart>().Select(part => part.Text)];

    private static string Sentences(int count, string between = "") => string.Concat(Enumerable.Range(1, count).Select(number => $"第 {number} 句。{between}"));
}
