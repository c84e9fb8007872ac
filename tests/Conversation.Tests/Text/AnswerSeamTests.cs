using BotHost.Conversation.Text;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Conversation.Tests.Text;

public sealed class AnswerSeamTests
{
    [Theory]
    [InlineData("The quick brown", " fox jumps.", "The quick brown fox jumps.")]
    [InlineData("The quick brown fox", "quick brown fox jumps.", "The quick brown fox jumps.")]
    [InlineData("The quick brown fox", "\nquick brown fox jumps.", "The quick brown fox jumps.")]
    [InlineData("一共有三步，第二步是打开设置", "第二步是打开设置，然后保存。", "一共有三步，第二步是打开设置，然后保存。")]
    [InlineData("The quick bro", "quick brown fox", "The quick brown fox")]
    [InlineData("al", "low", "allow")]                              // one letter is chance
    [InlineData("Let the", "the", "Letthe", false)]                 // and so is a short word: not cut
    [InlineData("short", "short and more", "short and more", false)]
    [InlineData("abcdef ghi", "abcdef ghi jkl", "abcdef ghi jkl")]
    public void Words_that_stand_there_already_are_not_said_twice(string written, string more, string whole, bool isJoined = true) =>
        Assert.Equal(isJoined ? whole : written + more, Join(written, more));

    [Fact]
    public void A_code_block_that_is_opened_again_goes_on()
    {
        const string Written = "Here:\n```python\ndef add(a, b):\n    return a";
        Assert.Equal(Written + " + b\n```\nDone.", Join(Written, "```python\n + b\n```\nDone."));
        Assert.Equal(Written + " + b\n```", Join(Written, "```python\ndef add(a, b):\n    return a + b\n```"));
        Assert.Equal(Written + "\n```\nThat is all.", Join(Written, "\n```\nThat is all."));
    }

    [Fact]
    public void Outside_of_a_block_a_fence_is_a_new_one()
    {
        const string Written = "```\na\n```\nAnd now:\n";
        Assert.Equal(Written + "```js\nb\n```", Join(Written, "```js\nb\n```"));
    }

    [Fact]
    public void An_answer_that_begins_from_the_start_adds_nothing()
    {
        var written = string.Join(' ', Enumerable.Range(1, 100).Select(number => $"word{number}"));
        Assert.Equal(written, Join(written, written));
        Assert.Equal(written, Join(written, written[..200]));
        var seam = new AnswerSeam(written);
        Assert.Equal("", string.Concat(written.Chunk(7).Select(piece => seam.Take(new string(piece)))) + seam.End());
    }

    [Fact]
    public void It_does_not_matter_how_the_text_is_cut_into_pieces()
    {
        var words = Gen.Elements("fox ", "jumps ", "```py\n", "\n```\n", "\n", "第二步", "，", "a", "1. ", "}\n").ArrayOf().Select(string.Concat);
        var cuts = Gen.Choose(1, 9);
        Prop.ForAll((from written in words from more in words from cut in cuts select (written, more, cut)).ToArbitrary(), sample =>
        {
            var seam = new AnswerSeam(sample.written);
            var inPieces = string.Concat(sample.more.Chunk(sample.cut).Select(piece => seam.Take(new string(piece)))) + seam.End();
            return sample.written + inPieces == Join(sample.written, sample.more) && sample.more.EndsWith(inPieces, StringComparison.Ordinal);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    private static string Join(string written, string more)
    {
        var seam = new AnswerSeam(written);
        return written + seam.Take(more) + seam.End();
    }
}
