using System.Buffers.Binary;
using System.Text;

namespace BotHost.Conversation.Media.Reading.Pdf.Fonts;

/// <summary>The CMaps that every reader has (ISO 32000-2, table 116), as far as their codes are a character set: glyph numbers are not needed then.</summary>
internal sealed class PredefinedCMap
{
    private readonly Encoding _encoding;
    private readonly Func<byte, byte, int> _length;

    private PredefinedCMap(Encoding encoding, Func<byte, byte, int> length) => (_encoding, _length) = (encoding, length);

    /// <param name="name">Such as <c>UniGB-UCS2-H</c>; the last letter is the direction.</param>
    /// <returns>Null for one whose codes are glyph numbers, and for those that are not known.</returns>
    public static PredefinedCMap? Of(string name)
    {
        var family = name.EndsWith("-H", StringComparison.Ordinal) || name.EndsWith("-V", StringComparison.Ordinal) ? name[..^2] : name;
        if (family.StartsWith("Uni", StringComparison.Ordinal))
        {
            return family[(family.LastIndexOf('-') + 1)..] switch
            {
                "UCS2" => new(Encoding.BigEndianUnicode, (_, _) => 2),
                "UTF16" => new(Encoding.BigEndianUnicode, (first, _) => first is >= 0xD8 and <= 0xDB ? 4 : 2),
                "UTF32" => new(new UTF32Encoding(bigEndian: true, byteOrderMark: false), (_, _) => 4),
                "UTF8" => new(Encoding.UTF8, (first, _) => first switch { < 0xC0 => 1, < 0xE0 => 2, < 0xF0 => 3, _ => 4 }),
                _ => null,
            };
        }

        return family switch
        {
            "GB-EUC" or "GBpc-EUC" or "GBK-EUC" or "GBKp-EUC" => CodePage(936, first => first >= 0x81),
            "GBK2K" => new(CodePagesEncodingProvider.Instance.GetEncoding(54936)!, (first, second) => first < 0x81 ? 1 : second is >= 0x30 and <= 0x39 ? 4 : 2),
            "B5pc" or "ETen-B5" or "ETenms-B5" or "HKscs-B5" => CodePage(950, first => first >= 0x81),
            "90ms-RKSJ" or "90msp-RKSJ" or "90pv-RKSJ" => CodePage(932, first => first is (>= 0x81 and <= 0x9F) or (>= 0xE0 and <= 0xFC)),
            "KSC-EUC" or "KSCms-UHC" or "KSCms-UHC-HW" or "KSCpc-EUC" => CodePage(949, first => first >= 0x81),
            _ => null,
        };
    }

    /// <summary>How many bytes the next code has; never more than there are.</summary>
    public int CodeLength(ReadOnlySpan<byte> text) => Math.Min(_length(text[0], text.Length > 1 ? text[1] : (byte)0), text.Length);

    public string TextOf(ReadOnlySpan<byte> code)
    {
        if (_encoding == Encoding.BigEndianUnicode && code.Length == 2 && BinaryPrimitives.ReadUInt16BigEndian(code) is < 0xD800 or > 0xDFFF)
            return ((char)BinaryPrimitives.ReadUInt16BigEndian(code)).ToString();
        return _encoding.GetString(code);
    }

    private static PredefinedCMap CodePage(int number, Func<byte, bool> isLead) =>
        new(CodePagesEncodingProvider.Instance.GetEncoding(number)!, (first, _) => isLead(first) ? 2 : 1);
}
