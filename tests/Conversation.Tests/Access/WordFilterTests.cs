using BotHost.Conversation.Access;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Conversation.Tests.Access;

public sealed class WordFilterTests
{
    [Theory]
    [InlineData("敏感词", "这是敏感词吗")]
    [InlineData("敏感词", "敏 感-词")]
    [InlineData("敏感词", "**敏**感词")]
    [InlineData("敏感词", "敏.感\n词")]
    [InlineData("敏感词", "敏\u200B感\uFE0F词")]
    [InlineData("bad", "BAD")]
    [InlineData("BAD", "that is ｂａｄ!")]
    [InlineData("bad", "ba\u00ADd")]
    [InlineData("bad", "敏bad感")]
    [InlineData("Top Secret", "the top-secret file")]
    [InlineData("top_secret", "TOP  \n SECRET")]
    [InlineData("VX群", "加 vx 群")]
    [InlineData("v1.0", "in V1.0, now")]
    [InlineData("カタ", "ｶﾀ")]
    [InlineData("단어", "단어가")]
    [InlineData("c++", "in C++ and")]
    [InlineData("𠮷野", "去𠮷 野家")]
    [InlineData("plan b", "plan b")]
    [InlineData("badword", "b**ad**word")]
    [InlineData("badword", "*b*adword")]
    [InlineData("badword", "b`ad`word")]
    [InlineData("badword", "b~~ad~~w~or~d")]
    [InlineData("badword", "b__ad__word")]
    [InlineData("badword", "b*_\u200Bad_*word, too")]
    [InlineData("badword", "Ｂ＊ＡＤ＊ＷＯＲＤ")]
    [InlineData("bad word", "a **b**ad word")]
    [InlineData("8964", "89**64**")]
    [InlineData("VX群", "v*x*群")]
    [InlineData("敏感词", "敏`感`词")]
    [InlineData("top secret", "the **top**_secret_ file")]
    [InlineData("bad", "**bad**word")]
    [InlineData("snake case", "snake_case")]
    public void A_word_is_found_however_it_is_written(string word, string text) => Assert.True(new WordFilter([word]).IsIn(text));

    [Theory]
    [InlineData("lass", "first class")]
    [InlineData("class", "classes")]
    [InlineData("bad", "b a d")]
    [InlineData("top secret", "on top. Secret things")]
    [InlineData("top secret", "topsecret")]
    [InlineData("敏感词", "敏，感词")]
    [InlineData("敏感词", "敏感")]
    [InlineData("naïve", "naive")]
    [InlineData("snakecase", "snake_case")]
    [InlineData("mysnakecase", "my_snake_case")]
    [InlineData("ab", "a * b")]
    [InlineData("ab", "a* b")]
    [InlineData("ab", "a *b")]
    [InlineData("ab", "a*.b")]
    [InlineData("ab", "a*-*b")]
    [InlineData("64", "6*4")]
    [InlineData("89", "8～9")]
    [InlineData("bad", "b**ad**ge")]
    public void What_is_another_word_is_not(string word, string text) => Assert.False(new WordFilter([word]).IsIn(text));

    [Theory]
    [InlineData("")]
    [InlineData(" \t")]
    [InlineData("--")]
    [InlineData("\u200B")]
    public void Nothing_is_no_word(string word) => Assert.True(WordFilter.IsNothing(word));

    [Fact]
    public void Of_words_that_begin_within_each_other_each_is_found()
    {
        var filter = new WordFilter(["甲乙丙丁", "乙丙", "丙丁戊"]);
        Assert.True(filter.IsIn("甲乙丙"));
        Assert.True(filter.IsIn("丙丙丁戊"));
        Assert.False(filter.IsIn("甲乙丁戊"));
    }

    /// <summary>“aa” is held back, for it may be a word; shown without it, what stands before it would be one to the eye.</summary>
    [Fact]
    public void What_is_shown_does_not_end_within_a_run_of_letters_that_is_a_word_so_far()
    {
        var filter = new WordFilter(["aa"]);
        var scan = new WordScan(filter);
        const string Text = "b a`a`aa";
        Assert.True(scan.Read(Text));
        Assert.False(filter.IsIn(Text[..scan.Safe]), Text[..scan.Safe]);
    }

    [Fact]
    public void No_cut_of_a_text_into_pieces_lets_a_word_be_seen_and_none_is_found_that_is_not_there()
    {
        var letters = Gen.Elements([.. "敏感词ab .-*_`，\u200BＡ１"]);
        var words = letters.ListOf(3).Select(some => string.Concat(some)).Where(word => !WordFilter.IsNothing(word)).ListOf(3);
        var given = from filter in words where filter.Count > 0 from text in letters.ListOf(12) from cuts in Gen.Choose(1, 4).ListOf(12) select (filter, text: string.Concat(text), cuts);

        Prop.ForAll(given.ToArbitrary(), one =>
        {
            var filter = new WordFilter(one.filter);
            var scan = new WordScan(filter);
            var (read, clean) = (0, true);
            foreach (var cut in one.cuts)
            {
                var piece = one.text.AsSpan(read, Math.Min(cut, one.text.Length - read));
                read += piece.Length;
                clean &= scan.Read(piece);
                if (scan.Safe > read || filter.IsIn(one.text[..scan.Safe]))
                    return false;
            }

            clean &= scan.Read(one.text.AsSpan(read)) && scan.End();
            return clean == !filter.IsIn(one.text) && (!clean || scan.Safe <= one.text.Length);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Fact]
    public void No_marks_of_markdown_hide_a_word_however_the_text_is_cut()
    {
        var marks = Gen.Elements("", "", "*", "**", "***", "`", "~", "~~", "__", "_*", "**_", "\u200B", "*\u200B*");
        var given = from letters in Gen.Elements([.. "abcÄя"]).ListOf(5) from between in marks.ListOf(6) from cuts in Gen.Choose(1, 4).ListOf(20)
                    where letters.Count > 0 && between.Count > letters.Count
                    select (word: string.Concat(letters), text: "a " + between[0] + string.Concat(letters.Zip(between.Skip(1), (letter, mark) => letter + mark)) + "，b", cuts);

        Prop.ForAll(given.ToArbitrary(), one =>
        {
            var scan = new WordScan(new WordFilter([one.word]));
            var (read, clean) = (0, true);
            foreach (var cut in one.cuts)
            {
                var piece = one.text.AsSpan(read, Math.Min(cut, one.text.Length - read));
                read += piece.Length;
                clean &= scan.Read(piece);
            }

            clean &= scan.Read(one.text.AsSpan(read));
            return !clean && one.text[..scan.Safe].Trim('*', '`', '~', '_', '\u200B') is "a " or "";
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Fact]
    public void All_of_a_text_may_be_seen_that_begins_no_word()
    {
        var scan = new WordScan(new WordFilter(["敏感词", "bad"]));
        Assert.True(scan.Read("今天天气很好"));
        Assert.Equal(6, scan.Safe);
        Assert.True(scan.Read("敏感"));
        Assert.Equal(6, scan.Safe);
        Assert.True(scan.Read("度, ba"));
        Assert.Equal(11, scan.Safe);
        Assert.True(scan.Read("dge"));
        Assert.Equal(16, scan.Safe);
    }

    [Fact]
    public void A_long_text_is_read_in_one_pass()
    {
        // What a search that begins anew at every letter would take minutes for.
        var filter = new WordFilter([new string('甲', 199) + "乙"]);
        Assert.False(filter.IsIn(new string('甲', 2_000_000)));
    }
}
