using System.Text;
using BotHost.Conversation.Media.Reading;

namespace BotHost.Conversation.Tests.Media.Reading;

public sealed class PlainTextTests
{
    private const string Words = "第一行：价格 100 元\n第二行 (second line) 😀\n";

    public static TheoryData<string, byte[]> Encoded => new()
    {
        { "UTF-8", Encoding.UTF8.GetBytes(Words) },
        { "UTF-8 with its mark", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Words)] },
        { "UTF-16, little end first", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Words)] },
        { "UTF-16, big end first", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Words)] },
        { "GB18030", Gb18030(Words) },
    };

    [Theory]
    [MemberData(nameof(Encoded))]
    public void The_encoding_is_found_from_the_bytes(string name, byte[] bytes)
    {
        Assert.True(MediaFormat.Of(bytes) == MediaFormat.Text, name);
        Assert.Equal(new DocumentReading.Words(Words.TrimEnd(), WasCut: false), PlainText.Read(bytes, ReadingLimits.Default));
    }

    /// <summary>By <c>printf '中文，“引号”' | iconv -t GBK | xxd -p</c>.</summary>
    [Fact]
    public void Gbk_is_read_as_what_it_is_a_part_of() =>
        Assert.Equal("中文，“引号”", Text(Convert.FromHexString("d6d0cec4a3aca1b0d2fdbac5a1b1")));

    [Theory]
    [InlineData("00")]                      // Nothing but a NUL.
    [InlineData("6162630064")]
    [InlineData("fffe61")]                  // Half a character.
    [InlineData("fffe00d8")]                // Half a pair.
    [InlineData("efbbbfff")]                // A mark of UTF-8 before what is not.
    [InlineData("fffe000061000000")]        // UTF-32.
    [InlineData("ff")]
    [InlineData("616263ff")]
    [InlineData("01020304")]
    public void A_binary_is_no_text(string hex)
    {
        var bytes = Convert.FromHexString(hex);

        Assert.NotEqual(MediaFormat.Text, MediaFormat.Of(bytes));
        Assert.Equal(new DocumentReading.Unreadable(DocumentFault.NotSupported), PlainText.Read(bytes, ReadingLimits.Default));
    }

    [Fact]
    public void A_binary_is_none_however_late_it_shows()
    {
        byte[] script = [.. Encoding.UTF8.GetBytes(new string('#', 200_000)), 0];

        Assert.Equal(MediaFormat.Unknown, MediaFormat.Of(script));
    }

    [Theory]
    [InlineData("a\r\nb\rc\nd", "a\nb\nc\nd")]
    [InlineData("a\r\r\nb", "a\n\nb")]
    [InlineData("page\fpage", "page\npage")]
    [InlineData("\e[1;31mERROR\e[0m 出错", "ERROR 出错")]
    [InlineData("bell\a and \bbackspace", "bell and backspace")]
    [InlineData("\n\n  indented\n", "  indented")]
    [InlineData("a\tb", "a\tb")]
    [InlineData("\u0085next line", "next line")]
    public void Lines_end_alike_and_control_characters_are_out(string text, string expected) => Assert.Equal(expected, Text(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Line_ends_and_colours_are_seen_whole_wherever_the_pieces_end_in_which_a_file_is_decoded()
    {
        var text = string.Concat(Enumerable.Range(0, 9_000).Select(index => $"{new string('x', index % 7)}\e[32m词\e[0m\r\n"));
        var limits = new ReadingLimits { MaxCharacters = 1_000_000 };

        var words = Assert.IsType<DocumentReading.Words>(PlainText.Read(Encoding.UTF8.GetBytes(text), limits));

        Assert.Equal(string.Concat(Enumerable.Range(0, 9_000).Select(index => $"{new string('x', index % 7)}词\n")).TrimEnd(), words.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t\u3000")]
    [InlineData("\a\a\a")]
    public void A_text_without_words_says_so(string text) =>
        Assert.Equal(new DocumentReading.Unreadable(DocumentFault.NoText), PlainText.Read(Encoding.UTF8.GetBytes(text), ReadingLimits.Default));

    [Theory]
    [InlineData("abcdef", 6, "abcdef", false)]
    [InlineData("abcdefg", 6, "abcdef", true)]
    [InlineData("abcde\n", 5, "abcde", false)]
    [InlineData("abcd😀", 5, "abcd", true)]
    [InlineData("ab\n👨‍👩‍👧‍👦c", 8, "ab", true)]
    [InlineData("abe\u0301f", 3, "ab", true)]
    [InlineData("第一\n第二", 3, "第一", true)]
    [InlineData("😀😀", 1, "", true)]
    public void A_long_text_is_cut_between_characters_as_people_see_them(string text, int limit, string expected, bool wasCut)
    {
        var reading = PlainText.Read(Encoding.UTF8.GetBytes(text), new ReadingLimits { MaxCharacters = limit });

        Assert.Equal(expected.Length > 0 ? new DocumentReading.Words(expected, wasCut) : new DocumentReading.Unreadable(DocumentFault.NoText), reading);
    }

    [Fact]
    public void A_character_that_is_longer_than_the_limit_is_cut_all_the_same()
    {
        var reading = PlainText.Read(Encoding.UTF8.GetBytes("e" + new string('\u0301', 5_000)), new ReadingLimits { MaxCharacters = 100 });

        Assert.Equal(new DocumentReading.Words("e" + new string('\u0301', 99), WasCut: true), reading);
    }

    [Fact]
    public void A_large_file_costs_no_more_than_what_is_kept_of_it()
    {
        var log = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("2026-03-05 14:30:00 服务启动\n", 500_000)));
        PlainText.Read(log, ReadingLimits.Default);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var words = Assert.IsType<DocumentReading.Words>(PlainText.Read(log, ReadingLimits.Default));

        Assert.True(words is { WasCut: true, Text.Length: > 59_900 and <= 60_000 });
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 2 * 1024 * 1024);
    }

    [Fact]
    public void What_is_read_is_never_printed() =>
        Assert.DoesNotContain("秘密", $"{PlainText.Read(Encoding.UTF8.GetBytes("秘密"), ReadingLimits.Default)}", StringComparison.Ordinal);

    private static string Text(byte[] bytes) => Assert.IsType<DocumentReading.Words>(PlainText.Read(bytes, ReadingLimits.Default)).Text;

    private static byte[] Gb18030(string text) => CodePagesEncodingProvider.Instance.GetEncoding(54936)!.GetBytes(text);
}
