using static BotHost.Conversation.Tests.Media.Reading.Pdf.PdfFixture;

namespace BotHost.Conversation.Tests.Media.Reading.Pdf;

/// <summary>Words, lines and paragraphs come from where the letters stand. Helvetica's a is 0.556 wide, its space 0.278.</summary>
public sealed class PdfLayoutTests
{
    [Theory]
    [InlineData("[(aa) -278 (bb)] TJ", "aa bb")]                                                     // a gap instead of a blank
    [InlineData("[(aa) -60 (bb)] TJ", "aabb")]                                                       // letters moved to look right
    [InlineData("[(A) 80 (V)] TJ", "AV")]
    [InlineData("(aa ) Tj ( bb) Tj", "aa bb")]
    [InlineData("5 Tc (spread) Tj", "spread")]
    [InlineData("2.5 Tc [(da) 250.015 (sal)] TJ", "d as a l")]                                       // Ghostscript's way to write gaps
    [InlineData("2.5 Tc (y) Tj 0 Tc (are) Tj", "y are")]
    [InlineData("4 Tw (one two) Tj", "one two")]
    [InlineData("200 Tz (wide) Tj (r) Tj", "wider")]
    [InlineData("(one) Tj 0 -12 Td (two) Tj", "one\ntwo")]
    [InlineData("12 TL (one) Tj T* (two) Tj", "one\ntwo")]
    [InlineData("12 TL (one) Tj (two) ' 0 0 (three) \"", "one\ntwo\nthree")]
    [InlineData("(one) Tj 0 -12 TD (two) Tj T* (three) Tj", "one\ntwo\nthree")]
    [InlineData("(one) Tj 0 -30 Td (two) Tj", "one\n\ntwo")]
    [InlineData("24 TL (one) Tj T* (two) Tj T* (three) Tj T* (four) Tj", "one\n\ntwo\nthree\nfour")]  // lines that all stand far apart are no paragraphs
    [InlineData("(x) Tj 4 Ts /F1 6 Tf (2) Tj 0 Ts /F1 10 Tf (y) Tj", "x2y")]
    [InlineData("(left) Tj 100 0 Td (right) Tj", "left right")]
    [InlineData("1 0 0 1 0 0 Tm (right) Tj 1 0 0 1 -100 0 Tm (left) Tj", "right\nleft")]
    [InlineData("1 0 0 1 10 9 Tm (bold) Tj 1 0 0 1 10.3 9 Tm (bold) Tj 1 0 0 1 10 -3 Tm (bold) Tj", "bold\nbold")]
    [InlineData("1 0 0 1 10 9 Tm (level) Tj 0 1 -1 0 10 9 Tm (turned) Tj", "level\n\nturned")]
    [InlineData("0 1 -1 0 10 9 Tm (tur) Tj (ned) Tj", "turned")]
    [InlineData("3 Tr (unseen) Tj", "unseen")]                                                       // what a scanner recognised, behind its picture
    [InlineData("(be-) Tj 0 -12 Td (gin) Tj", "be-\ngin")]
    [InlineData("/Span << /ActualText (whole) >> BDC (w) Tj (h) Tj EMC ( part) Tj", "whole part")]
    [InlineData("/Span << /ActualText <FEFF4E2D> >> BDC (w) Tj EMC", "中")]
    [InlineData("/Span << /ActualText () >> BDC (hidden) Tj EMC (shown) Tj", "shown")]
    [InlineData("/P << /MCID 0 >> BDC /Span /Named BDC (a) Tj EMC EMC (b) Tj", "outb")]
    [InlineData("ET BI /W 2 /H 2 /BPC 8 /CS /G ID \u00ff(no) Tj EI\u00fe\u0001 EI BT /F1 10 Tf (yes) Tj", "yes")]
    [InlineData("/Form Do", "inside")]
    [InlineData("(a) Tj ET q 1 0 0 1 0 -50 cm BT (b) Tj ET Q BT 0 -12 Td (c) Tj", "a\n\nb\n\nc")]
    [InlineData("/Set gs (big) Tj", "big")]
    [InlineData("(tab\\tand\\015line end) Tj", "tab and line end")]
    public void Letters_make_words_and_lines(string shown, string words) =>
        Assert.Equal(words, WordsOf(HandmadePdf
            .Page(
                $"BT /F1 10 Tf {shown} ET",
                $"{HandmadePdf.Helvetica} /XObject << /Form 6 0 R >> /Properties << /Named << /ActualText (out) >> >> /ExtGState << /Set << /Font [5 0 R 30] >> >>")
            .Object(5, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
            .Stream(6, "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Matrix [1 0 0 1 5 5]", "BT /F1 10 Tf (inside) Tj ET")
            .Build()));

    [Theory]
    [InlineData("<4E2D6587> Tj", "H", "中文")]
    [InlineData("[<4E2D> -300 <6587>] TJ", "H", "中文")]                                             // a justified line
    [InlineData("[<4E2D> -1500 <6587>] TJ", "H", "中 文")]                                           // another column
    [InlineData("[<4E2D> -250 <0061>] TJ", "H", "中a")]
    [InlineData("<4E2D00206587> Tj", "H", "中 文")]                                                  // a blank that is there is kept
    [InlineData("<4E2D6587> Tj -15 0 Td <5B57> Tj", "V", "中文\n字")]                                // down, then to the left
    public void There_are_no_blanks_between_Chinese_letters(string shown, string direction, string words) =>
        Assert.Equal(words, WordsOf(HandmadePdf
            .Font($"<< /Type /Font /Subtype /Type0 /BaseFont /STSong /Encoding /UniGB-UCS2-{direction} /DescendantFonts [<< /DW 1000 >>] >>", shown)
            .Build()));
}
