using BotHost.Configuration;

namespace BotHost.Tests.Configuration;

public sealed class NearestNameTests
{
    private static readonly string[] _known = ["Persona", "Platform", "Model", "urls"];

    [Theory]
    [InlineData("persona", "Persona")]
    [InlineData("Persoan", "Persona")]
    [InlineData("Platfrom", "Platform")]
    [InlineData("Modl", "Model")]
    [InlineData("url", "urls")]
    [InlineData("Wombat", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void A_slip_of_the_pen_is_recognised_and_another_word_is_not(string typed, string? meant) =>
        Assert.Equal(meant, NearestName.Of(typed, _known));

    [Fact]
    public void Nothing_is_near_to_nothing() => Assert.Null(NearestName.Of("x", []));
}
