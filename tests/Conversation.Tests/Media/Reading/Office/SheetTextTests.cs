using System.Text;
using BotHost.Conversation.Media.Reading;
using BotHost.Conversation.Media.Reading.Office;

namespace BotHost.Conversation.Tests.Media.Reading.Office;

public sealed class SheetTextTests
{
    private const string Namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    [Fact]
    public void A_workbook_of_LibreOffice_is_read_sheet_by_sheet() => Assert.Equal(
        """
        ## 销售 2026
        日期	客户	金额	折扣	已付
        2026-03-05	北京公司	1234.5	7.5%	TRUE
        2026-03-06 14:30:00	上海公司	0.1		FALSE

        合计		1234.6	27:05:09	09:30:00

        ## 隐藏表 (hidden)
        内部价 第二行	9000000000000
        """,
        Text(Fixture.Read("book.xlsx")));

    [Fact]
    public void A_workbook_of_openpyxl_counts_its_days_from_1904() => Assert.Equal(
        """
        ## 考勤
        姓名	到岗	工时
        张三	2026-03-05 08:59:30	31:05:00
        李四 （实习）	-1402	17:30:00

        				3.14159	1E+21	0.3
        	#N/A

        ## 草稿 (hidden)
        勿外传	50%

        ## 空表
        """,
        Text(Fixture.Read("attendance.xlsx")));

    [Fact]
    public void A_workbook_of_XlsxWriter_has_strings_in_pieces_and_formulas_with_their_values() => Assert.Equal(
        """
        ## 库存
        	品名	数量	盘点日
        	螺丝	1500	2026-03-05
        	螺母（M6）	3000	25%
        """,
        Text(Fixture.Read("stock.xlsx")));

    [Fact]
    public void A_strict_workbook_says_the_same_as_a_transitional_one()
    {
        var strict = OfficeFile.Unzip(Fixture.Read("stock.xlsx")).Select(part => (part.Name, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(part.Content)
            .Replace(Namespace, "http://purl.oclc.org/ooxml/spreadsheetml/main", StringComparison.Ordinal)
            .Replace("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships", StringComparison.Ordinal))));

        Assert.Equal(Text(Fixture.Read("stock.xlsx")), Text(OfficeFile.Zip(System.IO.Compression.CompressionLevel.Optimal, strict)));
    }

    [Theory]
    [InlineData("<c t='inlineStr'><is><r><t>甲</t></r><r><t>乙</t></r><rPh><t>ヨミ</t></rPh></is></c>", "甲乙")]
    [InlineData("<c t='str'><f>A1</f><v>结果</v></c>", "结果")]
    [InlineData("<c t='str'><v>一_x000D_&#10;二 _x005F_x000D_ _x4E2D_</v></c>", "一 二 _x000D_ _x4E2D_")]
    [InlineData("<c t='d'><v>2026-03-05T00:00:00Z</v></c>", "2026-03-05T00:00:00Z")]
    [InlineData("<c><v>1.10</v></c>", "1.1")]
    [InlineData("<c><v>123456789012345</v></c>", "123456789012345")]
    [InlineData("<c><v>12 Mai</v></c>", "12 Mai")]
    [InlineData("<c><v>1e999</v></c>", "1e999")]
    [InlineData("<c s='9'><v>5</v></c>", "5")]
    [InlineData("<c s='-1'><v>5</v></c>", "5")]
    [InlineData("<c r='C1'><v>5</v></c><c><v>6</v></c>", "\t\t5\t6")]
    [InlineData("<c r='C1'><v>5</v></c><c r='A1'><v>6</v></c>", "\t\t5\t6")]
    [InlineData("<c t='s'><v>0</v></c><c t='s'><v>7</v></c><c t='s'><v>x</v></c><c><v>1</v></c>", "共\t\t\t1")]
    public void A_cell_says_what_it_shows(string cells, string expected) => Assert.Equal(
        $"## 表一\n{expected}",
        Text(OfficeFile.Sheet($"<row><c t='str'><v>·</v></c></row><row>{cells}</row>", ("sharedStrings", $"<sst xmlns='{Namespace}'><si><t>共</t></si></sst>"))).Replace("·\n", "", StringComparison.Ordinal));

    [Fact]
    public void A_cell_far_away_does_not_push_a_sheet_full_of_blanks() =>
        Assert.Equal($"## 表一\n甲{new string('\t', 100)}乙", Text(OfficeFile.Sheet("<row><c r='A1' t='str'><v>甲</v></c><c r='XFD1' t='str'><v>乙</v></c></row>")));

    [Fact]
    public void Rows_of_nothing_are_one_empty_line() => Assert.Equal(
        "## 表一\n甲\n\n乙\n丙",
        Text(OfficeFile.Sheet("<row r='3'><c t='str'><v>甲</v></c></row><row r='4'/><row r='5'><c/></row><row r='900'><c t='str'><v>乙</v></c></row><row r='901'><c t='str'><v>丙</v></c></row>")));

    [Theory]
    [InlineData("yyyy\"年\"m\"月\"d\"日\"", 46086, "2026-03-05")]
    [InlineData("[$-804]yyyy\"年\"m\"月\";@", 46086, "2026-03-05")]
    [InlineData("d/m/yy", 1, "1900-01-01")]
    [InlineData("d/m/yy", 59, "1900-02-28")]
    [InlineData("d/m/yy", 61, "1900-03-01")]
    [InlineData("d/m/yy", 46086.5, "2026-03-05 12:00:00")]
    [InlineData("mmm", 46086, "2026-03-05")]
    [InlineData("h:mm AM/PM", 0.75, "18:00:00")]
    [InlineData("上午/下午h\"时\"mm\"分\"", 0.75, "18:00:00")]
    [InlineData("yyyy-mm-dd hh:mm:ss.000", 46086.75, "2026-03-05 18:00:00")]
    [InlineData("[h]:mm", 1.5, "36:00:00")]
    [InlineData("[mm]:ss", 0.5, "12:00:00")]
    [InlineData("[Red]0.00", 46086, "46086")]
    [InlineData("[Magenta][>5]0", 46086, "46086")]
    [InlineData("General", 46086, "46086")]
    [InlineData("General\"days\"", 3, "3")]
    [InlineData("0.00E+00", 46086, "46086")]
    [InlineData("0.0%;[Red]-0.0%", 0.125, "12.5%")]
    [InlineData("0\\d", 3, "3")]
    [InlineData("_d0*y", 3, "3")]
    [InlineData("\"unclosed yyyy", 3, "3")]
    [InlineData("[unclosed yyyy", 3, "3")]
    [InlineData("0;yyyy", 3, "3")]
    [InlineData("yyyy-mm-dd", -1, "-1")]
    [InlineData("yyyy-mm-dd", 2958466, "2958466")]
    [InlineData("yyyy-mm-dd", 2958465, "9999-12-31")]
    [InlineData("yyyy-mm-dd", 2958465.9999999, "2958465.9999999")]
    [InlineData("", 0.1, "0.1")]
    [InlineData("", 1e-12, "1E-12")]
    [InlineData("", 0, "0")]
    public void A_format_tells_days_and_times_from_numbers(string code, double number, string expected) => Assert.Equal(expected, NumberShapes.Show(number, NumberShapes.Of(code), countsFrom1904: false));

    [Fact]
    public void Of_a_large_workbook_only_what_is_shown_is_read()
    {
        var rows = string.Concat(Enumerable.Range(0, 20_000).Select(row => $"<row><c t='s'><v>{19_999 - row}</v></c></row>"));
        var strings = string.Concat(Enumerable.Range(0, 20_000).Select(index => $"<si><t>词{index}{new string('。', 50)}</t></si>"));
        var file = OfficeFile.Sheet(rows, ("sharedStrings", $"<sst xmlns='{Namespace}'>{strings}</sst>"));

        var words = Assert.IsType<DocumentReading.Words>(Documents.Read(file, MediaFormat.Xlsx, new ReadingLimits { MaxCharacters = 1_000 }));

        Assert.True(words.WasCut);
        Assert.Equal(Enumerable.Range(0, 17).Select(index => $"词{19_999 - index}{new string('。', 50)}"), words.Text.Split('\n')[1..18]);
    }

    [Fact]
    public void Strings_that_cannot_be_seen_are_not_held()
    {
        var part = $"<sst xmlns='{Namespace}'>{string.Concat(Enumerable.Range(0, 10_000).Select(index => $"<si><t>{index:00000}</t></si>"))}</sst>";
        using var xml = new OfficeXml(new UnfoldedStream(new MemoryStream(Encoding.UTF8.GetBytes(part)), new UnfoldingBudget(ReadingLimits.Default)));

        var kept = SharedStrings.Read(xml, Enumerable.Range(0, 10_000).ToDictionary(index => index, index => (index + 5_000) % 10_000), maxCharacters: 100);

        Assert.True(kept.Count < 100);
        Assert.Equal(Enumerable.Range(5_000, 20).Select(index => $"{index:00000}"), Enumerable.Range(5_000, 20).Select(index => kept[index]));
    }

    [Fact]
    public void A_workbook_without_words_says_so() => Assert.Equal(
        new DocumentReading.Unreadable(DocumentFault.NoText), Documents.Read(OfficeFile.Sheet("<row><c/></row>"), MediaFormat.Xlsx, ReadingLimits.Default));

    private static string Text(byte[] file)
    {
        var words = Assert.IsType<DocumentReading.Words>(Documents.Read(file, MediaFormat.Of(file), ReadingLimits.Default));
        Assert.False(words.WasCut);
        return words.Text;
    }
}
