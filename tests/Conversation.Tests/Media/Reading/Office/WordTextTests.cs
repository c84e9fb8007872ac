using System.Text;
using BotHost.Conversation.Media.Reading;

namespace BotHost.Conversation.Tests.Media.Reading.Office;

public sealed class WordTextTests
{
    [Fact]
    public void A_document_of_LibreOffice_is_read_as_Markdown() => Assert.Equal(
        """
        # 采购合同

        甲方与乙方就设备采购达成一致[^1]。

        ## 价格

        单价为一百元，含税。
        第一条 交货期三十天
        第二条 质保一年
        - 主机
          - 电源
        - 显示器
        1. 下单
        2. 付款

        | 名称 | 数量 | 单价\|元 |
        | --- | --- | --- |
        | 主机 （黑色） | 2 | 100 |
        | 合计 | | 200 |

        见右侧说明，谢谢。[^2]
        文本框：请加盖公章
        第一行
        第二行	制表 End of text.

        [^1]: 脚注：以双方签字为准。

        [^2]: 尾注：附件另送。
        """,
        Text(Fixture.Read("contract.docx")));

    [Fact]
    public void A_document_of_python_docx_is_read_by_the_names_of_its_styles() => Assert.Equal(
        """
        # 设备清单

        # Devices

        以下为本年度的设备。
        - 服务器
        - 交换机
        1. 先备份
        2. 再升级

        | 编号 | 名称 | 备注 |
        | --- | --- | --- |
        | A-1 | 机柜 二号 | |
        """,
        Text(Fixture.Read("devices.docx")));

    [Fact]
    public void A_strict_document_says_the_same_as_a_transitional_one() => Assert.Equal(Text(Fixture.Read("contract.docx")), Text(Strict(Fixture.Read("contract.docx"))));

    [Fact]
    public void What_was_deleted_moved_away_or_hidden_is_not_there() => Assert.Equal("甲乙", Text(OfficeFile.Word(
        "<w:p><w:r><w:t>甲</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>移</w:t></w:r></w:moveFrom>"
        + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:ins><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>乙</w:t></w:r></w:ins>"
        + "<w:r><w:fldChar w:fldCharType='begin'/><w:instrText>PAGE</w:instrText></w:r></w:p>")));

    [Fact]
    public void What_an_older_program_is_to_show_instead_is_not_told_twice() => Assert.Equal("说明\n框中", Text(OfficeFile.Word(
        "<w:p><w:r><w:t>说明</w:t><mc:AlternateContent><mc:Choice Requires='wps'><w:txbxContent><w:p><w:r><w:t>框中</w:t></w:r></w:p></w:txbxContent></mc:Choice>"
        + "<mc:Fallback><w:txbxContent><w:p><w:r><w:t>框中</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>")));

    [Fact]
    public void Wrappers_hide_no_words() => Assert.Equal("目录\n链接与字段", Text(OfficeFile.Word(
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>目录</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        + "<w:p><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink><unknown><w:smartTag><w:r><w:t>与</w:t></w:r></w:smartTag></unknown><w:fldSimple><w:r><w:t>字段</w:t></w:r></w:fldSimple></w:p>")));

    [Fact]
    public void Numbers_go_on_through_levels_and_begin_again_within_them() => Assert.Equal(
        "第一章 甲\n  1.1 乙\n  1.2 丙\n第二章 丁\n  2.1 戊\n正文\n第三章 己",
        Text(OfficeFile.Word(
            string.Concat([Item("甲", 0), Item("乙", 1), Item("丙", 1), Item("丁", 0), Item("戊", 1), "<w:p><w:r><w:t>正文</w:t></w:r></w:p>", Item("己", 0)]),
            ("numbering", $"""
                <w:numbering xmlns:w='{OfficeFile.WordNamespace}'><w:abstractNum w:abstractNumId='7'>
                <w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCounting'/><w:lvlText w:val='第%1章'/></w:lvl>
                <w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:isLgl/><w:lvlText w:val='%1.%2'/></w:lvl>
                </w:abstractNum><w:num w:numId='3'><w:abstractNumId w:val='7'/></w:num></w:numbering>
                """))));

    [Fact]
    public void A_list_that_begins_elsewhere_does_and_a_list_that_nobody_defines_has_dots() => Assert.Equal(
        "(c) 甲\n(d) 乙\n(a) 丙\n- 丁",
        Text(OfficeFile.Word(
            string.Concat([Item("甲", 0, "1"), Item("乙", 0, "1"), Item("丙", 0, "2"), Item("丁", 0, "99")]),
            ("numbering", $"""
                <w:numbering xmlns:w='{OfficeFile.WordNamespace}'><w:abstractNum w:abstractNumId='0'>
                <w:lvl w:ilvl='0'><w:start w:val='3'/><w:numFmt w:val='lowerLetter'/><w:lvlText w:val='(%1)'/></w:lvl></w:abstractNum>
                <w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>
                <w:num w:numId='2'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride></w:num></w:numbering>
                """))));

    [Fact]
    public void A_heading_is_one_by_its_own_level_or_by_the_style_its_style_is_based_on() => Assert.Equal(
        "### 甲\n\n## 乙\n\n丙",
        Text(OfficeFile.Word(
            "<w:p><w:pPr><w:outlineLvl w:val='2'/></w:pPr><w:r><w:t>甲</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val='b'/></w:pPr><w:r><w:t>乙</w:t></w:r></w:p>"
            + "<w:p><w:pPr><w:pStyle w:val='loop'/></w:pPr><w:r><w:t>丙</w:t></w:r></w:p>",
            ("styles", $"""
                <w:styles xmlns:w='{OfficeFile.WordNamespace}'><w:style w:styleId='a'><w:name w:val='heading 2'/></w:style>
                <w:style w:styleId='b'><w:name w:val='我的标题'/><w:basedOn w:val='a'/></w:style><w:style w:styleId='loop'><w:basedOn w:val='loop'/></w:style></w:styles>
                """))));

    [Fact]
    public void A_table_in_a_table_is_words_of_its_cell_and_a_deleted_row_is_none() => Assert.Equal(
        "| 外 | 内一 内二 |\n| --- | --- |\n| 末 |",
        Text(OfficeFile.Word(
            "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>外</w:t></w:r></w:p></w:tc><w:tc><w:tbl><w:tr><w:tc><w:p><w:r><w:t>内一</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>内二</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr>"
            + "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>删</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>末</w:t></w:r></w:p></w:tc></w:tr></w:tbl>")));

    [Fact]
    public void Ticked_boxes_of_forms_are_seen() => Assert.Equal(
        "☑是 ☐否",
        Text(OfficeFile.Word(
            "<w:p><w:r><w:sym w:font='Wingdings' w:char='F0FE'/><w:t xml:space='preserve'>是 </w:t><w:sym w:font='Wingdings 2' w:char='F0A3'/><w:t>否</w:t></w:r></w:p>")));

    [Fact]
    public void A_document_without_words_says_so() =>
        Assert.Equal(new DocumentReading.Unreadable(DocumentFault.NoText), Read(OfficeFile.Word("<w:p/><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>")));

    [Fact]
    public void A_tooLongdocument_is_cut_and_not_read_to_its_end()
    {
        var tooLong = OfficeFile.Word(string.Concat(Enumerable.Repeat("<w:p><w:r><w:t>一二三四五六七八九</w:t></w:r></w:p>", 100_000)));

        var words = Assert.IsType<DocumentReading.Words>(Documents.Read(tooLong, MediaFormat.Docx, new ReadingLimits { MaxCharacters = 95, MaxUnfoldedBytes = 64 * 1024 }));

        Assert.Equal(string.Join('\n', Enumerable.Repeat("一二三四五六七八九", 9)) + "\n一二三四五", words.Text);
        Assert.True(words.WasCut);
    }

    private static string Item(string words, int level, string list = "3") =>
        $"<w:p><w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{list}'/></w:numPr></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>";

    private static DocumentReading Read(byte[] file) => Documents.Read(file, MediaFormat.Of(file), ReadingLimits.Default);

    private static string Text(byte[] file)
    {
        var words = Assert.IsType<DocumentReading.Words>(Read(file));
        Assert.False(words.WasCut);
        return words.Text;
    }

    /// <summary>As Word stores what it calls a strict document: the vocabularies have other names, and little else differs.</summary>
    private static byte[] Strict(byte[] file) => OfficeFile.Zip(System.IO.Compression.CompressionLevel.Optimal, OfficeFile.Unzip(file).Select(part => (part.Name, Encoding.UTF8.GetBytes(
        Encoding.UTF8.GetString(part.Content)
            .Replace("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main", StringComparison.Ordinal)
            .Replace("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships", StringComparison.Ordinal)))));
}
