using System.IO.Compression;
using System.Text;

namespace BotHost.Conversation.Tests.Media.Reading.Office;

/// <summary>Makes the smallest documents that are some, for what no program makes.</summary>
internal static class OfficeFile
{
    public const string WordNamespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <param name="body">What stands between the body's tags.</param>
    /// <param name="parts">Further parts, such as <c>numbering</c>, by their kind.</param>
    public static byte[] Word(string body, params (string Kind, string Xml)[] parts) => Package(
        "word/document.xml",
        $"<w:document xmlns:w='{WordNamespace}' xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><w:body>{body}</w:body></w:document>",
        parts.Select(part => (part.Kind, $"word/{part.Kind}.xml", part.Xml)).ToArray());

    /// <param name="sheet">What stands between the tags of the only sheet's data.</param>
    /// <param name="parts">Further parts, such as <c>sharedStrings</c>, by their kind; each in its element.</param>
    public static byte[] Sheet(string sheet, params (string Kind, string Xml)[] parts) => Package(
        "xl/workbook.xml",
        $"<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' xmlns:r='{Office}'><sheets><sheet name='表一' sheetId='1' r:id='rworksheet'/></sheets></workbook>",
        [
            ("worksheet", "xl/worksheets/sheet1.xml", $"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>{sheet}</sheetData></worksheet>"),
            .. parts.Select(part => (part.Kind, $"xl/{part.Kind}.xml", part.Xml)),
        ]);

    /// <param name="shapes">What stands between the tags of the only slide's shapes.</param>
    public static byte[] Slides(string shapes) => Package(
        "ppt/presentation.xml",
        $"<p:presentation xmlns:p='http://schemas.openxmlformats.org/presentationml/2006/main' xmlns:r='{Office}'><p:sldIdLst><p:sldId id='256' r:id='rslide'/></p:sldIdLst></p:presentation>",
        ("slide", "ppt/slides/slide1.xml",
            "<p:sld xmlns:p='http://schemas.openxmlformats.org/presentationml/2006/main' xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'>"
            + $"<p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"));

    public static byte[] Zip(params (string Name, string Content)[] entries) => Zip(CompressionLevel.Optimal, entries.Select(entry => (entry.Name, Encoding.UTF8.GetBytes(entry.Content))));

    public static byte[] Zip(CompressionLevel level, IEnumerable<(string Name, byte[] Content)> entries)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return file.ToArray();
    }

    public static List<(string Name, byte[] Content)> Unzip(byte[] file)
    {
        using var archive = new ZipArchive(new MemoryStream(file));
        return archive.Entries.Select(entry =>
        {
            using var content = new MemoryStream();
            using (var unfolding = entry.Open())
                unfolding.CopyTo(content);
            return (entry.FullName, content.ToArray());
        }).ToList();
    }

    private static byte[] Package(string main, string xml, params (string Kind, string Path, string Xml)[] parts)
    {
        var name = main[(main.IndexOf('/', StringComparison.Ordinal) + 1)..];
        var folder = main[..^name.Length];
        return Zip(
        [
            ("[Content_Types].xml", "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"),
            ("_rels/.rels", Relationships($"<Relationship Id='r1' Type='{Office}/officeDocument' Target='{main}'/>")),
            (main, xml),
            ($"{folder}_rels/{name}.rels", Relationships(string.Concat(parts.Select(part => $"<Relationship Id='r{part.Kind}' Type='{Office}/{part.Kind}' Target='/{part.Path}'/>")))),
            .. parts.Select(part => (part.Path, part.Xml)),
        ]);
    }

    private static string Relationships(string all) => $"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>{all}</Relationships>";
}
