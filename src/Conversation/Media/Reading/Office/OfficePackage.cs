using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Xml;

namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>The archive that an office document since 2007 is, with its parts and how they refer to each other. Source: ECMA-376, Part 2.</summary>
internal sealed class OfficePackage : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _parts = new(StringComparer.OrdinalIgnoreCase);

    private OfficePackage(ZipArchive archive, ReadingLimits limits)
    {
        _archive = archive;
        Budget = new UnfoldingBudget(limits);
        foreach (var entry in archive.Entries)
        {
            Budget.SpendPiece();
            _parts.TryAdd(entry.FullName.Replace('\\', '/').TrimStart('/'), entry);
        }
    }

    public UnfoldingBudget Budget { get; }

    public MediaFormat Format =>
        !Has("[Content_Types].xml") ? MediaFormat.Zip
        : HasFolder("word/") ? MediaFormat.Docx
        : HasFolder("xl/") && !Has("xl/workbook.bin") ? MediaFormat.Xlsx
        : HasFolder("ppt/") ? MediaFormat.Pptx
        : MediaFormat.Zip;

    /// <summary>What an archive is by its entries, whose contents are not looked at.</summary>
    public static MediaFormat FormatOf(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var package = Open(bytes, ReadingLimits.Default);
            return package.Format;
        }
        catch (Exception broken) when (FaultOf(broken) is not null)
        {
            return MediaFormat.Zip;
        }
    }

    /// <exception cref="UnreadableDocumentException">It has more entries than are looked at.</exception>
    /// <exception cref="InvalidDataException">It is broken. See <see cref="FaultOf"/> for what else is thrown then.</exception>
    public static OfficePackage Open(ReadOnlyMemory<byte> bytes, ReadingLimits limits)
    {
        if (HasMoreEntriesThan(limits.MaxPieces, bytes.Span))
            throw new UnreadableDocumentException(DocumentFault.TooComplex);

        var file = MemoryMarshal.TryGetArray(bytes, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);
        var archive = new ZipArchive(file, ZipArchiveMode.Read);
        try
        {
            return new OfficePackage(archive, limits);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    /// <summary>What an exception of the readers of ZIP and XML says of the document; null for one that is a mistake of ours.</summary>
    public static DocumentFault? FaultOf(Exception exception) => exception switch
    {
        UnreadableDocumentException unreadable => unreadable.Fault,
        InvalidDataException or XmlException or IOException => DocumentFault.Damaged,

        // The archive's reader calculates with what headers say before it judges it.
        ArgumentException or OverflowException or NotSupportedException => DocumentFault.Damaged,
        _ => null,
    };

    /// <summary>Opens a part.</summary>
    /// <returns>Null where there is none of that name.</returns>
    public OfficeXml? Part(string? path)
    {
        if (path is null || !_parts.TryGetValue(path, out var entry))
            return null;
        if (entry.IsEncrypted)
            throw new UnreadableDocumentException(DocumentFault.Encrypted);
        return new OfficeXml(new UnfoldedStream(entry.Open(), Budget));
    }

    /// <summary>The part that the package is about.</summary>
    public string? MainPart(string usual) => Relationships("").Find("officeDocument") ?? (Has(usual) ? usual : null);

    /// <summary>What a part refers to.</summary>
    /// <param name="path">The part; empty for the package itself.</param>
    public Relationships Relationships(string path)
    {
        var nameAt = path.LastIndexOf('/') + 1;
        using var part = Part($"{path[..nameAt]}_rels/{path[nameAt..]}.rels");
        return part is null ? new Relationships() : new Relationships(part, path[..nameAt], Budget);
    }

    public void Dispose() => _archive.Dispose();

    /// <summary>
    /// Before the archive's reader lists them: it does so at once and for all of them, however many its end quotes. What it lists begins
    /// with this signature (APPNOTE.TXT, 4.3.12), so that there are no more than that; archives within may add to the count.
    /// </summary>
    private static bool HasMoreEntriesThan(int limit, ReadOnlySpan<byte> bytes)
    {
        for (var count = 0; bytes.IndexOf("PK\u0001\u0002"u8) is >= 0 and var found; bytes = bytes[(found + 4)..])
        {
            if (++count > limit)
                return true;
        }

        return false;
    }

    private bool Has(string path) => _parts.ContainsKey(path);

    private bool HasFolder(string path) => _parts.Keys.Any(name => name.StartsWith(path, StringComparison.OrdinalIgnoreCase));
}
