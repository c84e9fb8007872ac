using System.Buffers;
using System.Text;

namespace BotHost.Conversation.Media.Reading.Pdf.Syntax;

/// <summary>The two ways to write a string (ISO 32000-2, 7.3.4), and the encodings of those that are meant for people (7.9.2.2).</summary>
internal static class PdfStrings
{
    /// <summary>PDFDocEncoding where it is not Latin-1 (annex D.3): 0x18 to 0x1F, then 0x80 to 0xA0.</summary>
    private const string LowAccents = "˘ˇˆ˙˝˛˚˜";

    private const string HighMarks = "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž\uFFFD€";

    /// <summary>What is in brackets; they may be nested, and are escaped where they are not.</summary>
    /// <param name="bytes">All of them.</param>
    /// <param name="start">After the opening bracket.</param>
    /// <param name="end">After the closing one; the end where there is none.</param>
    public static byte[] Literal(ReadOnlySpan<byte> bytes, int start, out int end)
    {
        var value = new ArrayBufferWriter<byte>();
        var open = 1;
        for (end = start; end < bytes.Length;)
        {
            var here = bytes[end++];
            if (here == ')' && --open == 0)
                break;
            if (here == '(')
                open++;
            if (here == '\\' && end < bytes.Length)
            {
                if (Escaped(bytes, ref end) is { } escaped)
                    value.Write([escaped]);
            }
            else if (here == '\r')
            {
                if (end < bytes.Length && bytes[end] == '\n')
                    end++;
                value.Write("\n"u8);                                    // any line end within a string is one line feed
            }
            else
            {
                value.Write([here]);
            }
        }

        return value.WrittenSpan.ToArray();
    }

    /// <summary>Pairs of hexadecimal digits; a missing last one is zero.</summary>
    /// <param name="bytes">All of them.</param>
    /// <param name="start">After the opening bracket.</param>
    /// <param name="end">After the closing one; the end where there is none.</param>
    public static byte[] Hex(ReadOnlySpan<byte> bytes, int start, out int end)
    {
        var length = bytes[start..].IndexOf((byte)'>');
        var digits = length < 0 ? bytes[start..] : bytes.Slice(start, length);
        end = length < 0 ? bytes.Length : start + length + 1;
        var value = new byte[(digits.Length + 1) / 2];
        var count = 0;
        foreach (var digit in digits)
        {
            if (PdfBytes.HexValue(digit) is >= 0 and var half)
                value[count / 2] |= (byte)(count++ % 2 == 0 ? half << 4 : half);
        }

        return value[..((count + 1) / 2)];
    }

    /// <summary>A string for people: UTF-16 or UTF-8 with a byte order mark, else PDFDocEncoding.</summary>
    public static string ForPeople(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return Encoding.Unicode.GetString(bytes[2..]);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            return Encoding.UTF8.GetString(bytes[3..]);
        var text = new StringBuilder(bytes.Length);
        foreach (var value in bytes)
        {
            text.Append(value switch
            {
                >= 0x18 and <= 0x1F => LowAccents[value - 0x18],
                >= 0x80 and <= 0xA0 => HighMarks[value - 0x80],
                _ => (char)value,
            });
        }

        return text.ToString();
    }

    /// <returns>Null where the line only goes on.</returns>
    private static byte? Escaped(ReadOnlySpan<byte> bytes, ref int position)
    {
        var here = bytes[position++];
        switch (here)
        {
            case (byte)'n':
                return (byte)'\n';
            case (byte)'r':
                return (byte)'\r';
            case (byte)'t':
                return (byte)'\t';
            case (byte)'b':
                return (byte)'\b';
            case (byte)'f':
                return (byte)'\f';
            case (byte)'\r':
                if (position < bytes.Length && bytes[position] == '\n')
                    position++;
                return null;
            case (byte)'\n':
                return null;
            case >= (byte)'0' and <= (byte)'7':
                var value = here - '0';
                for (var digits = 1; digits < 3 && position < bytes.Length && bytes[position] is >= (byte)'0' and <= (byte)'7'; digits++)
                    value = (value * 8) + (bytes[position++] - '0');
                return (byte)value;                                     // the high bit of a value over 255 is ignored
            default:
                return here;
        }
    }
}
