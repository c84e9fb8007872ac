using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace BotHost.Simulator;

/// <summary>Small files of each kind, made here and now, each with the words it is given; and hostile ones.</summary>
internal static class SampleFiles
{
    private const string Word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private const string Sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Slide = "http://schemas.openxmlformats.org/presentationml/2006/main";
    private const string Drawing = "http://schemas.openxmlformats.org/drawingml/2006/main";
    private const string Package = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>A picture of a few bytes whose header promises that many pixels.</summary>
    public static byte[] PixelBomb(int side)
    {
        var picture = SmallPng.Of("bomb");
        BinaryPrimitives.WriteInt32BigEndian(picture.AsSpan(16), side);
        BinaryPrimitives.WriteInt32BigEndian(picture.AsSpan(20), side);
        return picture;
    }

    /// <summary>A tenth of a second of silence.</summary>
    public static byte[] Wav()
    {
        const int Samples = 800;
        var file = new byte[44 + (Samples * 2)];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), 1);        // PCM
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), 1);        // mono
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), 8_000);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), 16_000);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), 16);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), Samples * 2);
        return file;
    }

    public static byte[] Docx(string words) => Zip(
        ("[Content_Types].xml", Types("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")),
        ("_rels/.rels", Relations(("officeDocument", "word/document.xml"))),
        ("word/document.xml", $"<w:document xmlns:w=\"{Word}\"><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body></w:document>"));

    public static byte[] Xlsx(string words) => Zip(
        ("[Content_Types].xml", Types("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml")),
        ("_rels/.rels", Relations(("officeDocument", "xl/workbook.xml"))),
        ("xl/workbook.xml", $"<workbook xmlns=\"{Sheet}\" xmlns:r=\"{Office}\"><sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", Relations(("worksheet", "worksheets/sheet1.xml"))),
        ("xl/worksheets/sheet1.xml", $"<worksheet xmlns=\"{Sheet}\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{words}</t></is></c><c r=\"B1\"><v>42</v></c></row></sheetData></worksheet>"));

    public static byte[] Pptx(string words) => Zip(
        ("[Content_Types].xml", Types("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml")),
        ("_rels/.rels", Relations(("officeDocument", "ppt/presentation.xml"))),
        ("ppt/presentation.xml", $"<p:presentation xmlns:p=\"{Slide}\" xmlns:r=\"{Office}\"><p:sldIdLst><p:sldId id=\"256\" r:id=\"rId1\"/></p:sldIdLst></p:presentation>"),
        ("ppt/_rels/presentation.xml.rels", Relations(("slide", "slides/slide1.xml"))),
        ("ppt/slides/slide1.xml",
            $"<p:sld xmlns:p=\"{Slide}\" xmlns:a=\"{Drawing}\"><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>"));

    /// <summary>One page in a standard font, so the words must be of ASCII.</summary>
    public static byte[] Pdf(string words)
    {
        var page = $"BT /F1 24 Tf 72 720 Td ({words}) Tj ET";
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            $"<< /Length {page.Length} >>\nstream\n{page}\nendstream",
        ];
        var file = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        foreach (var (number, content) in objects.Index())
        {
            offsets.Add(file.Length);
            file.Append($"{number + 1} 0 obj\n{content}\nendobj\n");
        }

        var table = file.Length;
        file.Append($"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
            file.Append($"{offset:0000000000} 00000 n \n");
        file.Append($"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(file.ToString());
    }

    /// <summary>A document of some hundred kilobytes that unfolds into that many megabytes of blanks.</summary>
    public static byte[] ZipBomb(int megabytes)
    {
        var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(archive, "[Content_Types].xml", Types("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"));
            Write(archive, "_rels/.rels", Relations(("officeDocument", "word/document.xml")));
            using var document = archive.CreateEntry("word/document.xml", CompressionLevel.Fastest).Open();
            document.Write(Encoding.UTF8.GetBytes($"<w:document xmlns:w=\"{Word}\"><w:body>"));
            var blanks = new byte[1024 * 1024];
            blanks.AsSpan().Fill((byte)' ');
            for (var i = 0; i < megabytes; i++)
                document.Write(blanks);
            document.Write("</w:body></w:document>"u8);
        }

        return file.ToArray();
    }

    private static byte[] Zip(params ReadOnlySpan<(string Name, string Content)> entries)
    {
        var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
                Write(archive, name, content);
        }

        return file.ToArray();
    }

    private static void Write(ZipArchive archive, string name, string content)
    {
        using var entry = archive.CreateEntry(name).Open();
        entry.Write(Encoding.UTF8.GetBytes(content));
    }

    private static string Types(string part, string type) =>
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
        + $"<Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/{part}\" ContentType=\"{type}\"/></Types>";

    private static string Relations(params ReadOnlySpan<(string Type, string Target)> relations)
    {
        var xml = new StringBuilder($"<Relationships xmlns=\"{Package}\">");
        for (var i = 0; i < relations.Length; i++)
            xml.Append($"<Relationship Id=\"rId{i + 1}\" Type=\"{Office}/{relations[i].Type}\" Target=\"{relations[i].Target}\"/>");
        return xml.Append("</Relationships>").ToString();
    }
}
