using System.Text;
using BotHost.Adapters.Feishu;

namespace BotHost.Adapters.Tests.Feishu;

public sealed class FeishuMarkdownTests
{
    private const string Table = "| a | b |\n|---|---|\n| 1 | 2 |";

    [Theory]
    [InlineData("你好", "text")]
    [InlineData("**重点**", "post text")]
    [InlineData("- 一\n- 二", "post text")]
    [InlineData("# 标题\n正文", "interactive post text")]
    [InlineData(Table, "interactive post text")]
    [InlineData("```\n# no heading\n| a |\n|---|\n```", "post text")]
    public void An_answer_takes_the_plainest_form_that_shows_all_of_it(string answer, string forms)
    {
        Assert.Equal(forms, string.Join(' ', FeishuMarkdown.Compose(answer).Select(message => message.Type)));
    }

    [Theory]
    [InlineData("<at user_id=\"all\">x</at>")]
    [InlineData("< AT id=all></ at>")]
    [InlineData("```\n<at id=all></at>\n```")]
    [InlineData("`<at id=all></at>`")]
    [InlineData("a ``` b\n<at id=all></at>")]
    [InlineData("# t\n<at id=ou_1></at>")]
    [InlineData("| <at id=all></at> | b |\n|---|---|")]
    public void Nobody_is_mentioned_because_a_model_wrote_so(string answer)
    {
        foreach (var message in FeishuMarkdown.Compose(answer))
            Assert.DoesNotMatch("(?i)<\\s*/?\\s*at", message.Content);
        Assert.DoesNotMatch("(?i)<\\s*/?\\s*at", FeishuMarkdown.ForCard(answer));
        Assert.DoesNotMatch("(?i)<\\s*/?\\s*at", FeishuMarkdown.ForPlainCard(answer));
    }

    [Theory]
    [InlineData("a <font color='red'>b</font>", "a &#60;font color='red'>b&#60;/font>")]
    [InlineData("a<b and b>a", "a&#60;b and b>a")]
    [InlineData("1 < 2 <3", "1 < 2 <3")]
    [InlineData("x<br>y<br/>z", "x<br>y<br/>z")]
    [InlineData("<https://a.example>", "<https://a.example>")]
    [InlineData("`<div>` and ``a`<b>`` <i>", "`<div>` and ``a`<b>`` &#60;i>")]
    [InlineData("`open <b>", "`open &#60;b>")]
    [InlineData("```html\n<b>\n```\n<b>", "```html\n<b>\n```\n&#60;b>")]
    [InlineData("> ```\n> <b>\n> ```\n<b>", "> ```\n> <b>\n> ```\n&#60;b>")]
    [InlineData("- ~~~\n  <b>\n  ~~~\n<b>", "- ~~~\n  <b>\n  ~~~\n&#60;b>")]
    public void A_tag_is_shown_and_not_obeyed_and_code_stays_code(string answer, string card) => Assert.Equal(card, FeishuMarkdown.ForCard(answer));

    [Theory]
    [InlineData("看 ![图](https://a.example/1.png \"t\")", "看 [图](https://a.example/1.png)")]
    [InlineData("![](http://a.example/1.png)", "[http://a.example/1.png](http://a.example/1.png)")]
    [InlineData("![图](img_v3_made_up)", "图")]
    [InlineData("![图](data:image/png;base64,AAAA)", "图")]
    [InlineData("![图][ref]", "[图][ref]")]
    [InlineData("`![a](b)`", "`![a](b)`")]
    public void A_picture_that_is_not_the_platform_s_own_becomes_a_link(string answer, string card) => Assert.Equal(card, FeishuMarkdown.ForCard(answer));

    [Fact]
    public void The_fourth_table_is_shown_as_it_was_written()
    {
        var four = string.Join("\n\n", Enumerable.Repeat(Table, 4));

        Assert.Equal(string.Join("\n\n", Table, Table, Table, $"```\n{Table}\n```"), FeishuMarkdown.ForCard(four));
        Assert.Equal($"```\n{Table}\n```\nx", FeishuMarkdown.ForPlainCard(Table + "\nx"));
        Assert.Equal("````\n| a ``` | b |\n|---|---|\n````", FeishuMarkdown.ForPlainCard("| a ``` | b |\n|---|---|"));
    }

    [Fact]
    public void A_post_has_no_table()
    {
        Assert.Contains("```\\n| a | b |", FeishuMarkdown.Compose(Table)[1].Content, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_form_is_the_answer_itself()
    {
        Assert.Equal("""{"text":"# 标题\n<\u200Bb>a"}""".Replace("\\u200B", "\u200B", StringComparison.Ordinal), FeishuMarkdown.Compose("# 标题\r\n<b>a")[^1].Content);
    }

    [Theory]
    [InlineData("# 结论\n\n可以", "结论")]
    [InlineData("| 1 | 2 |", "1 2")]
    [InlineData("---", "回答")]
    public void The_list_of_chats_shows_the_first_words(string answer, string summary) => Assert.Equal(summary, FeishuMarkdown.Summary(answer));

    [Theory]
    [InlineData("😀")]
    [InlineData("\u3000")]
    [InlineData("中")]
    [InlineData("\n")]
    [InlineData("\n- a")]
    [InlineData("\"")]
    [InlineData("\\")]
    [InlineData("<b")]
    [InlineData("<at ")]
    [InlineData("`")]
    [InlineData("a|b\n-|-\n\n")]
    [InlineData("![](http://a)")]
    [InlineData("\u2028")]
    [InlineData("e\u0301")]
    public void The_largest_part_fits_whatever_it_is_made_of(string piece)
    {
        using var bot = new FeishuBot();
        var capabilities = bot.Sender.Capabilities;
        var text = new StringBuilder("# x\n");
        while (text.Length + piece.Length < capabilities.MaxPartCharacters && Encoding.UTF8.GetByteCount(text.ToString() + piece) < capabilities.MaxPartBytes)
            text.Append(piece);
        text.Append('x');

        foreach (var message in FeishuMarkdown.Compose(text.ToString()))
            AssertFits(message);
        AssertFits(FeishuMessage.Card(FeishuCard.Growing(FeishuMarkdown.ForCard(text.ToString()))));
        AssertFits(FeishuMessage.Card(FeishuCard.Complete(FeishuMarkdown.Summary(text.ToString()), FeishuMarkdown.ForPlainCard(text.ToString()))));
    }

    /// <summary>发送消息: 30 KB for a post or a card, 150 KB for a text, as the body of the call.</summary>
    private static void AssertFits(FeishuMessage message)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
            new ReplyRequest(message.Content, message.Type, true, Guid.Empty.ToString()), FeishuJson.Outbound.ReplyRequest);
        Assert.InRange(body.Length, 1, message.Type == "text" ? 150_000 : 30_000);
    }
}
