using System.Buffers;
using System.Text;

namespace BotHost.Conversation.Media.Reading;

/// <summary>Finds out in which encoding bytes are a text, if in any.</summary>
/// <remarks>
/// A text is valid in its encoding to its last byte, and holds no control characters but those that texts do hold: these are the ones that
/// <c>file</c> takes for text, bell to return and escape (https://github.com/file/file/blob/master/src/encoding.c). GB18030 is asked
/// last and takes GBK and GB2312 with it: it is what Chinese text without a mark is in that is not UTF-8.
/// </remarks>
internal static class TextEncodings
{
    private const int CharactersAtOnce = 8 * 1024;

    // All three throw at the first byte that is wrong.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding Utf16LittleEndian = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding Utf16BigEndian = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);

    // Asked for here alone: to register the provider would change what every encoding's name means to the whole process.
    private static readonly Encoding Gb18030 =
        CodePagesEncodingProvider.Instance.GetEncoding(54936, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    private static readonly SearchValues<byte> ControlBytes =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Append(0x7F).Select(code => (byte)code).Where(code => !IsUsual((char)code))]);

    /// <returns>The encoding and the length of its mark; null for what is no text.</returns>
    public static (Encoding Encoding, int MarkLength)? Find(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => IsUtf8(bytes[3..]) ? (Utf8, 3) : null,
        [0xFF, 0xFE, ..] => IsValid(bytes[2..], Utf16LittleEndian) ? (Utf16LittleEndian, 2) : null,
        [0xFE, 0xFF, ..] => IsValid(bytes[2..], Utf16BigEndian) ? (Utf16BigEndian, 2) : null,
        _ when bytes.ContainsAny(ControlBytes) => null,
        _ when IsUtf8(bytes) => (Utf8, 0),
        _ when IsValid(bytes, Gb18030) => (Gb18030, 0),
        _ => null,
    };

    // In both encodings that have no mark, bytes below 0x30 stand for themselves alone, so that they are looked for without decoding.
    private static bool IsUtf8(ReadOnlySpan<byte> bytes) => !bytes.ContainsAny(ControlBytes) && System.Text.Unicode.Utf8.IsValid(bytes);

    private static bool IsValid(ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        var decoder = encoding.GetDecoder();
        var characters = ArrayPool<char>.Shared.Rent(CharactersAtOnce);
        try
        {
            var isComplete = false;
            while (!isComplete)
            {
                decoder.Convert(bytes, characters, flush: true, out var used, out var made, out isComplete);
                foreach (var character in characters.AsSpan(0, made))
                {
                    if (char.IsControl(character) && !IsUsual(character))
                        return false;
                }

                bytes = bytes[used..];
            }

            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters);
        }
    }

    private static bool IsUsual(char control) => control is (>= '\a' and <= '\r') or '\e' or '\u0085';
}
