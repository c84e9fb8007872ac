using BotHost.Conversation.Media.Reading;
using BotHost.Conversation.Media.Reading.Pdf;
using static BotHost.Conversation.Tests.Media.Reading.Pdf.PdfFixture;

namespace BotHost.Conversation.Tests.Media.Reading.Pdf;

/// <summary>What other programs wrote is read as they meant it: the words are those that poppler's pdftotext gives.</summary>
public sealed class PdfTextTests
{
    private const string Contract = "合同编号 2024-017\n\nSigned by both parties.";

    private const string Invoice = "Invoice No. 8841 for office supplies\n发票抬头：某某科技有限公司 ABC-1\n\nTotal 1,280.00\nVAT 76.80\n\nPage two";

    [Fact]
    public void A_report_of_an_office_program_keeps_its_paragraphs_tables_lists_and_pages() => Assert.Equal(
        """
        第三季度报告 Quarterly report
        本季度营业收入为 1,234 万元，同比增长 12.5%。我们在新产品 BotHost 上投入了更多的研发力
        量，客户满意度也有明显的提高，详细的数字见下面的表格。

        The office moved on 12 March. Efficient workflows need first-class files & offices — “quoted” words,
        naïve café, 5 € each.

        部门 人数 Budget
        研发部 42 1,000.50
        市场部 17 250.00
        • 第一项 first item
        • 第二项 second item

        第二页：附录。Second page.
        """,
        WordsOf(Bytes("writer.pdf")));

    [Fact]
    public void A_page_that_a_browser_printed_is_read() => Assert.Equal(
        """
        会议纪要 Minutes
        一、王经理介绍了产品计划，大家一致同意在下周二之前完成测试。Budget approved: ¥120,000.

        Item Qty 单价
        Keyboard 3 199.00

        The first efficient workflow affects all offices.

        Left column begins here and goes on. Right column stands beside it.
        """,
        WordsOf(Bytes("chromium.pdf")));

    [Theory]
    [InlineData("writer-pdfa.pdf")]
    [InlineData("writer-permissions.pdf")]
    [InlineData("ghostscript.pdf")]
    [InlineData("cairo.pdf")]
    [InlineData("qpdf-object-streams.pdf")]
    [InlineData("qpdf-linearized-object-streams.pdf")]
    public void One_contract_reads_the_same_from_every_program(string name) => Assert.Equal(Contract, WordsOf(Bytes(name)));

    [Theory]
    [InlineData("reportlab.pdf")]
    [InlineData("qpdf-qdf.pdf")]
    [InlineData("qpdf-rc4-40.pdf")]
    [InlineData("qpdf-rc4-128.pdf")]
    [InlineData("qpdf-aes-128.pdf")]
    [InlineData("qpdf-aes-128-plain-metadata.pdf")]
    [InlineData("qpdf-aes-256-r5.pdf")]
    [InlineData("qpdf-aes-256.pdf")]
    public void Fonts_that_are_not_embedded_and_every_cipher_without_a_password_are_read(string name) => Assert.Equal(Invoice, WordsOf(Bytes(name)));

    [Theory]
    [InlineData("writer-password.pdf")]
    [InlineData("qpdf-aes-256-password.pdf")]
    public void A_document_that_wants_a_password_is_encrypted(string name) => Assert.Equal(DocumentFault.Encrypted, FaultOf(Bytes(name)));

    [Fact]
    public void A_handler_that_is_not_the_standard_one_is_encrypted() =>
        Assert.Equal(DocumentFault.Encrypted, FaultOf(new HandmadePdf { Trailer = "/Root 1 0 R /Encrypt << /Filter /Adobe.PubSec /V 4 >>" }.Object(1, "<< /Type /Catalog >>").Build()));

    [Fact]
    public void A_page_with_nothing_but_a_picture_has_no_text() =>
        Assert.Equal(DocumentFault.NoText, FaultOf(HandmadePdf
            .Page("q 100 0 0 100 0 0 cm /Im1 Do Q", "/XObject << /Im1 6 0 R >>")
            .Stream(6, "/Subtype /Image /Filter /DCTDecode", "\xFF\xD8\xFF\xE0")
            .Build()));

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("%PDF-1.7")]
    [InlineData("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj")]
    public void What_is_no_document_is_damaged(string text) => Assert.Equal(DocumentFault.Damaged, FaultOf(System.Text.Encoding.Latin1.GetBytes(text)));

    [Fact]
    public void More_than_the_limit_is_cut_and_says_so()
    {
        var words = Assert.IsType<DocumentReading.Words>(PdfText.Read(Bytes("writer.pdf"), new ReadingLimits { MaxCharacters = 20 }));

        Assert.Equal("第三季度报告 Quarterly rep", words.Text);
        Assert.True(words.WasCut);
    }

    [Fact]
    public void What_just_fits_is_not_cut()
    {
        var words = Assert.IsType<DocumentReading.Words>(PdfText.Read(Bytes("cairo.pdf"), new ReadingLimits { MaxCharacters = Contract.Length }));

        Assert.Equal(Contract, words.Text);
        Assert.False(words.WasCut);
    }
}
