using System.Globalization;

namespace BotHost.Conversation.Media.Reading.Pdf.Syntax;

/// <summary>The objects of a PDF (ISO 32000-2, 7.3). Classes and not records: their text must never be printed.</summary>
internal abstract class PdfValue
{
    private PdfValue()
    {
    }

    public static PdfValue None { get; } = new Null();

    /// <summary>Null, and whatever cannot be had: a reference to an object that is not there means null (7.3.10).</summary>
    public sealed class Null : PdfValue;

    public sealed class Boolean(bool value) : PdfValue
    {
        public bool Value => value;
    }

    /// <summary>Integers and reals alike: writers mix them up.</summary>
    public sealed class Number(double value) : PdfValue
    {
        public double Value => value;

        /// <summary>Null where it is no whole number that fits.</summary>
        public int? Integer => value is >= int.MinValue and <= int.MaxValue && Math.Truncate(value) == value ? (int)value : null;
    }

    public sealed class Name(string value) : PdfValue
    {
        public string Value => value;
    }

    /// <summary>A string: bytes whose meaning depends on the place (7.3.4).</summary>
    public sealed class Bytes(byte[] value) : PdfValue
    {
        public byte[] Value => value;
    }

    public sealed class List(IReadOnlyList<PdfValue> items) : PdfValue
    {
        public IReadOnlyList<PdfValue> Items => items;
    }

    /// <summary>A dictionary. Values may be references: read it through <c>PdfObjects</c>.</summary>
    public sealed class Map(Dictionary<string, PdfValue> entries) : PdfValue
    {
        public static Map Empty { get; } = new([]);

        public IReadOnlyDictionary<string, PdfValue> Entries => entries;

        public PdfValue this[string key] => entries.GetValueOrDefault(key, None);
    }

    /// <summary>A dictionary and the bytes after it, still folded and encrypted.</summary>
    /// <param name="map">Says how the bytes are folded.</param>
    /// <param name="raw">As they stand in the file.</param>
    /// <param name="id">The object that it is: its key comes from that.</param>
    public sealed class Stream(Map map, ReadOnlyMemory<byte> raw, Reference id) : PdfValue
    {
        public Map Dictionary => map;

        public ReadOnlyMemory<byte> Raw => raw;

        public Reference Id => id;
    }

    public sealed class Reference(int number, int generation) : PdfValue
    {
        public int ObjectNumber => number;

        public int Generation => generation;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{number} {generation} R");
    }

    /// <summary>Any other word: operators of a page, <c>obj</c>, <c>endstream</c>, and brackets that close nothing.</summary>
    public sealed class Keyword(string text) : PdfValue
    {
        public string Text => text;
    }
}
