using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Media.Reading.Pdf.Structure;

/// <summary>Objects without their <c>obj</c> and <c>endobj</c>, folded together (ISO 32000-2, 7.5.7).</summary>
internal sealed class ObjectStream
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly PdfBudget _budget;
    private readonly Dictionary<int, int> _positions = [];

    /// <param name="count">How many it says it holds.</param>
    /// <param name="first">Where they begin: before that stand their numbers, each with its position from here.</param>
    /// <param name="bytes">Unfolded.</param>
    /// <param name="budget">Charged with what is read.</param>
    public ObjectStream(int count, int first, ReadOnlyMemory<byte> bytes, PdfBudget budget)
    {
        (_bytes, _budget) = (bytes, budget);
        var header = new PdfParser(bytes.Span[..Math.Clamp(first, 0, bytes.Length)], 0, budget);
        for (var at = 0; at < count && header.Next() is PdfValue.Number number && header.Next() is PdfValue.Number position; at++)
        {
            if (number.Integer is >= 0 and { } id && position.Integer is >= 0 and { } place && place <= bytes.Length - first)
                _positions.TryAdd(id, first + place);
        }
    }

    public IEnumerable<int> Numbers => _positions.Keys;

    /// <summary>Strings in it are not encrypted: the whole stream was.</summary>
    public PdfValue Read(int number)
    {
        if (!_positions.TryGetValue(number, out var position))
            return PdfValue.None;
        var parser = new PdfParser(_bytes.Span, position, _budget);
        var value = parser.Next() is { } read and not PdfValue.Keyword ? read : PdfValue.None;
        _budget.ChargeRead(parser.Position - position);
        return value;
    }
}
