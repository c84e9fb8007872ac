using BotHost.Conversation.Media.Reading.Pdf.Encryption;
using BotHost.Conversation.Media.Reading.Pdf.Filters;
using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Media.Reading.Pdf.Structure;

/// <summary>The objects of one document, read when they are asked for, decrypted, and kept. What cannot be had is null.</summary>
internal sealed class PdfObjects
{
    /// <summary>Objects that are being read because another one needs them: a stream's length, an object stream. Three in real documents.</summary>
    private const int MaxLoading = 16;

    /// <summary>References to references.</summary>
    private const int MaxHops = 16;

    private const int MaxDirectDepth = 4;

    private readonly IndirectObjects _file;
    private readonly PdfBudget _budget;
    private readonly Dictionary<int, PdfValue> _loaded = [];
    private readonly HashSet<int> _loading = [];
    private readonly Dictionary<int, ObjectStream?> _objectStreams = [];
    private CrossReferences _references;
    private PdfDecryption? _decryption;
    private bool _isRebuilt;

    /// <param name="file">From its header on: positions are counted from there (ISO 32000-2, 7.5.2).</param>
    /// <param name="budget">Charged with all that is read.</param>
    public PdfObjects(ReadOnlyMemory<byte> file, PdfBudget budget)
    {
        (_file, _budget) = (new IndirectObjects(file, budget), budget);
        _references = new CrossReferenceReader(_file, budget).Read() ?? new CrossReferences();
        Unlock();
    }

    public PdfValue.Map Root => Map(_references.Trailer["Root"]) ?? PdfValue.Map.Empty;

    /// <summary>Every object there is, in the order of the file.</summary>
    public IEnumerable<PdfValue> All => _references.Places
        .OrderBy(place => place.Value.IsInStream && _references.Places.TryGetValue(place.Value.Position, out var stream) ? stream.Position : place.Value.Position)
        .ThenBy(place => place.Key)
        .Select(place => place.Key)
        .ToArray()
        .Select(Load);

    /// <summary>The filters of a stream in order, each with its parameters (7.3.8.2, table 5).</summary>
    public static IReadOnlyList<(string Name, PdfValue.Map Parameters)> Filters(PdfValue.Map map, Func<PdfValue, PdfValue> direct)
    {
        var filter = direct(map["Filter"]);
        var parameters = direct(map["DecodeParms"]);
        return filter switch
        {
            PdfValue.Name name => [(name.Value, (parameters is PdfValue.List { Items: [var only, ..] } ? direct(only) : parameters) as PdfValue.Map ?? PdfValue.Map.Empty)],
            PdfValue.List names => [.. names.Items.Select((name, at) => (
                (direct(name) as PdfValue.Name)?.Value ?? "",
                (parameters is PdfValue.List list ? direct(list.Items.ElementAtOrDefault(at) ?? PdfValue.None) : PdfValue.None) as PdfValue.Map ?? PdfValue.Map.Empty))],
            _ => [],
        };
    }

    /// <summary>What a value is once references are followed.</summary>
    public PdfValue Resolve(PdfValue value)
    {
        for (var hop = 0; hop < MaxHops; hop++)
        {
            if (value is not PdfValue.Reference reference)
                return value;
            value = Load(reference.ObjectNumber);
        }

        return PdfValue.None;
    }

    /// <summary>A dictionary, or that of a stream; null for all else.</summary>
    public PdfValue.Map? Map(PdfValue value) => Resolve(value) switch
    {
        PdfValue.Map map => map,
        PdfValue.Stream stream => stream.Dictionary,
        _ => null,
    };

    public double? Number(PdfValue value) => Resolve(value) is PdfValue.Number number ? number.Value : null;

    public string? Name(PdfValue value) => Resolve(value) is PdfValue.Name name ? name.Value : null;

    public IReadOnlyList<PdfValue> List(PdfValue value) => Resolve(value) is PdfValue.List list ? list.Items : [];

    /// <summary>The bytes of a stream as they are meant. Charged each time.</summary>
    public ReadOnlyMemory<byte> Unfold(PdfValue.Stream stream)
    {
        var filters = Filters(stream.Dictionary, value => Direct(value, 0));
        // 7.4.10: a stream may say that it is not encrypted; and tables never are (7.5.8.2).
        var isPlain = _decryption is null || Name(stream.Dictionary["Type"]) == "XRef"
            || filters.Any(filter => filter.Name == "Crypt" && filter.Parameters["Name"] is PdfValue.Null or PdfValue.Name { Value: "Identity" });
        if (!isPlain)
            _budget.ChargeRead(stream.Raw.Length);
        var raw = isPlain ? stream.Raw : _decryption!.Stream(stream.Raw.Span, stream.Id);
        return StreamFilters.Unfold(raw, filters, _budget);
    }

    /// <summary>Looks for the objects one by one, where the tables have shown to be wrong. Once.</summary>
    public void Rebuild()
    {
        if (_isRebuilt)
            return;
        _isRebuilt = true;
        var (references, objectStreams) = new CrossReferenceRebuild(_file, _budget).Run();
        references.AddTrailer(_references.Trailer);
        _references = references;
        _loaded.Clear();
        _objectStreams.Clear();
        Unlock();
        foreach (var number in objectStreams)
        {
            foreach (var held in StreamOf(number)?.Numbers ?? [])
                references.Add(held, new CrossReferences.Place(number, IsInStream: true));
        }
    }

    private void Unlock()
    {
        if (_decryption is not null || Direct(_references.Trailer["Encrypt"], 0) is not PdfValue.Map encrypt)
            return;
        var fileId = List(_references.Trailer["ID"]) is [var first, ..] && Resolve(first) is PdfValue.Bytes id ? id.Value : [];
        _decryption = PdfDecryption.Open(encrypt, fileId);
        _loaded.Clear();
    }

    /// <summary>A value without references, some levels deep.</summary>
    private PdfValue Direct(PdfValue value, int depth)
    {
        _budget.ChargeValue();
        var resolved = Resolve(value);
        if (depth >= MaxDirectDepth)
            return resolved;
        return resolved switch
        {
            PdfValue.Map map => new PdfValue.Map(map.Entries.ToDictionary(entry => entry.Key, entry => Direct(entry.Value, depth + 1))),
            PdfValue.List list => new PdfValue.List([.. list.Items.Select(item => Direct(item, depth + 1))]),
            _ => resolved,
        };
    }

    private PdfValue Load(int number)
    {
        if (_loaded.TryGetValue(number, out var known))
            return known;
        if (!_references.Places.ContainsKey(number) || _loading.Count >= MaxLoading || !_loading.Add(number))
            return PdfValue.None;
        try
        {
            _budget.ChargePiece();
            var value = Read(number);
            if (value is null && !_isRebuilt)
            {
                Rebuild();
                value = Read(number);
            }

            return _loaded[number] = value ?? PdfValue.None;
        }
        finally
        {
            _loading.Remove(number);
        }
    }

    /// <returns>Null where another object is there, or none.</returns>
    private PdfValue? Read(int number)
    {
        if (!_references.Places.TryGetValue(number, out var place))
            return null;
        if (place.IsInStream)
            return StreamOf(place.Position)?.Read(number);
        if (_file.ReadAt(place.Position, Resolve) is not var (id, value) || id.ObjectNumber != number)
            return null;
        return _decryption is null ? value : Decrypt(value, id);
    }

    private ObjectStream? StreamOf(int number)
    {
        if (_objectStreams.TryGetValue(number, out var known))
            return known;
        if (_references.Places.TryGetValue(number, out var place) && place.IsInStream)
            return null;                                                // 7.5.7: none is within another
        if (Load(number) is not PdfValue.Stream stream || Name(stream.Dictionary["Type"]) != "ObjStm")
            return _objectStreams[number] = null;
        var count = Number(stream.Dictionary["N"]) ?? 0;
        var first = Number(stream.Dictionary["First"]) ?? 0;
        var bytes = Unfold(stream);
        return _objectStreams[number] = new ObjectStream((int)Math.Clamp(count, 0, int.MaxValue), (int)Math.Clamp(first, 0, bytes.Length), bytes, _budget);
    }

    private PdfValue Decrypt(PdfValue value, PdfValue.Reference of) => value switch
    {
        PdfValue.Bytes bytes => new PdfValue.Bytes(_decryption!.String(bytes.Value, of)),
        PdfValue.List list => new PdfValue.List([.. list.Items.Select(item => Decrypt(item, of))]),
        PdfValue.Map map => Decrypt(map, of),
        PdfValue.Stream stream => new PdfValue.Stream(Decrypt(stream.Dictionary, of), stream.Raw, stream.Id),
        _ => value,
    };

    private PdfValue.Map Decrypt(PdfValue.Map map, PdfValue.Reference of) =>
        new(map.Entries.ToDictionary(entry => entry.Key, entry => Decrypt(entry.Value, of)));
}
