using System.Text;

namespace BotHost.Conversation.Media.Reading.Pdf.Syntax;

/// <summary>
/// Reads the objects of a PDF one after the other (ISO 32000-2, 7.2 and 7.3), of a file as of a page's content. Never gives up: what is
/// none of them is skipped, or comes out as a keyword that nobody knows.
/// </summary>
/// <param name="bytes">All of them.</param>
/// <param name="position">Where to begin.</param>
/// <param name="budget">Charged with each value that is kept; null for operands, which are not: there the number in one value is limited.</param>
internal ref struct PdfParser(ReadOnlySpan<byte> bytes, int position, PdfBudget? budget)
{
    /// <summary>Lists in lists. Real documents stay below ten.</summary>
    public const int MaxDepth = 64;

    /// <summary>Values within one operand. A line of text with every letter moved has some hundred; what is more is left out.</summary>
    private const int MaxOperandValues = 50_000;

    private const double MaxMagnitude = 1e12;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _operandValues;

    public int Position { get; set; } = position;

    /// <returns>Null at the end.</returns>
    public PdfValue? Next()
    {
        _operandValues = 0;
        return Next(0);
    }

    /// <summary>Goes over white space and comments.</summary>
    public void SkipBlanks()
    {
        while (Position < _bytes.Length)
        {
            if (_bytes[Position] == '%')
            {
                var line = _bytes[Position..].IndexOfAny((byte)'\r', (byte)'\n');
                Position = line < 0 ? _bytes.Length : Position + line;
            }
            else if (PdfBytes.IsBlank(_bytes[Position]))
            {
                Position++;
            }
            else
            {
                return;
            }
        }
    }

    private PdfValue? Next(int depth)
    {
        SkipBlanks();
        if (Position >= _bytes.Length)
            return null;
        budget?.ChargeValue();
        switch (_bytes[Position])
        {
            case (byte)'/':
                Position++;
                return new PdfValue.Name(NameText());
            case (byte)'(':
                var literal = PdfStrings.Literal(_bytes, Position + 1, out var literalEnd);
                Position = literalEnd;
                return new PdfValue.Bytes(literal);
            case (byte)'<' when Position + 1 < _bytes.Length && _bytes[Position + 1] == '<':
                Position += 2;
                return new PdfValue.Map(Pairs(Items(">>", depth)));
            case (byte)'<':
                var hex = PdfStrings.Hex(_bytes, Position + 1, out var hexEnd);
                Position = hexEnd;
                return new PdfValue.Bytes(hex);
            case (byte)'[':
                Position++;
                return new PdfValue.List(Items("]", depth));
            case (byte)'>' when Position + 1 < _bytes.Length && _bytes[Position + 1] == '>':
                Position += 2;
                return new PdfValue.Keyword(">>");
            case (byte)']' or (byte)'>' or (byte)')' or (byte)'{' or (byte)'}':
                return new PdfValue.Keyword(((char)_bytes[Position++]).ToString());
            case (>= (byte)'0' and <= (byte)'9') or (byte)'+' or (byte)'-' or (byte)'.':
                return new PdfValue.Number(NumberValue());
            default:
                return Word();
        }
    }

    private List<PdfValue> Items(string close, int depth)
    {
        if (depth >= MaxDepth)
            throw new PdfUnreadableException(DocumentFault.TooComplex);
        List<PdfValue> items = [];
        while (true)
        {
            var start = Position;
            switch (Next(depth + 1))
            {
                case null:
                    return items;
                case PdfValue.Keyword word when word.Text == close:
                    return items;
                case PdfValue.Keyword { Text: "R" } when items is [.., PdfValue.Number { Integer: { } number }, PdfValue.Number { Integer: { } generation }]:
                    items.RemoveRange(items.Count - 2, 2);
                    items.Add(new PdfValue.Reference(number, generation));
                    break;
                case PdfValue.Keyword { Text: "endobj" or "endstream" or "stream" or "obj" }:
                    Position = start;                                   // never closed: what comes now is no part of it
                    return items;
                case PdfValue.Keyword:
                    break;
                case { } item when budget is not null || _operandValues++ < MaxOperandValues:
                    items.Add(item);
                    break;
            }
        }
    }

    /// <summary>The first of two equal keys counts; what stands where a key should is left out.</summary>
    private static Dictionary<string, PdfValue> Pairs(List<PdfValue> items)
    {
        var pairs = new Dictionary<string, PdfValue>(items.Count / 2);
        for (var at = 0; at + 1 < items.Count; at++)
        {
            if (items[at] is PdfValue.Name key)
                pairs.TryAdd(key.Value, items[++at]);
        }

        return pairs;
    }

    /// <summary>A name without its slash; <c>#xx</c> is a byte (7.3.5).</summary>
    private string NameText()
    {
        var start = Position;
        while (Position < _bytes.Length && PdfBytes.IsRegular(_bytes[Position]))
            Position++;
        var raw = _bytes[start..Position];
        if (!raw.Contains((byte)'#'))
            return Encoding.Latin1.GetString(raw);
        var name = new StringBuilder(raw.Length);
        for (var at = 0; at < raw.Length; at++)
        {
            if (raw[at] == '#' && at + 2 < raw.Length && PdfBytes.HexValue(raw[at + 1]) is >= 0 and var high && PdfBytes.HexValue(raw[at + 2]) is >= 0 and var low)
            {
                name.Append((char)((high << 4) | low));
                at += 2;
            }
            else
            {
                name.Append((char)raw[at]);
            }
        }

        return name.ToString();
    }

    /// <summary>Reads as far as a number goes and skips what is stuck to it, as in <c>12-3</c> or <c>1.2.3</c>, like other readers do.</summary>
    private double NumberValue()
    {
        var sign = 1.0;
        while (Position < _bytes.Length && _bytes[Position] is (byte)'+' or (byte)'-')
        {
            if (_bytes[Position++] == '-')
                sign = -1.0;
        }

        var value = 0.0;
        var scale = 0.0;
        for (; Position < _bytes.Length; Position++)
        {
            var here = _bytes[Position];
            if (here is >= (byte)'0' and <= (byte)'9')
            {
                value = (value * 10) + (here - '0');
                scale *= 10;
            }
            else if (here == '.' && scale == 0)
            {
                scale = 1;
            }
            else
            {
                break;
            }
        }

        while (Position < _bytes.Length && _bytes[Position] is (byte)'.' or (byte)'-' or (>= (byte)'0' and <= (byte)'9'))
            Position++;
        var result = scale > 0 ? value / scale : value;
        return double.IsFinite(result) ? sign * Math.Min(result, MaxMagnitude) : sign * MaxMagnitude;
    }

    private PdfValue Word()
    {
        var start = Position;
        while (Position < _bytes.Length && PdfBytes.IsRegular(_bytes[Position]))
            Position++;
        var word = _bytes[start..Position];
        if (word.SequenceEqual("true"u8))
            return new PdfValue.Boolean(true);
        if (word.SequenceEqual("false"u8))
            return new PdfValue.Boolean(false);
        return word.SequenceEqual("null"u8) ? PdfValue.None : new PdfValue.Keyword(Encoding.Latin1.GetString(word));
    }
}
