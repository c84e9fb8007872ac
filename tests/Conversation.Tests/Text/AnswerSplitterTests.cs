using System.Diagnostics;
using System.Text;
using BotHost.Conversation.Text;

namespace BotHost.Conversation.Tests.Text;

public sealed class AnswerSplitterTests
{
    [Fact]
    public void A_text_that_fits_comes_back_as_the_same_string()
    {
        var text = "好的，你可以问新的问题了\n";

        Assert.Same(text, Assert.Single(AnswerSplitter.Split(text, maxBytes: 37, maxCharacters: 13)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t\u3000\u00A0")]
    public void A_blank_text_has_no_parts(string text) => Assert.Empty(AnswerSplitter.Split(text, 100));

    [Fact]
    public void Both_limits_hold_and_the_tighter_one_decides()
    {
        Assert.Equal(["中文", "中文", "中"], AnswerSplitter.Split("中文中文中", maxBytes: 8));
        Assert.Equal(["中文中", "文中"], AnswerSplitter.Split("中文中文中", maxBytes: 100, maxCharacters: 3));
    }

    [Fact]
    public void A_limit_too_small_for_one_code_point_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => AnswerSplitter.Split("a", maxBytes: 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => AnswerSplitter.Split("a", maxBytes: 4, maxCharacters: 1));
    }

    [Fact]
    public void Paragraphs_stay_whole()
    {
        Assert.Equal(
            ["First one. Still the first.", "Second one, a little\nlonger."],
            AnswerSplitter.Split("First one. Still the first.\n\nSecond one, a little\nlonger.", 40));
    }

    [Fact]
    public void A_paragraph_that_is_too_long_is_cut_between_its_lines()
    {
        Assert.Equal(["- apples. And\n- pears", "- plums"], AnswerSplitter.Split("- apples. And\n- pears\n- plums", 24));
    }

    [Fact]
    public void A_line_that_is_too_long_is_cut_between_its_sentences()
    {
        Assert.Equal(["One two. Three!", "Four five six?"], AnswerSplitter.Split("One two. Three! Four five six?", 22));
        Assert.Equal(["他问：“去吗？”", "我说好。我们走。"], AnswerSplitter.Split("他问：“去吗？”我说好。我们走。", 30, maxCharacters: 9));
    }

    [Fact]
    public void A_point_ends_a_sentence_only_before_a_blank()
    {
        Assert.Equal(["See example.org/a.html", "now"], AnswerSplitter.Split("See example.org/a.html now", 23));
    }

    [Fact]
    public void A_sentence_that_is_too_long_is_cut_between_its_words()
    {
        Assert.Equal(["the quick", "brown fox"], AnswerSplitter.Split("the quick   brown fox", 13));
        Assert.Equal(["红的苹果、", "绿的梨和黄", "香蕉"], AnswerSplitter.Split("红的苹果、绿的梨和黄香蕉", 100, maxCharacters: 5));
    }

    [Fact]
    public void A_word_that_is_too_long_is_cut_between_the_characters_people_see()
    {
        const string family = "👨‍👩‍👧";   // five code points, 18 bytes
        Assert.Equal([family, family], AnswerSplitter.Split(family + family, maxBytes: 35));
        Assert.Equal(["🇨🇳", "🇨🇳"], AnswerSplitter.Split("🇨🇳🇨🇳", maxBytes: 15));
        Assert.Equal(["e\u0301", "e\u0301"], AnswerSplitter.Split("e\u0301e\u0301", maxBytes: 5));
    }

    [Fact]
    public void A_character_larger_than_a_part_is_cut_between_code_points()
    {
        Assert.Equal(["👨\u200D", "👩\u200D", "👧"], AnswerSplitter.Split("👨‍👩‍👧", maxBytes: 9));
    }

    [Fact]
    public void Not_even_then_is_a_part_blank()
    {
        Assert.Equal(["\u0301b"], AnswerSplitter.Split("\u3000\u0301b", maxBytes: 4));
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_the_replacement_character()
    {
        Assert.Equal(["a\uFFFDb"], AnswerSplitter.Split("a\uD83Db", 10));
        Assert.Equal(["\uFFFD😀", "\uFFFD"], AnswerSplitter.Split("\uDE00😀\uD83D", 7));
    }

    [Fact]
    public void Parts_are_at_least_half_full_so_a_short_first_paragraph_does_not_go_alone()
    {
        Assert.Equal(["Hi.\n\nThis paragraph", "is long."], AnswerSplitter.Split("Hi.\n\nThis paragraph is long.", 20));
    }

    [Fact]
    public void A_heading_is_not_parted_from_its_text()
    {
        Assert.Equal(
            ["Some words first.", "## Heading\n\nIts text."],
            AnswerSplitter.Split("Some words first.\n\n## Heading\n\nIts text.", 32));
    }

    [Fact]
    public void The_indentation_of_a_line_survives_a_cut_before_it()
    {
        Assert.Equal(["- fruit is good", "  - apples\n  - pears"], AnswerSplitter.Split("- fruit is good\n  - apples\n  - pears", 22));
    }

    [Fact]
    public void Windows_line_ends_are_one_character()
    {
        Assert.Equal(["one\r\ntwo", "three"], AnswerSplitter.Split("one\r\ntwo\r\n\r\nthree", 9));
    }

    [Fact]
    public void A_code_block_is_closed_and_opened_again_with_its_language()
    {
        const string text = "Look:\n```csharp\nvar one = 1;\nvar two = 2;\nvar three = 3;\n```\nDone.";

        Assert.Equal(
            [
                "Look:\n```csharp\nvar one = 1;\n```",
                "```csharp\nvar two = 2;\n```",
                "```csharp\nvar three = 3;\n```\nDone.",
            ],
            AnswerSplitter.Split(text, 36));
    }

    [Fact]
    public void A_code_block_that_fits_in_the_next_part_is_not_cut()
    {
        Assert.Equal(
            ["Here is what you need:", "```\nline 1\nline 2\n```"],
            AnswerSplitter.Split("Here is what you need:\n```\nline 1\nline 2\n```", 36));
    }

    [Theory]
    [InlineData("```", "```")]
    [InlineData("~~~~", "~~~~")]
    [InlineData("  ```py", "  ```")]
    [InlineData("> ```py", "> ```")]
    [InlineData("- ```py", "  ```", "  ```py")]
    [InlineData("1. ```py title=\"a b\"", "   ```", "   ```py title=\"a b\"")]
    public void A_fence_is_repeated_as_it_was(string opening, string closing, string? again = null)
    {
        var parts = AnswerSplitter.Split($"{opening}\nfirst line of code in here\nsecond line of code in here\n{closing}", 60);

        Assert.Equal(
            [$"{opening}\nfirst line of code in here\n{closing}", $"{again ?? opening}\nsecond line of code in here\n{closing}"],
            parts);
    }

    [Fact]
    public void A_longer_fence_is_not_closed_by_a_shorter_one_nor_by_other_marks()
    {
        Assert.Equal(
            ["````md\n```sh\nls\n```\n~~~\n````", "````md\nmore lines here\n````"],
            AnswerSplitter.Split("````md\n```sh\nls\n```\n~~~\nmore lines here\n````", 34));
    }

    [Fact]
    public void A_long_line_of_code_is_cut_with_its_fences()
    {
        Assert.Equal(
            ["```\nabcdefgh\n```", "```\nijklmnop\n```"],
            AnswerSplitter.Split("```\nabcdefghijklmnop\n```", 16));
    }

    [Fact]
    public void No_part_holds_an_empty_code_block()
    {
        Assert.Equal(
            ["Some words before:", "```\n0123456789\n```", "After it."],
            AnswerSplitter.Split("Some words before:\n```\n0123456789\n```\nAfter it.", 22));
    }

    [Fact]
    public void A_block_the_model_never_closed_stays_open_at_the_end_only()
    {
        Assert.Equal(
            ["```\nfirst line here\n```", "```\nsecond line here"],
            AnswerSplitter.Split("```\nfirst line here\nsecond line here", 24));
    }

    [Fact]
    public void A_fence_with_an_absurd_info_string_is_cut_like_text()
    {
        var parts = AnswerSplitter.Split($"```{new string('x', 50)}\ncode\n```\ntext", 32);

        Assert.All(parts, part => Assert.InRange(Encoding.UTF8.GetByteCount(part), 1, 32));
        Assert.EndsWith("text", parts[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_makes_no_fence_of_marks_within_a_line()
    {
        Assert.Equal(["type three of", "these ``` to open"], AnswerSplitter.Split("type three of these ``` to open", 22));
    }

    [Fact]
    public void A_line_of_code_is_not_cut_where_its_beginning_would_close_the_block()
    {
        Assert.Equal(["```\n``` abcd\n```", "```\nefghi"], AnswerSplitter.Split("```\n``` abcdefghi", 16));
    }

    [Fact]
    public void A_line_is_not_cut_where_its_beginning_would_open_a_block()
    {
        Assert.Equal(["one", "```two three`", "four"], AnswerSplitter.Split("one\n```two three` four", 14));
    }

    [Theory]
    [InlineData("1. ```")]
    [InlineData("> ~~~")]
    public void A_line_is_not_cut_where_its_rest_would_open_a_block(string marks)
    {
        Assert.Equal(["please type", $"these {marks} to open"], AnswerSplitter.Split($"please type these {marks} to open", 22));
    }

    [Fact]
    public void Not_even_where_all_cuts_are_poor_is_a_fence_made()
    {
        Assert.Equal(["=========", "= > ~~~ to"], AnswerSplitter.Split("========== > ~~~ to", 12));
    }

    /// <summary>Some 10 ms each in a release build; quadratic time would be minutes, so that even a crowded machine tells the two apart.</summary>
    [Theory]
    [InlineData("", "文字", "")]
    [InlineData("", "x", "")]
    [InlineData("a", " ", "b")]
    [InlineData("a", "\r\n", "b")]
    [InlineData("a", "\u0301", "")]
    [InlineData("", "`", "")]
    [InlineData("", ">", "")]
    [InlineData("", "- ", "")]
    [InlineData("", "```\n", "")]
    [InlineData("```\n", "\n", "x")]
    [InlineData("```\n", "x\n", "```")]
    [InlineData("", "> > ``` `\n", "")]
    [InlineData("x", "`", "")]
    [InlineData("x", "> ", "")]
    [InlineData("", "x ```", "")]
    public void A_megabyte_takes_linear_time(string start, string repeated, string end)
    {
        var text = start + new StringBuilder().Insert(0, repeated, 1_000_000 / repeated.Length) + end;

        foreach (var limit in (int[])[100, 200_000])
        {
            var clock = Stopwatch.StartNew();
            var parts = AnswerSplitter.Split(text, limit);
            clock.Stop();

            Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
            Assert.InRange(parts.Max(Encoding.UTF8.GetByteCount), 1, limit);
        }
    }
}
