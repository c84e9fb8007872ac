using BotHost.Conversation.Llm;
using BotHost.Conversation.Text;

namespace BotHost.Conversation.Tests.Text;

/// <summary>How far the estimate is from what real vocabularies count, before and after it was calibrated by answers. Prints the figures.</summary>
public sealed class TokenErrorTests(ITestOutputHelper output)
{
    /// <summary>Texts of one question with its history.</summary>
    private const int TextsOfAPrompt = 5;

    private static readonly TokenCounts.Sample[] _texts = [.. TokenCounts.All.Where(TokenCounts.IsChat)];

    public static TheoryData<string, string, double, double> Families => new()
    {
        // whose vocabulary counts; whose the estimate starts from; the mean error allowed before and after
        { "o200k", "o200k", 0.05, 0.05 },
        { "cl100k", "cl100k", 0.08, 0.05 },
        { "cl100k", "o200k", 0.30, 0.08 },      // an entry whose Encoding nobody has set
    };

    [Theory]
    [MemberData(nameof(Families))]
    public void The_mean_and_the_95th_percentile_of_the_error_per_family(string counting, string estimating, double mostBefore, double mostAfter)
    {
        var estimator = estimating == "o200k" ? TokenEstimator.O200k : TokenEstimator.Cl100k;
        var calibration = new TokenCalibration("a model");
        foreach (var prompt in Prompts())
        {
            Assert.True(calibration.Learn(prompt.Sum(text => estimator.Estimate(text.Text)), prompt.Sum(text => Counted(counting, text))));
        }

        var before = Errors(counting, estimator);
        var after = Errors(counting, estimator.WithRatio(calibration.Current.Ratio));
        output.WriteLine(
            $"counted by {counting}, estimated by {estimating}, {before.Length} texts: mean {before.Average():+0.0%;-0.0%}, 95 % within {Percentile95(before):0.0%}; "
            + $"calibrated (ratio {calibration.Current.Ratio:0.000} after {calibration.Current.Samples} answers): mean {after.Average():+0.0%;-0.0%}, 95 % within {Percentile95(after):0.0%}");
        Assert.InRange(before.Average(), -mostBefore, mostBefore);
        Assert.InRange(after.Average(), -mostAfter, mostAfter);
        Assert.InRange(Percentile95(after), 0, counting == estimating ? 0.19 : 0.30);
    }

    /// <summary>Every text in some prompts, with others each time.</summary>
    private static IEnumerable<TokenCounts.Sample[]> Prompts()
    {
        var random = new Random(7);
        return Enumerable.Range(0, 4).SelectMany(_ => random.GetItems(_texts, _texts.Length).Chunk(TextsOfAPrompt));
    }

    private static double[] Errors(string counting, TokenEstimator estimator) =>
        [.. _texts.Select(text => ((double)estimator.Estimate(text.Text) / Counted(counting, text)) - 1)];

    private static int Counted(string counting, TokenCounts.Sample text) => counting == "o200k" ? text.O200k : text.Cl100k;

    private static double Percentile95(IEnumerable<double> errors)
    {
        var sorted = errors.Select(Math.Abs).Order().ToArray();
        return sorted[(int)Math.Ceiling(0.95 * sorted.Length) - 1];
    }
}
