using BotHost.Conversation.Media.Reading;
using static BotHost.Conversation.Tests.Media.Reading.Pdf.PdfFixture;

namespace BotHost.Conversation.Tests.Media.Reading.Pdf;

/// <summary>What the bytes of a string mean is up to its font.</summary>
public sealed class PdfFontTests
{
    private const string Simple = "/Type /Font /Subtype /TrueType /BaseFont /Any";
    private const string Composite = "<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /Identity-H /DescendantFonts [<< /DW 1000 >>] /ToUnicode 6 0 R >>";

    [Theory]
    [InlineData("1 beginbfchar <0001> <4E2D> endbfchar", "<0001>", "中")]
    [InlineData("1 beginbfchar <0001> <D840DC0B> endbfchar", "<0001>", "𠀋")]                       // two units for one character
    [InlineData("1 beginbfchar <0001> <006600660069> endbfchar", "<0001>", "ffi")]
    [InlineData("1 beginbfrange <0010> <0012> <0041> endbfrange", "<001000110012>", "ABC")]
    [InlineData("1 beginbfrange <0010> <0012> [<0058> <4E8C> <005A>] endbfrange", "<001000110012>", "X二Z")]
    [InlineData("1 beginbfrange <0010> <0011> <D840DC0B> endbfrange", "<00100011>", "𠀋𠀌")]
    [InlineData("1 beginbfchar <01> <0041> endbfchar", "<0001>", "A")]                                // written with one byte, used with two
    [InlineData("1 beginbfchar <0001> <2F00> endbfchar", "<0001>", "一")]                             // the radical that looks like it
    [InlineData("1 beginbfchar <0001> <FB03> endbfchar", "<0001>", "ffi")]
    [InlineData("1 beginbfchar <0001> <F0B7> endbfchar", "<0001>", "•")]
    [InlineData("1 beginbfchar <0001> /Euro endbfchar", "<0001>", "€")]
    public void A_composite_font_means_what_its_map_says(string map, string shown, string words) =>
        Assert.Equal(words, WordsOf(HandmadePdf.Font(Composite, $"{shown} Tj").Stream(6, "", "1 begincodespacerange <0000> <FFFF> endcodespacerange " + map).Build()));

    [Fact]
    public void A_map_may_build_upon_another() =>
        Assert.Equal("AB", WordsOf(HandmadePdf.Font(Composite, "<00010002> Tj")
            .Stream(6, "/UseCMap 7 0 R", "1 beginbfchar <0001> <0041> endbfchar")
            .Stream(7, "", "2 beginbfchar <0001> <0058> <0002> <0042> endbfchar")
            .Build()));

    [Theory]
    [InlineData("UniGB-UCS2-H", "<4E2D6587>", "中文")]
    [InlineData("UniGB-UTF16-H", "<4E2DD840DC0B>", "中𠀋")]
    [InlineData("UniCNS-UTF16-H", "<4E2D6587>", "中文")]
    [InlineData("UniJIS-UCS2-H", "<4E2D6587>", "中文")]
    [InlineData("UniKS-UTF16-H", "<D55C>", "한")]
    [InlineData("GBK-EUC-H", "<D6D0CEC447424B>", "中文GBK")]
    [InlineData("GBpc-EUC-H", "<D6D0CEC4>", "中文")]
    [InlineData("GB-EUC-H", "<D6D0CEC4>", "中文")]
    [InlineData("GBK2K-H", "<D6D095328236>", "中𠀀")]
    [InlineData("ETen-B5-H", "<A4A4A4E5>", "中文")]
    [InlineData("90ms-RKSJ-H", "<928695B6>", "中文")]
    public void An_encoding_that_is_a_character_set_needs_no_map(string encoding, string shown, string words) =>
        Assert.Equal(words, WordsOf(HandmadePdf
            .Font($"<< /Type /Font /Subtype /Type0 /BaseFont /STSong /Encoding /{encoding} /DescendantFonts [<< /DW 1000 >>] >>", $"{shown} Tj")
            .Build()));

    [Fact]
    public void Glyph_numbers_without_a_map_are_no_text() =>
        Assert.Equal(DocumentFault.NoText, FaultOf(HandmadePdf.Font(Composite.Replace("/ToUnicode 6 0 R", "", StringComparison.Ordinal), "<00010002000300040005> Tj").Build()));

    [Fact]
    public void Places_for_private_use_are_no_text() =>
        Assert.Equal(DocumentFault.NoText, FaultOf(HandmadePdf.Font(Composite, "<0001000200030004> Tj").Stream(6, "", "1 beginbfrange <0001> <0004> <E001> endbfrange").Build()));

    [Fact]
    public void What_cannot_be_told_among_what_can_leaves_a_sign() =>
        Assert.Equal("AB\uFFFDCA", WordsOf(HandmadePdf.Font(Composite, "<000100020009000900030001> Tj").Stream(6, "", "1 beginbfrange <0001> <0003> <0041> endbfrange").Build()));

    [Theory]
    [InlineData("/WinAnsiEncoding", "<80 93 E9 95>", "€“é•")]
    [InlineData("/MacRomanEncoding", "<8E DE A5>", "éfi•")]
    [InlineData("/StandardEncoding", "<27 AE E1>", "’fiÆ")]
    [InlineData("<< /BaseEncoding /WinAnsiEncoding /Differences [1 /Euro /uni4E2D /u2000B /f_f_i /a.sc 65 /Lslash] >>", "<01 02 03 04 05 41 42>", "€中𠀋ffiaŁB")]
    public void A_simple_font_means_what_its_encoding_says(string encoding, string shown, string words) =>
        Assert.Equal(words, WordsOf(HandmadePdf.Font($"<< {Simple} /Encoding {encoding} >>", $"{shown} Tj").Build()));

    [Fact]
    public void A_simple_fonts_map_goes_before_its_encoding() =>
        Assert.Equal("xB", WordsOf(HandmadePdf.Font($"<< {Simple} /Encoding /WinAnsiEncoding /ToUnicode 6 0 R >>", "(AB) Tj").Stream(6, "", "1 beginbfchar <41> <0078> endbfchar").Build()));

    [Fact]
    public void A_Type_1_program_brings_its_encoding_along() =>
        Assert.Equal("office", WordsOf(HandmadePdf
            .Font("<< /Type /Font /Subtype /Type1 /BaseFont /CMR10 /FontDescriptor << /FontFile 6 0 R >> >>", "(o\\016ce) Tj")
            .Stream(6, "", "%!PS\n/Encoding 256 array\n0 1 255 {1 index exch /.notdef put} for\ndup 14 /ffi put\ndup 99 /c put dup 101 /e put dup 111 /o put\nreadonly def\ncurrentfile eexec")
            .Build()));

    [Fact]
    public void Symbol_is_Greek() =>
        Assert.Equal("αβ≤", WordsOf(HandmadePdf.Font("<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>", "(ab\\243) Tj").Build()));
}
