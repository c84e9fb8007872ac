using System.Buffers;
using System.Text;

namespace BotHost.Adapters.Json;

/// <summary>JSON strings with as few escapes as JSON allows.</summary>
internal static class JsonText
{
    /// <summary>What is escaped, and surrogates: they may have lost their other half.</summary>
    private static readonly SearchValues<char> NotPlain = SearchValues.Create(
        ['"', '\\', .. Enumerable.Range(0, ' ').Select(code => (char)code), .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code)]);

    /// <summary>
    /// The value in quotes. The framework's relaxed encoder still spends twelve bytes on an emoji and six on a full-width blank,
    /// which counts where a platform limits the size of the JSON itself.
    /// </summary>
    public static StringBuilder AppendJson(this StringBuilder json, string value)
    {
        json.Append('"');
        var rest = value.AsSpan();
        for (int plain; (plain = rest.IndexOfAny(NotPlain)) >= 0;)
        {
            json.Append(rest[..plain]);
            Rune.DecodeFromUtf16(rest[plain..], out var rune, out var length);      // an unpaired surrogate comes as U+FFFD
            json.AppendEscaped(rune);
            rest = rest[(plain + length)..];
        }

        return json.Append(rest).Append('"');
    }

    /// <summary>One code point. The builder itself would make an object and a string of it first.</summary>
    public static StringBuilder AppendRune(this StringBuilder text, Rune rune)
    {
        Span<char> characters = stackalloc char[2];
        return text.Append(characters[..rune.EncodeToUtf16(characters)]);
    }

    private static void AppendEscaped(this StringBuilder json, Rune rune)
    {
        _ = rune.Value switch
        {
            '"' => json.Append("\\\""),
            '\\' => json.Append(@"\\"),
            '\n' => json.Append("\\n"),
            '\r' => json.Append("\\r"),
            '\t' => json.Append("\\t"),
            < ' ' => json.Append("\\u").Append(rune.Value.ToString("x4", null)),
            _ => json.AppendRune(rune),
        };
    }
}
