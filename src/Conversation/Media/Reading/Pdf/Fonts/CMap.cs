using System.Buffers.Binary;
using System.Text;
using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Media.Reading.Pdf.Fonts;

/// <summary>
/// A CMap of a document's own: what codes mean (ISO 32000-2, 9.10.3), or which glyphs they are (9.7.5.4). Only its lists are read; the
/// program around them is the same everywhere.
/// </summary>
internal sealed class CMap
{
    /// <summary>A code means a few letters at most; the specification lets it be 512 bytes.</summary>
    private const int MaxTextBytes = 512;

    /// <summary>More than any encoding has; each costs time for every character.</summary>
    private const int MaxCodeSpaces = 32;

    private readonly CodeRanges<byte[]> _texts = new();
    private readonly CodeRanges<int> _glyphs = new();
    private readonly List<(int Length, uint First, uint Last)> _codeSpaces = [];
    private readonly CMap? _base;

    /// <param name="program">The unfolded stream.</param>
    /// <param name="basis">What it says it uses; null for nothing.</param>
    /// <param name="budget">Charged with each line of a list.</param>
    public CMap(ReadOnlySpan<byte> program, CMap? basis, PdfBudget budget)
    {
        _base = basis;
        var parser = new PdfParser(program, 0, budget);
        List<PdfValue> operands = [];
        while (parser.Next() is { } value)
        {
            if (value is not PdfValue.Keyword { Text: { } word })
            {
                operands.Add(value);
                continue;
            }

            switch (word)
            {
                case "endcodespacerange":
                    AddCodeSpaces(operands);
                    break;
                case "endbfchar":
                    AddTexts(operands);
                    break;
                case "endbfrange":
                    AddTextRanges(operands);
                    break;
                case "endcidchar":
                    AddGlyphs(operands);
                    break;
                case "endcidrange":
                    AddGlyphRanges(operands);
                    break;
                default:
                    break;
            }

            operands.Clear();
        }
    }

    /// <returns>Null where nothing is said of it.</returns>
    public string? TextOf(int code)
    {
        if (!_texts.TryFind(code, out var offset, out var text))
            return _base?.TextOf(code);
        if (offset == 0)
            return Utf16(text);
        var moved = text.ToArray();                                     // the last unit counts up with the code
        if (moved.Length == 1)
            moved[0] = (byte)(moved[0] + offset);
        else if (moved.Length >= 2)
            BinaryPrimitives.WriteUInt16BigEndian(moved.AsSpan(moved.Length - 2), (ushort)(BinaryPrimitives.ReadUInt16BigEndian(moved.AsSpan(moved.Length - 2)) + offset));
        return Utf16(moved);
    }

    /// <returns>0, the glyph of what is missing, where nothing is said of it.</returns>
    public int GlyphOf(int code) => _glyphs.TryFind(code, out var offset, out var first) ? first + offset : _base?.GlyphOf(code) ?? 0;

    /// <summary>How many bytes the next code has (9.7.6.3); two where no range says it.</summary>
    public int CodeLength(ReadOnlySpan<byte> text)
    {
        var code = 0u;
        for (var length = 1; length <= Math.Min(4, text.Length); length++)
        {
            code = (code << 8) | text[length - 1];
            foreach (var space in _codeSpaces)
            {
                if (space.Length == length && IsWithin(code, space))
                    return length;
            }
        }

        return _codeSpaces.Count == 0 && _base is not null ? _base.CodeLength(text) : Math.Min(2, text.Length);
    }

    public static int Code(ReadOnlySpan<byte> bytes)
    {
        var code = 0;
        foreach (var value in bytes)
            code = (code << 8) | value;
        return code;
    }

    /// <summary>Each byte is within its own limits: a range is a box and no line.</summary>
    private static bool IsWithin(uint code, (int Length, uint First, uint Last) space)
    {
        for (var shift = 0; shift < 8 * space.Length; shift += 8)
        {
            var value = (code >> shift) & 0xFF;
            if (value < ((space.First >> shift) & 0xFF) || value > ((space.Last >> shift) & 0xFF))
                return false;
        }

        return true;
    }

    private static string Utf16(byte[] text) => text.Length == 1 ? ((char)text[0]).ToString() : Encoding.BigEndianUnicode.GetString(text);

    private void AddCodeSpaces(List<PdfValue> operands)
    {
        for (var at = 0; at + 1 < operands.Count && _codeSpaces.Count < MaxCodeSpaces; at += 2)
        {
            if (operands[at] is PdfValue.Bytes { Value: { Length: > 0 and <= 4 } first } && operands[at + 1] is PdfValue.Bytes last)
                _codeSpaces.Add((first.Length, (uint)Code(first), (uint)Code(last.Value)));
        }
    }

    private void AddTexts(List<PdfValue> operands)
    {
        for (var at = 0; at + 1 < operands.Count; at += 2)
        {
            if (operands[at] is PdfValue.Bytes code)
                AddText(Code(code.Value), Code(code.Value), operands[at + 1]);
        }
    }

    private void AddTextRanges(List<PdfValue> operands)
    {
        for (var at = 0; at + 2 < operands.Count; at += 3)
        {
            if (operands[at] is not PdfValue.Bytes { Value: var firstBytes } || operands[at + 1] is not PdfValue.Bytes { Value: var lastBytes })
                continue;
            var (first, last) = (Code(firstBytes), Code(lastBytes));
            if (operands[at + 2] is not PdfValue.List { Items: var each })
            {
                AddText(first, last, operands[at + 2]);
                continue;
            }

            for (var offset = 0; offset < each.Count && offset <= (long)last - first; offset++)
                AddText(first + offset, first + offset, each[offset]);
        }
    }

    private void AddText(int first, int last, PdfValue text)
    {
        switch (text)
        {
            case PdfValue.Bytes { Value.Length: <= MaxTextBytes } bytes:
                _texts.Add(first, last, bytes.Value);
                break;
            case PdfValue.Name name when GlyphNames.TextOf(name.Value) is { } named:
                _texts.Add(first, last, Encoding.BigEndianUnicode.GetBytes(named));
                break;
            default:
                break;
        }
    }

    private void AddGlyphs(List<PdfValue> operands)
    {
        for (var at = 0; at + 1 < operands.Count; at += 2)
        {
            if (operands[at] is PdfValue.Bytes code && operands[at + 1] is PdfValue.Number { Integer: { } glyph })
                _glyphs.Add(Code(code.Value), Code(code.Value), glyph);
        }
    }

    private void AddGlyphRanges(List<PdfValue> operands)
    {
        for (var at = 0; at + 2 < operands.Count; at += 3)
        {
            if (operands[at] is PdfValue.Bytes first && operands[at + 1] is PdfValue.Bytes last && operands[at + 2] is PdfValue.Number { Integer: { } glyph })
                _glyphs.Add(Code(first.Value), Code(last.Value), glyph);
        }
    }
}
