using BotHost.Conversation.Llm;

namespace BotHost.Conversation.Tests.Llm;

public sealed class TokenCalibrationTests
{
    private readonly TokenCalibration _calibration = new("server model");

    [Fact]
    public void Nothing_is_known_at_first() => Assert.Equal(new TokenRatio(1, 0), _calibration.Current);

    [Fact]
    public void A_sample_moves_the_ratio_by_a_fifth_of_the_way()
    {
        Assert.True(_calibration.Learn(1_000, 1_500));
        Assert.Equal(new TokenRatio(1.1, 1), _calibration.Current);
    }

    [Fact]
    public void After_a_few_answers_the_estimate_is_near_what_the_server_counts()
    {
        for (var i = 0; i < 10; i++)
            _calibration.Learn(1_000, 1_300);
        Assert.InRange(_calibration.Current.Ratio, 1.25, 1.3);
        Assert.True(_calibration.Current.IsSettled);
    }

    [Theory]
    [InlineData(3_000, 1.8)]
    [InlineData(400, 0.6)]
    public void The_ratio_stays_within_what_vocabularies_differ_by(int counted, double ratio)
    {
        for (var i = 0; i < 100; i++)
            Assert.True(_calibration.Learn(1_000, counted));
        Assert.Equal(ratio, _calibration.Current.Ratio);
    }

    [Theory]
    [InlineData(1_000, 10_000)]     // pictures, or a prompt of the server's own
    [InlineData(1_000, 100)]        // what was cached is not in it
    [InlineData(1_000, 0)]
    [InlineData(20, 30)]            // too little to tell
    public void What_says_nothing_of_the_words_is_ignored(int estimated, int counted)
    {
        Assert.False(_calibration.Learn(estimated, counted));
        Assert.Equal(TokenRatio.Unknown, _calibration.Current);
    }

    [Fact]
    public void Entries_that_ask_the_same_share_it_and_others_do_not()
    {
        var calibrations = new TokenCalibrations();
        var options = new ModelOptions { Name = "a", Model = "m", BaseUrl = new Uri("https://user:secret@example.com/v1") };
        var shared = calibrations.Of(options);
        Assert.Same(shared, calibrations.Of(options with { Name = "b" }));
        Assert.NotSame(shared, calibrations.Of(options with { Model = "n" }));
        Assert.NotSame(shared, calibrations.Of(options with { Encoding = TokenEncoding.Cl100k }));
        Assert.NotSame(shared, calibrations.Of(options with { BaseUrl = new Uri("https://example.com/v2") }));
        Assert.DoesNotContain("secret", shared.Key, StringComparison.Ordinal);
    }
}
