using System.Buffers.Binary;
using System.Text;
using BotHost.Conversation.Media.Reading;
using static BotHost.Conversation.Tests.Media.Reading.Pdf.PdfFixture;

namespace BotHost.Conversation.Tests.Media.Reading.Pdf;

/// <summary>Where the objects of a document are, when it is written by the rules and when it is not.</summary>
public sealed class PdfStructureTests
{
    private const string Hello = "BT /F1 12 Tf 72 700 Td (Hello) Tj ET";

    [Fact]
    public void The_header_may_come_late_and_positions_are_counted_from_it() =>
        Assert.Equal("Hello", WordsOf([.. Encoding.ASCII.GetBytes(new string('x', 900) + "\n"), .. HandmadePdf.Page(Hello).Build()]));

    [Fact]
    public void After_the_first_kilobyte_there_is_no_header() =>
        Assert.Equal(DocumentFault.Damaged, FaultOf([.. Encoding.ASCII.GetBytes(new string('x', 1024)), .. HandmadePdf.Page(Hello).Build()]));

    [Fact]
    public void A_later_change_counts_and_what_it_leaves_alone_stays()
    {
        var old = HandmadePdf.Page(Hello).Build();
        var text = Encoding.Latin1.GetString(old);
        var oldTable = text.LastIndexOf("xref\n0", StringComparison.Ordinal);
        var content = old.Length;
        const string changed = "BT /F1 12 Tf 72 700 Td (Changed) Tj ET";
        var update = $"4 0 obj\n<< /Length {changed.Length} >>\nstream\n{changed}\nendstream\nendobj\n";
        var table = content + update.Length;
        update += $"xref\n4 1\n{content:D10} 00000 n \ntrailer\n<< /Size 6 /Root 1 0 R /Prev {oldTable} >>\nstartxref\n{table}\n%%EOF\n";

        Assert.Equal("Changed", WordsOf([.. old, .. Encoding.Latin1.GetBytes(update)]));
    }

    [Fact]
    public void A_table_with_a_hidden_stream_finds_what_only_the_stream_knows()
    {
        // Objects 1 to 3 are in the table, 4 and 5 in the stream that XRefStm names (ISO 32000-2, 7.5.8.4).
        var file = new StringBuilder("%PDF-1.5\n");
        var positions = new List<int>();
        foreach (var body in new[]
        {
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] >>",
            $"<< /Type /Page /Contents 4 0 R /Resources << {HandmadePdf.Helvetica} >> >>",
            $"<< /Length {Hello.Length} >>\nstream\n{Hello}\nendstream", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        })
        {
            positions.Add(file.Length);
            file.Append($"{positions.Count} 0 obj\n{body}\nendobj\n");
        }

        var stream = file.Length;
        file.Append("9 0 obj\n<< /Type /XRef /Size 10 /W [1 2 1] /Index [4 2] /Length 8 >>\nstream\n");
        foreach (var position in positions[3..])
            file.Append('\x01').Append((char)(position >> 8)).Append((char)(position & 0xFF)).Append('\0');
        file.Append("\nendstream\nendobj\n");
        var table = file.Length;
        file.Append("xref\n0 4\n0000000000 65535 f \n");
        foreach (var position in positions[..3])
            file.Append($"{position:D10} 00000 n \n");
        file.Append($"trailer\n<< /Size 10 /Root 1 0 R /XRefStm {stream} >>\nstartxref\n{table}\n%%EOF");

        Assert.Equal("Hello", WordsOf(Encoding.Latin1.GetBytes(file.ToString())));
    }

    [Theory]
    [InlineData("writer.pdf")]
    [InlineData("chromium.pdf")]
    [InlineData("qpdf-linearized-object-streams.pdf")]
    [InlineData("qpdf-aes-256.pdf")]
    [InlineData("qpdf-rc4-40.pdf")]
    public void Without_its_table_a_document_reads_the_same(string name)
    {
        var bytes = Bytes(name);
        var whole = WordsOf(bytes);
        for (var at = bytes.AsSpan().IndexOf("startxref"u8); at >= 0; at = bytes.AsSpan().IndexOf("startxref"u8))
            bytes[at] = (byte)'-';

        Assert.Equal(whole, WordsOf(bytes));
    }

    [Fact]
    public void A_table_whose_positions_are_wrong_is_made_again()
    {
        var text = Encoding.Latin1.GetString(HandmadePdf.Page(Hello).Build());
        var moved = text.Replace("%PDF-1.7\n", "%PDF-1.7\n%inserted by a mail program\n", StringComparison.Ordinal);

        Assert.Equal("Hello", WordsOf(Encoding.Latin1.GetBytes(moved)));
    }

    [Fact]
    public void One_wrong_position_does_not_lose_the_document()
    {
        var text = Encoding.Latin1.GetString(HandmadePdf.Page(Hello).Build());
        var content = text.IndexOf("4 0 obj", StringComparison.Ordinal);
        var wrong = text.Replace($"{content:D10}", $"{content + 3:D10}", StringComparison.Ordinal);

        Assert.Equal("Hello", WordsOf(Encoding.Latin1.GetBytes(wrong)));
    }

    [Fact]
    public void Pages_whose_tree_was_cut_off_are_read_in_the_order_of_the_file()
    {
        var pages = new HandmadePdf()
            .Object(3, "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>").Stream(4, "", Hello)
            .Object(5, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
            .Object(6, "<< /Type /Page /Parent 2 0 R /Contents 7 0 R /Resources << /Font << /F1 5 0 R >> >> >>").Stream(7, "", Hello.Replace("Hello", "again", StringComparison.Ordinal));

        Assert.Equal("Hello\n\nagain", WordsOf(pages.BuildWithoutTable()));
    }

    [Fact]
    public void Pages_come_in_the_order_of_their_tree_and_inherit_what_they_use()
    {
        var tree = new HandmadePdf()
            .Object(1, "<< /Type /Catalog /Pages 2 0 R >>")
            .Object(2, "<< /Type /Pages /Kids [10 0 R 3 0 R] /Resources << /Font << /F1 5 0 R >> >> >>")
            .Object(3, "<< /Type /Page /Contents 4 0 R >>").Stream(4, "", "BT /F1 9 Tf (last) Tj ET")
            .Object(5, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
            .Object(10, "<< /Type /Pages /Kids [11 0 R 12 0 R] >>")
            .Object(11, "<< /Type /Page /Contents 13 0 R >>").Stream(13, "", "BT /F1 9 Tf (first) Tj ET")
            .Object(12, "<< /Type /Page /Contents [14 0 R 15 0 R] >>").Stream(14, "", "BT /F1 9 Tf").Stream(15, "", "(second) Tj ET");

        Assert.Equal("first\n\nsecond\n\nlast", WordsOf(tree.Build()));
    }

    [Fact]
    public void A_stream_goes_to_its_end_where_its_length_is_wrong()
    {
        var wrong = HandmadePdf.Page(Hello).Object(4, $"<< /Length 3 >>\nstream\n{Hello}\nendstream").Build();

        Assert.Equal("Hello", WordsOf(wrong));
    }

    [Fact]
    public void A_length_may_be_an_object_of_its_own() =>
        Assert.Equal("Hello", WordsOf(HandmadePdf.Page(Hello).Object(4, $"<< /Length 8 0 R >>\nstream\n{Hello}\nendstream").Object(8, $"{Hello.Length}").Build()));

    [Fact]
    public void Strings_and_names_are_read_with_all_their_escapes() =>
        Assert.Equal("a(b)c\\d e/f A", WordsOf(HandmadePdf.Page("BT /F#31 12 Tf (a\\(b\\)c\\\\d\\040e/\\\nf \\101) Tj ET").Build()));

    [Fact]
    public void Rows_of_a_table_stream_that_are_too_short_end_it()
    {
        Span<byte> row = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(row, 0x0100_0900);
        var file = $"%PDF-1.5\n1 0 obj\n<< /Type /XRef /Root 1 0 R /Size 9999 /W [1 2 8] /Length 4 >>\nstream\n{Encoding.Latin1.GetString(row)}\nendstream\nendobj\nstartxref\n9\n%%EOF";

        Assert.Equal(DocumentFault.Damaged, FaultOf(Encoding.Latin1.GetBytes(file)));
    }
}
