using System.Text;
using BotHost.Conversation.Text;

namespace BotHost.Conversation.Tests.Text;

/// <summary>What of a model's words is its answer.</summary>
public sealed class AnswerFilterTests
{
    public static TheoryData<string, string> Answers => new()
    {
        // what the model writes; what is found: text as it is, {thoughts}, (sources)
        { "Hello", "Hello" },
        { "<think>hm</think>Hello", "{hm}Hello" },
        { "<THINK>hm</Think>Hello", "{hm}Hello" },
        { "\n<thinking>a < b </think> c</thinking>\n\nHello", "\n{a < b </think> c}\n\nHello" },
        { "<reasoning>hm</reasoning>", "{hm}" },
        { "<think>never ends", "{never ends}" },
        { "<think></think>Hello", "Hello" },
        { "hm, so\n</think>\n\nHello", "{hm, so\n}\n\nHello" },
        { "</think>Hello", "Hello" },
        { "<think>a</think></think>Hello", "{a}Hello" },
        { "<think>a</think>Hello</think>", "{a}Hello</think>" },
        { "Hello <think>wait</think>world", "Hello {wait}world" },
        { "The tag <think> opens it", "The tag <think> opens it" },
        { "<thin>k</thin> <think", "<thin>k</thin> <think" },
        { "Write `<think>` and ``a ` </think>`` there", "Write `<think>` and ``a ` </think>`` there" },
        { "one ` mark\n<think>b</think>c", "one ` mark\n{b}c" },
        { "```html\n<think>x</think>\n```\n<think>b</think>c", "```html\n<think>x</think>\n```\n{b}c" },
        { "> - ~~~~\n> <think>\n> ~~~\n> 【1†a】\n> ~~~~\n【1†a】", "> - ~~~~\n> <think>\n> ~~~\n> 【1†a】\n> ~~~~\n(1)" },
        { "```code``` <think>b</think>", "```code``` {b}" },
        { "a ~~~ <think>b</think>", "a ~~~ {b}" },
        { "```\nopen [^1^]", "```\nopen [^1^]" },
        { "Yes【4:0†source】【4:1†a.pdf】.", "Yes(4:0)(4:1)." },
        { "【注意】【4】【4†", "【注意】【4】【4†" },
        { "Yes\uE200cite\uE202turn0search0\uE202turn1news2\uE201.", "Yes(turn0search0)(turn1news2)." },
        { "Yes\uE200navlist\uE202news\uE201 \uE202no", "Yes no" },
        { "a[^1^] b[citation:12] c[ref_3] d^[4]^", "a(1) b(12) c(3) d(4)" },
        { "[^1] [link](x) [citation] [ref_] 2^[x] [^12345^]", "[^1] [link](x) [citation] [ref_] 2^[x] [^12345^]" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void However_it_is_cut_the_same_is_found(string written, string found)
    {
        Assert.Equal(found, Find([written]));
        Assert.Equal(found, Find(written.Select(letter => letter.ToString())));
        for (var cut = 1; cut < written.Length; cut++)
        {
            Assert.Equal(found, Find([written[..cut], written[cut..]]));
        }
    }

    [Fact]
    public void Any_words_in_any_pieces_give_the_same_and_what_is_no_tag_is_never_lost()
    {
        string[] words = ["<think>", "</think>", "<thinking>", "</thinking>", "`", "``", "```", "```\n", "~~~", "\n", "\n> ", "- ", " ", "<", "</", "th", "【4:0†source】", "【", "】", "[^1^]", "[^", "1", "^]", "[citation:2]", "\uE200cite\uE202a\uE201", "\uE200", "\uE201", "中文", "text", "|"];
        for (var seed = 0; seed < 4_000; seed++)
        {
            var random = new Random(seed);
            var written = string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => words[random.Next(words.Length)]));
            List<string> pieces = [];
            for (var at = 0; at < written.Length;)
            {
                var length = Math.Min(random.Next(1, 9), written.Length - at);
                pieces.Add(written.Substring(at, length));
                at += length;
            }

            var whole = Find([written]);
            Assert.True(whole == Find(pieces), $"seed {seed}");
            Assert.Equal(written.Where(char.IsAsciiLetterLower).Count(letter => letter == 'x'), whole.Count(letter => letter == 'x'));
        }
    }

    [Fact]
    public void Half_a_tag_is_never_shown()
    {
        const string Written = "<think>a</think>Hello `x` 【4:0†source】 world [^1^] and\n```c\ncode\n```\nend";
        var pieces = new Pieces();
        var filter = new AnswerFilter(pieces);
        foreach (var letter in Written)
        {
            filter.Append(letter.ToString());
            Assert.DoesNotContain("<t", pieces.Said, StringComparison.Ordinal);
            Assert.DoesNotContain("【", pieces.Said, StringComparison.Ordinal);
            Assert.DoesNotContain("[^", pieces.Said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_answer_that_goes_on_in_code_is_still_in_code()
    {
        var pieces = new Pieces();
        var filter = new AnswerFilter(pieces).After("Look:\n```xml\n<a>");
        filter.Append("<think>x</think>\n```\n<think>b</think>c");
        filter.Complete();
        Assert.Equal("<think>x</think>\n```\n{b}c", pieces.Said);
    }

    [Fact]
    public void Where_the_server_tells_thoughts_apart_a_lone_closing_tag_is_text()
    {
        var pieces = new Pieces();
        var filter = new AnswerFilter(pieces);
        filter.AppendThought("hm");
        filter.Append("It ends with </think> there.");
        filter.Complete();
        Assert.Equal("{hm}It ends with </think> there.", pieces.Said);
    }

    private static string Find(IEnumerable<string> written)
    {
        var pieces = new Pieces();
        var filter = new AnswerFilter(pieces);
        foreach (var piece in written)
        {
            filter.Append(piece);
        }

        filter.Complete();
        return pieces.Said;
    }

    private sealed class Pieces : IAnswerPieces
    {
        private readonly StringBuilder _said = new();

        /// <summary>Thoughts in braces, sources in brackets.</summary>
        public string Said => _said.ToString().Replace("}{", "", StringComparison.Ordinal).Replace("{}", "", StringComparison.Ordinal);

        public void Text(ReadOnlySpan<char> text) => _said.Append(text);

        public void Thought(ReadOnlySpan<char> text) => _said.Append('{').Append(text).Append('}');

        public void TakeBack() => _said.Insert(0, '{').Append('}');

        public void Citation(string source, int? number) => _said.Append('(').Append(number?.ToString(null as IFormatProvider) ?? source).Append(')');
    }
}
