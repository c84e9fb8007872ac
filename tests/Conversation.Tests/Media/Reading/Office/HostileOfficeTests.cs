using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using BotHost.Conversation.Media.Reading;

namespace BotHost.Conversation.Tests.Media.Reading.Office;

/// <summary>Documents that no program makes by accident.</summary>
public sealed class HostileOfficeTests
{
    private const int Megabyte = 1024 * 1024;

    private static readonly ReadingLimits Small = new() { MaxCharacters = 1_000, MaxUnfoldedBytes = Megabyte, MaxPieces = 100 };

    [Fact]
    public void A_few_kilobytes_that_unfold_to_very_many_are_given_up_at_the_limit()
    {
        var bomb = OfficeFile.Word(string.Concat(Enumerable.Repeat("<w:p/>", 1_000_000)));
        Assert.InRange(bomb.Length, 0, 30_000);

        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(DocumentFault.TooComplex, Fault(bomb));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * Megabyte);
    }

    [Fact]
    public void All_parts_together_have_one_limit()
    {
        var half = $"<w:styles xmlns:w='{OfficeFile.WordNamespace}'>{new string(' ', 600_000)}</w:styles>";

        Assert.Equal(DocumentFault.TooComplex, Fault(OfficeFile.Word("<w:p><w:r><w:t>词</w:t></w:r></w:p>", ("styles", half), ("numbering", half))));
        Assert.Equal("词", Text(OfficeFile.Word("<w:p><w:r><w:t>词</w:t></w:r></w:p>", ("styles", half))));
    }

    [Fact]
    public void What_is_said_of_a_size_is_not_believed()
    {
        var file = OfficeFile.Word(string.Concat(Enumerable.Repeat("<w:p/>", 1_000_000)));
        foreach (var entry in CentralEntries(file))
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(entry + 24), 10);       // What it says it unfolds to.

        Assert.Equal(DocumentFault.Damaged, Fault(file));

        foreach (var entry in CentralEntries(file))
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(entry + 24), int.MaxValue);

        Assert.Equal(DocumentFault.TooComplex, Fault(file));

        foreach (var entry in CentralEntries(file))
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(entry + 20), int.MaxValue);     // What it says it takes in the file.

        Assert.Equal(DocumentFault.Damaged, Fault(file));
    }

    [Fact]
    public void Thousands_of_entries_are_not_looked_at_however_few_the_end_quotes()
    {
        var file = OfficeFile.Zip(CompressionLevel.NoCompression, Enumerable.Range(0, 30_000).Select(index => ($"word/{index}", Array.Empty<byte>())));
        var end = file.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(end + 8), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(end + 10), 1);

        Assert.Equal(MediaFormat.Zip, MediaFormat.Of(file));
        Assert.Equal(new DocumentReading.Unreadable(DocumentFault.TooComplex), Documents.Read(file, MediaFormat.Docx, ReadingLimits.Default));
        Assert.Equal(new DocumentReading.Unreadable(DocumentFault.TooComplex), Documents.Read(file, MediaFormat.Zip, ReadingLimits.Default));
    }

    [Fact]
    public void Entries_that_share_their_bytes_are_counted_each_time()
    {
        var notes = $"<w:footnotes xmlns:w='{OfficeFile.WordNamespace}'>{new string(' ', 600_000)}</w:footnotes>";
        var file = OfficeFile.Word(
            "<w:p><w:r><w:t>词</w:t><w:footnoteReference w:id='1'/><w:endnoteReference w:id='1'/></w:r></w:p>", ("footnotes", notes), ("endnotes", notes.Replace("foot", "end", StringComparison.Ordinal)));
        var entries = CentralEntries(file);
        Assert.Equal("词[^1][^2]", Text(file, Small with { MaxUnfoldedBytes = 2 * Megabyte }));

        file.AsSpan(entries[^2] + 42, 4).CopyTo(file.AsSpan(entries[^1] + 42));      // Where its bytes are.

        Assert.Equal(DocumentFault.TooComplex, Fault(file));
    }

    [Theory]
    [InlineData("<!DOCTYPE w [<!ENTITY a '词'>]><w>&a;</w>")]
    [InlineData("<!DOCTYPE w SYSTEM 'http://localhost/x.dtd'><w/>")]
    [InlineData("<w>&a;</w>")]
    [InlineData("<w>&#0;</w>")]
    [InlineData("<w>&#xD800;</w>")]
    [InlineData("<w><a></w>")]
    [InlineData("<w")]
    [InlineData("")]
    [InlineData("not XML")]
    [InlineData("<?xml version='1.0' encoding='x-nothing'?><w/>")]
    [InlineData("<w a='1' a='2'/>")]
    public void A_part_that_is_no_plain_XML_is_damaged_and_nothing_is_fetched_for_it(string xml) =>
        Assert.Equal(DocumentFault.Damaged, Fault(OfficeFile.Zip(("[Content_Types].xml", ""), ("word/document.xml", xml))));

    [Fact]
    public void Elements_in_elements_without_end_are_given_up() =>
        Assert.Equal(DocumentFault.TooComplex, Fault(OfficeFile.Word(string.Concat(Enumerable.Repeat("<w:p>", 1_000)))));

    [Fact]
    public void Text_boxes_in_text_boxes_do_not_exhaust_the_stack() =>
        Assert.Equal(DocumentFault.TooComplex, Fault(OfficeFile.Word(string.Concat(Enumerable.Repeat("<w:p><w:r><w:txbxContent>", 10_000)))));

    [Fact]
    public void New_names_without_end_are_given_up() =>
        Assert.Equal(DocumentFault.TooComplex, Fault(OfficeFile.Word(string.Concat(Enumerable.Range(0, 30_000).Select(index => $"<a{index}/>")))));

    [Theory]
    [InlineData("<w:p {0}/>")]
    [InlineData("<w:p a='{0}'/>")]
    [InlineData("<w:p><!--{0}--></w:p>")]
    [InlineData("<w:p><![CDATA[{0}]]></w:p>")]
    public void A_single_tag_of_megabytes_is_given_up_before_it_is_made(string pattern)
    {
        var attributes = string.Concat(Enumerable.Range(0, 500_000).Select(index => $"a{index % 10_000}{index / 10_000}=\"\" "));
        var file = OfficeFile.Word(pattern.Replace("{0}", attributes, StringComparison.Ordinal));

        Assert.Equal(new DocumentReading.Unreadable(DocumentFault.TooComplex), Documents.Read(file, MediaFormat.Docx, ReadingLimits.Default));
    }

    [Fact]
    public void Words_without_a_pause_are_taken_piece_by_piece() =>
        Assert.Equal(new string('词', 1_000), Text(OfficeFile.Word($"<w:p><w:r><w:t>{new string('词', 5 * Megabyte)}</w:t></w:r></w:p>")));

    [Fact]
    public void Pieces_have_a_limit()
    {
        var styles = string.Concat(Enumerable.Range(0, 200).Select(index => $"<w:style w:styleId='s{index}'/>"));

        Assert.Equal(DocumentFault.TooComplex, Fault(OfficeFile.Word("<w:p/>", ("styles", $"<w:styles xmlns:w='{OfficeFile.WordNamespace}'>{styles}</w:styles>"))));
    }

    [Fact]
    public void Numbers_beyond_all_measure_do_no_harm()
    {
        const string huge = "2147483647";
        Assert.Equal("- 词", Text(OfficeFile.Word($"<w:p><w:pPr><w:numPr><w:ilvl w:val='9'/><w:numId w:val='{huge}'/></w:numPr></w:pPr><w:r><w:t>词</w:t></w:r></w:p>")).TrimStart());
        Assert.StartsWith("| 词 |", Text(OfficeFile.Word(
            $"<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='{huge}'/></w:tcPr><w:p><w:r><w:t>词</w:t></w:r></w:p></w:tc></w:tr></w:tbl>")), StringComparison.Ordinal);
        Assert.Equal("## 表一\n词\t词", Text(OfficeFile.Sheet($"<row r='{huge}'><c r='A{huge}' s='{huge}' t='str'><v>词</v></c><c r='ZZZZZZZZZZZZ1' t='str'><v>词</v></c></row>")));
    }

    [Fact]
    public void Empty_cells_without_end_are_given_up()
    {
        var cells = string.Concat(Enumerable.Repeat("<w:tc/>", 50_000));
        var reading = Documents.Read(OfficeFile.Word($"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>词</w:t></w:r></w:p></w:tc>{cells}</w:tr></w:tbl>"), MediaFormat.Docx, Small);

        Assert.True(Assert.IsType<DocumentReading.Words>(reading) is { WasCut: true, Text.Length: <= 1_000 });
    }

    [Fact]
    public void An_archive_that_wants_a_password_says_so()
    {
        var file = OfficeFile.Word("<w:p/>");
        foreach (var entry in CentralEntries(file))
            file[entry + 8] |= 1;

        Assert.Equal(DocumentFault.Encrypted, Fault(file));
    }

    [Theory]
    [InlineData("contract-encrypted.docx", DocumentFault.Encrypted)]
    [InlineData("contract.doc", DocumentFault.NotSupported)]
    [InlineData("contract.rtf", DocumentFault.NotSupported)]
    [InlineData("tone.wav", DocumentFault.NotSupported)]
    [InlineData("still.png", DocumentFault.NotSupported)]
    public void What_is_not_read_says_why(string name, object fault)
    {
        var bytes = Fixture.Read(name);

        Assert.Equal(fault, Assert.IsType<DocumentReading.Unreadable>(Documents.Read(bytes, MediaFormat.Of(bytes), ReadingLimits.Default)).Fault);
    }

    [Theory]
    [InlineData("contract.docx")]
    [InlineData("book.xlsx")]
    [InlineData("deck.pptx")]
    public void A_document_whose_end_is_missing_is_damaged(string name)
    {
        var bytes = Fixture.Read(name)[..^100];

        Assert.Equal(new DocumentReading.Unreadable(DocumentFault.Damaged), Documents.Read(bytes, MediaFormat.Of(bytes), ReadingLimits.Default));
    }

    [Theory]
    [InlineData("word/other.xml")]
    [InlineData("xl/other.xml")]
    [InlineData("ppt/other.xml")]
    public void A_document_without_its_main_part_is_damaged(string other) =>
        Assert.Equal(DocumentFault.Damaged, Fault(OfficeFile.Zip(("[Content_Types].xml", ""), (other, ""))));

    [Fact]
    public void An_archive_of_anything_else_is_not_supported() => Assert.Equal(DocumentFault.NotSupported, Fault(OfficeFile.Zip(("文件.txt", "文字"))));

    private static DocumentFault Fault(byte[] file) => Assert.IsType<DocumentReading.Unreadable>(Documents.Read(file, MediaFormat.Of(file), Small)).Fault;

    private static string Text(byte[] file, ReadingLimits? limits = null) => Assert.IsType<DocumentReading.Words>(Documents.Read(file, MediaFormat.Of(file), limits ?? Small)).Text;

    /// <summary>Where the archive's list describes its entries.</summary>
    private static List<int> CentralEntries(byte[] file)
    {
        var entries = new List<int>();
        for (var at = 0; file.AsSpan(at).IndexOf("PK\u0001\u0002"u8) is >= 0 and var found; at += found + 4)
            entries.Add(at + found);
        return entries;
    }
}
