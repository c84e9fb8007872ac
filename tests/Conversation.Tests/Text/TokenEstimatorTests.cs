using BotHost.Conversation.Text;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Conversation.Tests.Text;

public sealed class TokenEstimatorTests
{
    [Theory]
    [InlineData("o200k", 0.05)]
    [InlineData("cl100k", 0.08)]
    public void The_mean_error_is_small(string vocabulary, double most)
    {
        var mean = TokenCounts.All.Where(TokenCounts.IsChat).Average(sample => Error(vocabulary, sample));

        Assert.InRange(mean, -most, most);
    }

    [Theory]
    [InlineData("o200k", "chinese", 0.05)]
    [InlineData("o200k", "english", 0.05)]
    [InlineData("o200k", "mixed", 0.05)]
    [InlineData("o200k", "code", 0.05)]
    [InlineData("o200k", "json", 0.05)]
    [InlineData("o200k", "markdown", 0.05)]
    [InlineData("o200k", "table", 0.08)]
    [InlineData("cl100k", "chinese", 0.08)]
    [InlineData("cl100k", "english", 0.08)]
    [InlineData("cl100k", "mixed", 0.08)]
    [InlineData("cl100k", "code", 0.08)]
    [InlineData("cl100k", "json", 0.08)]
    [InlineData("cl100k", "markdown", 0.08)]
    [InlineData("cl100k", "table", 0.10)]
    public void No_kind_of_text_is_counted_too_high_or_too_low(string vocabulary, string kind, double most)
    {
        var mean = TokenCounts.All.Where(sample => sample.Kind == kind).Average(sample => Error(vocabulary, sample));

        Assert.InRange(mean, -most, most);
    }

    [Theory]
    [InlineData("o200k", 0.12)]
    [InlineData("cl100k", 0.12)]
    public void Of_pure_texts_95_percent_are_within_12_percent(string vocabulary, double most)
    {
        Assert.InRange(Percentile95(TokenCounts.All.Where(TokenCounts.IsPure).Select(sample => Error(vocabulary, sample))), 0, most);
    }

    [Theory]
    [InlineData("o200k", 0.19)]
    [InlineData("cl100k", 0.19)]
    public void Of_mixed_texts_95_percent_are_within_19_percent(string vocabulary, double most)
    {
        var mixed = TokenCounts.All.Where(sample => TokenCounts.IsChat(sample) && !TokenCounts.IsPure(sample));

        Assert.InRange(Percentile95(mixed.Select(sample => Error(vocabulary, sample))), 0, most);
    }

    public static TheoryData<string> Scripts => [.. TokenCounts.All.Where(sample => !TokenCounts.IsChat(sample)).Select(sample => sample.Kind)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Every_script_and_every_odd_run_is_counted_in_the_right_size(string kind)
    {
        var sample = TokenCounts.All.Single(sample => sample.Kind == kind);

        Assert.InRange(Error("o200k", sample), -0.25, 0.25);
        Assert.InRange(Error("cl100k", sample), -0.25, 0.25);
    }

    [Fact]
    public void Only_the_empty_text_has_no_tokens()
    {
        Assert.Equal(0, TokenEstimator.O200k.Estimate(""));
        Assert.Equal(1, TokenEstimator.O200k.Estimate(" "));
        Assert.Equal(1, TokenEstimator.O200k.Estimate("a"));
    }

    [Fact]
    public void A_ratio_learned_from_the_server_scales_the_estimate()
    {
        var text = string.Concat(Enumerable.Repeat("word ", 1_000));

        Assert.Equal(1_000, TokenEstimator.O200k.Estimate(text));
        Assert.Equal(1_500, TokenEstimator.O200k.WithRatio(1.5).Estimate(text));
        Assert.Throws<ArgumentOutOfRangeException>(() => TokenEstimator.O200k.WithRatio(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TokenEstimator.O200k.WithRatio(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => TokenEstimator.O200k.WithRatio(double.PositiveInfinity));
    }

    [Fact]
    public void More_text_is_never_fewer_tokens_and_two_texts_together_never_many_more_than_apart()
    {
        // A key that two texts form together counts as one; each has eight changes of case free of charge.
        const int seam = 8;
        var pieces = Gen.Elements(
            "a", "B", "word", "Word", "7", "2026", " ", "  ", "\n", "\r\n", "\t", ".", "--", "+/", "`", "，", "。", "好", "焯", "é", "か", "한", "я", "😀", "\uD83D", "\uDE00", "\u200D", "→", "\0");
        var texts = Gen.ArrayOf(pieces).Select(string.Concat);

        Prop.ForAll((from first in texts from second in texts select (first, second)).ToArbitrary(), pair =>
        {
            var (first, second) = (TokenEstimator.O200k.Estimate(pair.first), TokenEstimator.O200k.Estimate(pair.second));
            var together = TokenEstimator.O200k.Estimate(pair.first + pair.second);
            return together >= Math.Max(first, second) - 1 && together <= first + second + seam;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Fact]
    public void Any_text_at_all_has_an_estimate()
    {
        var texts = Gen.ArrayOf(Gen.Choose(0, char.MaxValue).Select(value => (char)value)).Select(characters => new string(characters));

        Prop.ForAll(texts.ToArbitrary(), text =>
            TokenEstimator.O200k.Estimate(text) >= Math.Sign(text.Length) && TokenEstimator.Cl100k.Estimate(text) >= Math.Sign(text.Length))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Estimating_allocates_nothing()
    {
        var text = TokenCounts.All[0].Text;
        TokenEstimator.O200k.Estimate(text);

        var before = GC.GetAllocatedBytesForCurrentThread();
        TokenEstimator.O200k.Estimate(text);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static double Error(string vocabulary, TokenCounts.Sample sample) => vocabulary == "o200k"
        ? ((double)TokenEstimator.O200k.Estimate(sample.Text) / sample.O200k) - 1
        : ((double)TokenEstimator.Cl100k.Estimate(sample.Text) / sample.Cl100k) - 1;

    private static double Percentile95(IEnumerable<double> errors)
    {
        var sorted = errors.Select(Math.Abs).Order().ToArray();
        return sorted[(int)Math.Ceiling(0.95 * sorted.Length) - 1];
    }
}
