using System.Buffers;
using System.Xml;

namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>
/// Reads one part of a document forward, element by element. What is not asked for is transparent: its inner elements are met as if it were
/// not there, so that wrappers of any kind hide no words.
/// </summary>
internal sealed class OfficeXml : IDisposable
{
    /// <summary>Honest documents stay below 60. Readers that call themselves for what is nested do so no more often than this.</summary>
    private const int MaxDepth = 200;

    /// <summary>What is asked for are ids, names and formats; the longest that Excel lets be are 255 characters.</summary>
    private const int MaxAttribute = 1_000;

    private const int CharactersAtOnce = 4 * 1024;

    /// <summary>Prefixes as everybody writes them: ECMA-376 has every vocabulary under two names, transitional (Part 4) and strict (Part 1).</summary>
    private static readonly Dictionary<string, string> Prefixes = new(StringComparer.Ordinal)
    {
        ["http://schemas.openxmlformats.org/wordprocessingml/2006/main"] = "w",
        ["http://purl.oclc.org/ooxml/wordprocessingml/main"] = "w",
        ["http://schemas.openxmlformats.org/spreadsheetml/2006/main"] = "x",
        ["http://purl.oclc.org/ooxml/spreadsheetml/main"] = "x",
        ["http://schemas.openxmlformats.org/presentationml/2006/main"] = "p",
        ["http://purl.oclc.org/ooxml/presentationml/main"] = "p",
        ["http://schemas.openxmlformats.org/drawingml/2006/main"] = "a",
        ["http://purl.oclc.org/ooxml/drawingml/main"] = "a",
        ["http://schemas.openxmlformats.org/officeDocument/2006/math"] = "m",
        ["http://purl.oclc.org/ooxml/officeDocument/math"] = "m",
        ["http://schemas.openxmlformats.org/officeDocument/2006/relationships"] = "r",
        ["http://purl.oclc.org/ooxml/officeDocument/relationships"] = "r",
        ["http://schemas.openxmlformats.org/package/2006/relationships"] = "rel",
        ["http://schemas.openxmlformats.org/markup-compatibility/2006"] = "mc",
    };

    private static readonly Dictionary<string, string[]> Namespaces =
        Prefixes.GroupBy(pair => pair.Value, pair => pair.Key).ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);

    private readonly UnfoldedStream _part;
    private readonly XmlReader _reader;
    private readonly Dictionary<(string Namespace, string Name), string> _names = [];
    private readonly char[] _piece = new char[CharactersAtOnce];

    public OfficeXml(UnfoldedStream part)
    {
        _part = part;

        // How long the part may be is counted where it unfolds: there it is known before anything is made of it.
        _reader = XmlReader.Create(part, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            NameTable = new BoundedNames(),
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        });
    }

    /// <summary>Of the element met last, with the usual prefix whatever the part calls it, such as <c>w:p</c>; without one for vocabularies not read.</summary>
    public string Name { get; private set; } = "";

    /// <summary>To the document's outermost element.</summary>
    public Scope Root()
    {
        while (MoveNext())
        {
            if (_reader.NodeType == XmlNodeType.Element)
                return Enter();
        }

        throw new XmlException("The part is empty.");
    }

    /// <summary>Into the element met last. Its attributes are read before.</summary>
    public Scope Enter() => new(_reader.Depth, _reader.IsEmptyElement);

    /// <summary>To the next element within, however deep; false at the scope's end.</summary>
    public bool Next(Scope scope)
    {
        if (scope.IsEmpty)
            return false;

        while (MoveNext())
        {
            if (_reader.NodeType == XmlNodeType.Element)
                return true;
            if (_reader.NodeType == XmlNodeType.EndElement && _reader.Depth <= scope.Depth)
                return false;
        }

        return false;
    }

    /// <summary>Past the element met last, with all that is in it.</summary>
    public void Skip()
    {
        var scope = Enter();
        while (Next(scope))
        {
        }
    }

    /// <param name="name">With the usual prefix if it has one: <c>w:val</c>, <c>r:id</c>, <c>t</c>.</param>
    /// <returns>Null where there is none, or one that is longer than any that is meant.</returns>
    public string? Attribute(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var local = name[(colon + 1)..];
        var value = colon < 0
            ? _reader.GetAttribute(local)
            : Namespaces[name[..colon]].Select(vocabulary => _reader.GetAttribute(local, vocabulary)).FirstOrDefault(found => found is not null);
        return value is { Length: <= MaxAttribute } ? value : null;
    }

    /// <summary>The words directly in the element met last and in those within, to its end or until no more can be kept.</summary>
    public void AppendText(BoundedText text)
    {
        if (_reader.IsEmptyElement)
            return;

        var depth = _reader.Depth;
        while (!text.IsFull && MoveNext() && !(_reader.NodeType == XmlNodeType.EndElement && _reader.Depth <= depth))
        {
            if (_reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
                AppendPieces(text);
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _part.Dispose();
    }

    private void AppendPieces(BoundedText text)
    {
        _part.BeginNode();
        while (!text.IsFull && _reader.ReadValueChunk(_piece, 0, _piece.Length) is > 0 and var length)
        {
            text.Append(_piece.AsSpan(0, length));
            _part.BeginNode();
        }
    }

    private bool MoveNext()
    {
        _part.BeginNode();
        if (!_reader.Read())
            return false;
        if (_reader.Depth > MaxDepth)
            throw new UnreadableDocumentException(DocumentFault.TooComplex);
        if (_reader.NodeType == XmlNodeType.Element)
            Name = UsualName(_reader.NamespaceURI, _reader.LocalName);
        return true;
    }

    private string UsualName(string vocabulary, string local)
    {
        if (!_names.TryGetValue((vocabulary, local), out var name))
        {
            name = Prefixes.TryGetValue(vocabulary, out var prefix) ? $"{prefix}:{local}" : local;
            _names.Add((vocabulary, local), name);
        }

        return name;
    }

    /// <summary>An element that is being read.</summary>
    public readonly record struct Scope(int Depth, bool IsEmpty);
}
