using System.Text;
using BotHost.Conversation.Media.Reading;

namespace BotHost.Conversation.Tests.Media.Reading.Office;

public sealed class SlideTextTests
{
    private const string Deck =
        """
        ## Slide 1: 年度总结
        收入增长
        - 华东最快
        成本下降

        Notes: 先讲结论，再讲数字。

        ## Slide 2 (hidden)
        | 地区 | 收入 |
        | --- | --- |
        | 华东 | 120 |

        单位：万元
        """;

    [Fact]
    public void A_presentation_of_LibreOffice_is_read_with_its_notes() => Assert.Equal(Deck, Text(Fixture.Read("deck.pptx")));

    [Fact]
    public void Slides_stand_in_the_order_of_the_presentation_and_not_of_their_names()
    {
        var turned = Changed("ppt/presentation.xml", xml =>
        {
            var first = xml.IndexOf("<p:sldId ", StringComparison.Ordinal);
            var second = xml.IndexOf("<p:sldId ", first + 1, StringComparison.Ordinal);
            var end = xml.IndexOf("</p:sldIdLst>", StringComparison.Ordinal);
            return xml[..first] + xml[second..end] + xml[first..second] + xml[end..];
        });

        Assert.StartsWith("## Slide 1 (hidden)\n| 地区 |", Text(turned), StringComparison.Ordinal);
    }

    [Fact]
    public void A_strict_presentation_says_the_same_as_a_transitional_one() => Assert.Equal(Deck, Text(Changed("", xml => xml
        .Replace("http://schemas.openxmlformats.org/presentationml/2006/main", "http://purl.oclc.org/ooxml/presentationml/main", StringComparison.Ordinal)
        .Replace("http://schemas.openxmlformats.org/drawingml/2006/main", "http://purl.oclc.org/ooxml/drawingml/main", StringComparison.Ordinal)
        .Replace("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships", StringComparison.Ordinal))));

    [Fact]
    public void Numbers_of_slides_and_footers_are_left_out_wherever_the_title_stands() => Assert.Equal(
        "## Slide 1: 标 题\n正文\n换行",
        Text(OfficeFile.Slides(
            "<p:sp><p:nvSpPr><p:nvPr><p:ph type='sldNum'/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:fld><a:t>7</a:t></a:fld></a:p></p:txBody></p:sp>"
            + "<p:grpSp><p:sp><p:txBody><a:p><a:r><a:t>正文</a:t></a:r><a:br/><a:r><a:t>换行</a:t></a:r></a:p></p:txBody></p:sp></p:grpSp>"
            + "<p:sp><p:nvSpPr><p:nvPr><p:ph type='ctrTitle'/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>标</a:t></a:r></a:p><a:p><a:r><a:t>题</a:t></a:r></a:p></p:txBody></p:sp>")));

    [Fact]
    public void Slides_without_words_say_so() =>
        Assert.Equal(new DocumentReading.Unreadable(DocumentFault.NoText), Documents.Read(OfficeFile.Slides("<p:pic/>"), MediaFormat.Pptx, ReadingLimits.Default));

    private static string Text(byte[] file)
    {
        var words = Assert.IsType<DocumentReading.Words>(Documents.Read(file, MediaFormat.Of(file), ReadingLimits.Default));
        Assert.False(words.WasCut);
        return words.Text;
    }

    private static byte[] Changed(string path, Func<string, string> change) => OfficeFile.Zip(
        System.IO.Compression.CompressionLevel.Optimal,
        OfficeFile.Unzip(Fixture.Read("deck.pptx")).Select(part => part.Name.StartsWith(path, StringComparison.Ordinal) ? (part.Name, Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(part.Content)))) : part));
}
