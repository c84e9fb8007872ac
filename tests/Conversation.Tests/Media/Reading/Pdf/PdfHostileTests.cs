using System.IO.Compression;
using System.Text;
using BotHost.Conversation.Media.Reading;
using BotHost.Conversation.Media.Reading.Pdf;
using static BotHost.Conversation.Tests.Media.Reading.Pdf.PdfFixture;

namespace BotHost.Conversation.Tests.Media.Reading.Pdf;

/// <summary>A document that was made to do harm costs no more than the limits say, and is told from one that only is damaged.</summary>
public sealed class PdfHostileTests
{
    private const string Hello = "BT /F1 12 Tf 72 700 Td (Hello) Tj ET";
    private static readonly ReadingLimits _small = new() { MaxUnfoldedBytes = 1024 * 1024, MaxPieces = 500 };

    [Fact]
    public void A_bomb_ends_at_the_limit_and_not_at_its_size()
    {
        var bomb = HandmadePdf.Page("").Stream(4, "/Filter /FlateDecode", Folded(new byte[200_000_000])).Build();
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(DocumentFault.TooComplex, FaultOf(bomb, _small));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 * _small.MaxUnfoldedBytes);
    }

    [Fact]
    public void A_bomb_within_a_bomb_ends_too() =>
        Assert.Equal(DocumentFault.TooComplex, FaultOf(HandmadePdf.Page("").Stream(4, "/Filter [/FlateDecode /FlateDecode]", Folded(Folded(new byte[200_000_000]))).Build(), _small));

    [Fact]
    public void Many_small_bombs_count_together()
    {
        var page = HandmadePdf.Page("").Object(3, $"<< /Type /Page /Contents [{string.Concat(Enumerable.Repeat("4 0 R ", 300))}] >>");

        Assert.Equal(DocumentFault.TooComplex, FaultOf(page.Stream(4, "/Filter /FlateDecode", Folded(new byte[9_000])).Build(), _small));
    }

    [Theory]
    [InlineData("/RunLengthDecode")]
    [InlineData("/ASCII85Decode")]
    [InlineData("")]
    public void Every_filter_is_counted_and_none_too(string filter)
    {
        var folded = filter switch
        {
            "/RunLengthDecode" => Enumerable.Repeat((byte)129, 40_000).ToArray(),
            "/ASCII85Decode" => Enumerable.Repeat((byte)'z', 400_000).ToArray(),
            _ => Enumerable.Repeat((byte)' ', 1_100_000).ToArray(),
        };

        Assert.Equal(DocumentFault.TooComplex, FaultOf(HandmadePdf.Page("").Stream(4, filter.Length > 0 ? $"/Filter {filter}" : "", folded).Build(), _small));
    }

    [Fact]
    public void Filters_without_end_are_too_complex() =>
        Assert.Equal(DocumentFault.TooComplex, FaultOf(HandmadePdf.Page("").Stream(4, $"/Filter [{string.Concat(Enumerable.Repeat("/ASCIIHexDecode ", 100))}]", "20").Build()));

    [Fact]
    public void Tables_that_lead_back_to_themselves_end()
    {
        var text = Encoding.Latin1.GetString(HandmadePdf.Page(Hello).Build());
        var table = text.LastIndexOf("xref\n0", StringComparison.Ordinal);
        var loop = text.Replace("/Root 1 0 R", $"/Root 1 0 R /Prev {table} /XRefStm {table}", StringComparison.Ordinal);

        Assert.Equal("Hello", WordsOf(Encoding.Latin1.GetBytes(loop)));
    }

    [Fact]
    public void Pages_that_hold_themselves_are_read_once() =>
        Assert.Equal("Hello", WordsOf(HandmadePdf.Page(Hello).Object(2, "<< /Type /Pages /Kids [2 0 R 3 0 R 3 0 R 2 0 R] >>").Build()));

    [Fact]
    public void A_form_that_paints_itself_is_painted_once() =>
        Assert.Equal("Hello", WordsOf(HandmadePdf
            .Page("/X Do", HandmadePdf.Helvetica + " /XObject << /X 6 0 R >>")
            .Stream(6, "/Subtype /Form", Hello + " /X Do")
            .Build()));

    [Fact]
    public void Forms_that_paint_each_other_many_times_are_too_complex()
    {
        var page = HandmadePdf.Page("/X10 Do", "/XObject << " + string.Concat(Enumerable.Range(10, 10).Select(at => $"/X{at} {at} 0 R ")) + ">>");
        for (var at = 10; at < 19; at++)
            page.Stream(at, "/Subtype /Form", string.Concat(Enumerable.Repeat($"/X{at + 1} Do ", 10)));

        Assert.Equal(DocumentFault.TooComplex, FaultOf(page.Stream(19, "/Subtype /Form", " ").Build()));
    }

    [Fact]
    public void Forms_deeper_than_anybody_paints_are_left_out()
    {
        var page = HandmadePdf.Page(Hello + " /X10 Do", HandmadePdf.Helvetica + " /XObject << " + string.Concat(Enumerable.Range(10, 200).Select(at => $"/X{at} {at} 0 R ")) + ">>");
        for (var at = 10; at < 209; at++)
            page.Stream(at, "/Subtype /Form", $"/X{at + 1} Do");

        Assert.Equal("Hello", WordsOf(page.Build()));
    }

    [Theory]
    [InlineData("<< /Type /ObjStm /N 1 /First 4 /Length 24 >>\nstream\n6 0 << /Type /ObjStm >>  \nendstream")]
    [InlineData("<< /Type /ObjStm /N 99999999 /First 99999999 /Length 2 >>\nstream\n  \nendstream")]
    public void An_object_stream_that_holds_itself_holds_nothing(string body)
    {
        // Object 7 is said to be in 6, and 6 in itself.
        var file = HandmadePdf.Page(Hello).Object(6, body).BuildWithoutTable();
        var table = file.Length;
        var rows = "\x02\0\x06\0\x02\0\x06\x01";
        var stream = $"9 0 obj\n<< /Type /XRef /Size 10 /Root 7 0 R /W [1 2 1] /Index [6 2] /Length 8 >>\nstream\n{rows}\nendstream\nendobj\nstartxref\n{table}\n%%EOF";

        Assert.Equal("Hello", WordsOf([.. file, .. Encoding.Latin1.GetBytes(stream)]));
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("<< /A ", ">>")]
    public void Lists_in_lists_without_end_are_too_complex(string open, string close)
    {
        var deep = string.Concat(Enumerable.Repeat(open, 100_000)) + string.Concat(Enumerable.Repeat(close, 100_000));

        Assert.Equal(DocumentFault.TooComplex, FaultOf(HandmadePdf.Page(Hello).Object(2, deep).Build()));
        Assert.Equal(DocumentFault.TooComplex, FaultOf(HandmadePdf.Page(deep).Build()));
    }

    [Theory]
    [InlineData("q ")]
    [InlineData("/Span BMC ")]
    [InlineData("BT ")]
    [InlineData("EMC ")]
    [InlineData("Q ")]
    [InlineData("1 ")]
    public void What_is_opened_again_and_again_is_only_counted(string opening) =>
        Assert.Equal("Hello", WordsOf(HandmadePdf.Page(string.Concat(Enumerable.Repeat(opening, 200_000)) + Hello).Build()));

    [Theory]
    [InlineData("99999999999999999999999999999999999999999999")]
    [InlineData("-99999999999999999999999999999999999999999999")]
    [InlineData("0.00000000000000000000000000000000000000000001")]
    [InlineData("--5")]
    [InlineData("1.2.3")]
    [InlineData("-")]
    public void Numbers_of_any_size_do_no_harm(string number)
    {
        var content = $"BT /F1 12 Tf 72 700 Td (Hello) Tj ET q {number} 0 0 {number} {number} {number} cm {number} 0 0 {number} 0 0 cm BT /F1 {number} Tf {number} Tc {number} Tz {number} Ts {number} {number} Td [({number}) {number} (x)] TJ ET Q";

        Assert.StartsWith("Hello", WordsOf(HandmadePdf.Page(content).Build()), StringComparison.Ordinal);
        Assert.StartsWith("Hello", WordsOf(HandmadePdf.Page(Hello).Object(5, $"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar {number} /Widths [{number} {number}] >>").Build()), StringComparison.Ordinal);
        Assert.StartsWith("Hello", WordsOf(HandmadePdf.Page(Hello).Object(4, $"<< /Length {number} >>\nstream\n{Hello}\nendstream").Build()), StringComparison.Ordinal);
        PdfText.Read(Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(HandmadePdf.Page(Hello).Build()).Replace("startxref\n", $"startxref\n{number} ", StringComparison.Ordinal)), _small);
        PdfText.Read(HandmadePdf.Page("").Stream(4, $"/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns {number} /Colors {number} /BitsPerComponent {number} >>", Folded(new byte[9])).Build(), _small);
        PdfText.Read(Encoding.Latin1.GetBytes($"%PDF-1.5\n1 0 obj\n<< /Type /XRef /Root 1 0 R /Size {number} /W [{number} {number} {number}] /Index [{number} {number}] /Length 9 >>\nstream\n123456789\nendstream\nendobj\nstartxref\n9"), _small);
    }

    [Fact]
    public void Lengths_that_need_each_other_are_left_alone()
    {
        var page = HandmadePdf.Page(Hello).Object(4, $"<< /Length 10 0 R >>\nstream\n{Hello}\nendstream");
        for (var at = 10; at < 400; at++)
            page.Object(at, $"<< /Length {at + 1} 0 R >>\nstream\n\nendstream");

        Assert.Equal("Hello", WordsOf(page.Object(400, "<< /Length 4 0 R >>\nstream\n\nendstream").Build()));
    }

    [Fact]
    public void References_to_references_end() =>
        Assert.Equal("Hello", WordsOf(HandmadePdf.Page(Hello, HandmadePdf.Helvetica + " /XObject 6 0 R").Object(6, "7 0 R").Object(7, "6 0 R").Build()));

    [Fact]
    public void Objects_within_each_other_are_not_read_forever()
    {
        // Every one of them is a string that goes on to the end of the file.
        var file = new StringBuilder("%PDF-1.4\n1 0 obj << /Pages 2 0 R >> endobj\n2 0 obj << /Kids [");
        for (var at = 10; at < 15_000; at++)
            file.Append(at).Append(" 0 R ");
        file.Append("] >> endobj\n");
        for (var at = 10; at < 15_000; at++)
            file.Append(at).Append(" 0 obj (\n");

        Assert.Equal(DocumentFault.TooComplex, FaultOf(Encoding.Latin1.GetBytes(file.Append("trailer << /Root 1 0 R >>").ToString()), _small with { MaxPieces = 20_000 }));
    }

    [Fact]
    public void More_objects_than_the_limit_are_too_complex()
    {
        var page = HandmadePdf.Page(Hello).Object(2, $"<< /Type /Pages /Kids [{string.Concat(Enumerable.Range(10, 600).Select(at => $"{at} 0 R "))}] >>");
        for (var at = 10; at < 610; at++)
            page.Object(at, "<< /Type /Page >>");

        Assert.Equal(DocumentFault.TooComplex, FaultOf(page.Build(), _small));
    }

    [Fact]
    public void A_table_of_a_million_rows_is_too_complex()
    {
        var rows = new byte[3_000_000];
        for (var at = 0; at < rows.Length; at += 3)
            (rows[at], rows[at + 1]) = (1, 9);
        byte[] file = [.. "%PDF-1.5\n1 0 obj\n<< /Type /XRef /Root 1 0 R /Size 1000000 /W [1 1 1] /Filter /FlateDecode /Length 9 >>\nstream\n"u8, .. Folded(rows), .. "\nendstream\nendobj\nstartxref\n9\n%%EOF"u8];

        Assert.Equal(DocumentFault.TooComplex, FaultOf(file));
    }

    [Fact]
    public void A_character_that_grows_into_a_book_is_cut()
    {
        var font = "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [<< >>] /ToUnicode 6 0 R >>";
        var page = HandmadePdf.Font(font, "<" + string.Concat(Enumerable.Repeat("0001", 100_000)) + "> Tj")
            .Stream(6, "", "1 beginbfchar <0001> <" + string.Concat(Enumerable.Repeat("4E2D", 250)) + "> endbfchar").Build();

        var words = Assert.IsType<DocumentReading.Words>(PdfText.Read(page, ReadingLimits.Default));

        Assert.Equal(ReadingLimits.Default.MaxCharacters, words.Text.Length);
        Assert.True(words.WasCut);
    }

    [Fact]
    public void A_cut_never_goes_through_a_character()
    {
        // 👨‍👩‍👧 is one character of eight units: a limit of ten keeps one and none of the next.
        var font = "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [<< >>] /ToUnicode 6 0 R >>";
        var page = HandmadePdf.Font(font, "<00010001> Tj").Stream(6, "", "1 beginbfchar <0001> <D83DDC68200DD83DDC69200DD83DDC67> endbfchar").Build();

        Assert.Equal(new DocumentReading.Words("👨\u200D👩\u200D👧", WasCut: true), PdfText.Read(page, new ReadingLimits { MaxCharacters = 10 }));
    }

    private static byte[] Folded(byte[] bytes)
    {
        using var folded = new MemoryStream();
        using (var zlib = new ZLibStream(folded, CompressionLevel.SmallestSize))
            zlib.Write(bytes);
        return folded.ToArray();
    }
}
