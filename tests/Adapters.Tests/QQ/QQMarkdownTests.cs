using BotHost.Adapters.QQ;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Adapters.Tests.QQ;

public sealed class QQMarkdownTests
{
    private static readonly QQForm Plain = new(IsPlain: true);

    [Theory]
    [InlineData("好的", false)]
    [InlineData("第一行\n第二行", false)]
    [InlineData("**结论**：可以", true)]
    [InlineData("# 标题\n正文", true)]
    [InlineData("```py\nprint(1)\n```", true)]
    public void Markdown_is_sent_where_there_is_markdown(string text, bool isMarkdown)
    {
        Assert.Equal(new QQMessage(isMarkdown, text), QQMarkdown.Compose(text, QQScene.Group, default));
    }

    [Theory]
    [InlineData("# 标题\n\n**粗** ~~删~~ `码` *斜* 2*3*4 a * b", "标题\n\n粗 删 码 斜 2*3*4 a * b")]
    [InlineData("> 引文\n- 一\n1. 二", "引文\n- 一\n1. 二")]
    [InlineData("见 [文档](https://a.example/x) 和 [https://b.example](https://b.example)", "见 文档 (https://a.example/x) 和 https://b.example")]
    [InlineData("![图](https://a.example/x.png)", "图 (https://a.example/x.png)")]
    [InlineData("前\n```c\nint *p = &a; // **x**\n```\n后", "前\nint *p = &a; // **x**\n后")]
    public void Where_markdown_is_refused_its_words_remain(string markdown, string expected)
    {
        Assert.Equal(new QQMessage(IsMarkdown: false, expected), QQMarkdown.Compose(markdown, QQScene.Group, Plain));
    }

    [Fact]
    public void Channels_get_text_whose_signs_are_no_marks()
    {
        Assert.Equal("＜@!1&gt; &amp; &lt;vector&gt;", QQMarkdown.Compose("<@!1> & <vector>", QQScene.Channel, default).Text);
        Assert.Equal("粗", QQMarkdown.Compose("**粗**", QQScene.ChannelPrivate, default).Text);
    }

    [Theory]
    [InlineData("<qqbot-at-everyone />")]
    [InlineData("<QQBOT-cmd-enter text=\"/x\" />")]
    [InlineData("<@!123>")]
    [InlineData("<<@@all>")]
    [InlineData("<@qqbot-at-user id=\"1\" />")]
    [InlineData("<**@**all>")]
    [InlineData("<[@](https://a.example)all>")]
    public void A_model_can_neither_mention_anybody_nor_make_buttons(string answer)
    {
        foreach (var text in new[] { QQMarkdown.Compose(answer, QQScene.Group, default).Text, QQMarkdown.Compose("**a** " + answer, QQScene.Private, Plain).Text,
            QQMarkdown.Compose("**a** " + answer, QQScene.Private, new QQForm(Links: QQLinks.Broken)).Text, QQMarkdown.Finished(answer) })
        {
            Assert.DoesNotContain("<qqbot-", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<@", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("见 [文档](https://a.example/x)。", "见 文档。", "见 文档。")]
    [InlineData("打开 https://a.b.example/c?d=1.5 看", "打开 a．b．example/c?d=1.5 看", "打开 a．b．example/c?d=1.5 看")]
    [InlineData("打开 <http://a.example>", "打开 a．example", "打开 a．example")]
    [InlineData("www.example.com 和 1.5 倍", "www.example.com 和 1.5 倍", "www．example．com 和 1.5 倍")]
    [InlineData("中文https://a.example，后", "中文a．example，后", "中文a．example，后")]
    public void Refused_addresses_are_broken_first_the_whole_ones_then_bare_hosts(string text, string broken, string bare)
    {
        Assert.Equal(broken, QQMarkdown.Compose(text, QQScene.Group, new QQForm(Links: QQLinks.Broken)).Text);
        Assert.Equal(bare, QQMarkdown.Compose(text, QQScene.Group, new QQForm(Links: QQLinks.BareHostsBroken)).Text);
    }

    [Theory]
    [InlineData("```py\nprint(1)\n```", "```py\nprint(1)")]
    [InlineData("```py\nprint(1)\n```\n后", "```py\nprint(1)\n```\n后")]
    [InlineData("a\n``", "a")]
    [InlineData("```", "")]
    [InlineData("a <", "a")]
    [InlineData("a <qqBo", "a")]
    [InlineData("a <q b", "a <q b")]
    [InlineData("a\uFFFD", "a")]
    [InlineData("  a  ", "a")]
    public void Of_an_unfinished_answer_only_what_stays_is_shown(string textSoFar, string shown)
    {
        Assert.Equal(shown, QQMarkdown.Growing(textSoFar, 1_000));
    }

    [Fact]
    public void Whatever_is_shown_of_an_answer_everything_later_begins_with_it()
    {
        string[] pieces = ["a", "你好", "😀", "\n", "\r\n", " ", "```", "~~~", "`", "<", "@", "<@!1>", "qqbot-", "<qqbot-at", "**", "\u0001", "- x\n", "\uD83D", "\uDE00"];
        Prop.ForAll<NonNegativeInt[]>(choices =>
        {
            var answer = string.Concat(choices.Select(choice => pieces[choice.Get % pieces.Length]));
            var whole = QQMarkdown.Finished(answer);
            for (var end = 0; end <= answer.Length; end++)
            {
                foreach (var unfinished in new[] { answer[..end], answer[..end] + "\n```" })
                {
                    if (!whole.StartsWith(QQMarkdown.Growing(unfinished, 20), StringComparison.Ordinal))
                        return false;
                }
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void No_text_makes_composing_throw_or_empty()
    {
        Prop.ForAll<NonEmptyString, NonNegativeInt>((text, number) =>
        {
            if (string.IsNullOrWhiteSpace(Untrusted.Text(text.Get)))
                return true;
            var form = QQForm.FromNumber(number.Get % 24);
            return Enum.GetValues<QQScene>().All(scene => QQMarkdown.Compose(text.Get, scene, form).Text.Trim().Length > 0);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_two_replies_of_an_answer_share_a_sequence()
    {
        var sequences = (from number in Enumerable.Range(0, 24)
                         from part in Enumerable.Range(0, QQSequence.Room)
                         from piece in Enumerable.Range(0, QQSequence.Room)
                         select QQSequence.Of(part, piece, QQForm.FromNumber(number))).ToList();

        Assert.Equal([1, 2, 3, 4, 5], Enumerable.Range(0, 5).Select(part => QQSequence.Of(part, 0, default)));
        Assert.Equal(sequences.Count + 3, sequences.Append(QQSequence.Stream).Append(QQSequence.Typing).Append(QQSequence.Refusal).Distinct().Count());
        Assert.All(sequences, sequence => Assert.InRange(sequence, 1, 65_535));
        Assert.All(Enumerable.Range(0, 24), number => Assert.Equal(number, QQForm.FromNumber(number).Number));
    }
}
