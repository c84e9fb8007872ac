using System.Runtime.InteropServices;
using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Media.Reading.Pdf.Structure;

/// <summary>Where the objects of a document are, and its trailer. What is added first counts: tables are read from the newest to the oldest.</summary>
internal sealed class CrossReferences
{
    /// <summary>Some twenty bytes of memory each. Ten times what the largest documents that people send have.</summary>
    private const int MaxObjects = 500_000;

    private readonly Dictionary<int, Place> _places = [];
    private readonly Dictionary<string, PdfValue> _trailer = [];

    public IReadOnlyDictionary<int, Place> Places => _places;

    public PdfValue.Map Trailer => new(_trailer);

    public void Add(int number, Place place)
    {
        if (_places.Count >= MaxObjects)
            throw new PdfUnreadableException(DocumentFault.TooComplex);
        _places.TryAdd(number, place);
    }

    /// <summary>For a table that is made from the file's objects in their order: the last one counts.</summary>
    public void Replace(int number, Place place)
    {
        Add(number, place);
        _places[number] = place;
    }

    public void AddTrailer(PdfValue.Map trailer)
    {
        foreach (var (key, value) in trailer.Entries)
            _trailer.TryAdd(key, value);
    }

    public void ReplaceTrailer(PdfValue.Map trailer)
    {
        foreach (var (key, value) in trailer.Entries)
            _trailer[key] = value;
    }

    /// <summary>Where one object is.</summary>
    /// <param name="Position">Of its first byte in the file; the number of its object stream where it is in one.</param>
    /// <param name="IsInStream">See above.</param>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Place(int Position, bool IsInStream);
}
