using BotHost.Bench.Load;

namespace BotHost.Bench.Tests;

public sealed class QuestionsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(1_234_567)]
    public void An_answer_that_repeats_the_question_is_known_by_its_number(int message)
    {
        Assert.Equal(message, Questions.NumberIn("echo: " + Questions.Text(message)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("q")]
    [InlineData("好的，你可以问新的问题了")]
    [InlineData("The model did not answer. Reference 42.")]
    public void Anything_else_is_a_notice(string text)
    {
        Assert.Null(Questions.NumberIn(text));
    }
}
