using BotHost.Conversation.Text;

namespace BotHost.Conversation.Tests.Text;

public sealed class NearestCommandTests
{
    private static readonly string[] Commands = ["new", "help", "stop", "status", "model", "新对话"];

    [Theory]
    [InlineData("/neww", "new")]      // a letter too many
    [InlineData("/hlp", "help")]      // one too few
    [InlineData("/stap", "stop")]     // another one
    [InlineData("/nwe", "new")]       // two swapped count as one slip
    [InlineData("/sotp", "stop")]
    [InlineData("/HELPP", "help")]
    [InlineData("satus", "status")]
    [InlineData("/新对化", "新对话")]
    [InlineData("//models", "model")]
    public void A_mistyped_command_is_recognised(string word, string meant) => Assert.Equal(meant, NearestCommand.Find(word, Commands));

    [Fact]
    public void Names_may_be_given_with_their_slash() => Assert.Equal("/help", NearestCommand.Find("/hepl", ["/new", "/help"]));

    [Fact]
    public void Of_equally_near_names_the_order_of_the_list_does_not_matter()
    {
        Assert.Equal("bar", NearestCommand.Find("/car", ["far", "bar", "tar"]));
        Assert.Equal("bar", NearestCommand.Find("/car", ["tar", "far", "bar"]));
    }

    [Fact]
    public void Without_names_there_is_nothing_to_suggest() => Assert.Null(NearestCommand.Find("/new", []));

    [Fact]
    public void A_whole_page_behind_a_slash_does_no_harm() => Assert.NotNull(NearestCommand.Find("/" + new string('x', 1_000_000), Commands));
}
