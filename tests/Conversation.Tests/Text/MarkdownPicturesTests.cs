using BotHost.Conversation.Text;

namespace BotHost.Conversation.Tests.Text;

public sealed class MarkdownPicturesTests
{
    [Theory]
    [InlineData("see ![a cat](https://x.example/c.png)!", "see [a cat](https://x.example/c.png)!")]
    [InlineData("![](https://x.example/c.png)", "[https://x.example/c.png](https://x.example/c.png)")]
    [InlineData("![a](<https://x.example/c.png>) ![b](https://x.example/d.png \"title\")", "[a](https://x.example/c.png) [b](https://x.example/d.png)")]
    [InlineData("![图](data:image/png;base64,AAAA)", "图")]
    public void A_picture_becomes_a_link(string markdown, string links) => Assert.Equal(links, MarkdownPictures.AsLinks(markdown));

    [Theory]
    [InlineData("plain [link](https://x.example) and !bang")]
    [InlineData("`![a](https://x.example/c.png)`")]
    [InlineData("``a ` ![a](https://x.example/c.png)``")]
    [InlineData("```md\n![a](https://x.example/c.png)\n```")]
    [InlineData("![a](javascript:alert)")]
    [InlineData("![a](file:///etc/passwd)")]
    [InlineData("![unfinished](https://x.example/")]
    public void What_is_no_picture_or_stands_in_code_stays_as_it_is(string markdown) => Assert.Equal(markdown, MarkdownPictures.AsLinks(markdown));

    [Fact]
    public void After_code_pictures_are_found_again() =>
        Assert.Equal("```\n![a](https://x/1)\n```\n[b](https://x/2)", MarkdownPictures.AsLinks("```\n![a](https://x/1)\n```\n![b](https://x/2)"));

    [Fact]
    public void The_bytes_of_a_picture_in_the_text_itself_are_its_own()
    {
        Assert.Equal([1, 2, 3, 4], MarkdownPictures.Embedded("data:image/png;base64," + Convert.ToBase64String([1, 2, 3, 4])));
        Assert.Null(MarkdownPictures.Embedded("data:image/png;base64,%%"));
        Assert.Null(MarkdownPictures.Embedded("data:text/html;base64,AAAA"));
        Assert.Null(MarkdownPictures.Embedded("https://x.example/;base64,AAAA"));
    }
}
