using System.Globalization;
using System.Text;
using System.Text.Json;

namespace BotHost.Conversation.Llm.Streaming;

/// <summary>Reads JSON as servers write it: every value in any of the shapes it is given, and none of another shape breaks anything.</summary>
internal static class LenientJson
{
    public static JsonReaderOptions Options { get; } = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Moves to the next name within an object; false at its end.</summary>
    public static bool NextProperty(this ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>True if the next value begins so; any other value is passed over.</summary>
    public static bool NextEnters(this ref Utf8JsonReader reader, JsonTokenType start)
    {
        reader.Read();
        if (reader.TokenType == start)
            return true;

        reader.Skip();
        return false;
    }

    /// <summary>The next value if it is a string; "" for any other.</summary>
    public static string NextText(this ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return reader.Text();

        reader.Skip();
        return "";
    }

    /// <summary>The next value as a whole number, also when it is written as 5.0 or "5"; null for anything else.</summary>
    public static int? NextNumber(this ref Utf8JsonReader reader)
    {
        reader.Read();
        double number = 0;
        var isNumber = reader.TokenType switch
        {
            JsonTokenType.Number => reader.TryGetDouble(out number),
            JsonTokenType.String => double.TryParse(reader.ValueSpan, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
        reader.Skip();
        return isNumber && !double.IsNaN(number) ? (int)Math.Clamp(number, 0, int.MaxValue) : null;
    }

    /// <summary>False for null, false, 0, "", {} and []: how servers say that there is none.</summary>
    public static bool NextIsTruthy(this ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.True:
                return true;
            case JsonTokenType.String:
                return !reader.ValueSpan.IsEmpty;
            case JsonTokenType.Number:
                return !reader.TryGetDouble(out var number) || number != 0;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                var depth = reader.CurrentDepth;
                reader.Read();
                var isEmpty = reader.CurrentDepth == depth;
                while (reader.CurrentDepth > depth)
                    reader.Read();
                return !isEmpty;
            default:
                return false;
        }
    }

    /// <summary>The value that the reader stands on, as it is written.</summary>
    public static string RawText(this ref Utf8JsonReader reader)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        return value.RootElement.GetRawText();
    }

    /// <summary>
    /// The string that the reader stands on. Some servers cut an emoji's two escapes (\ud83d, \ude00) between two events, or bytes in the
    /// middle of a character: halves of surrogate pairs stay as they are, broken UTF-8 becomes U+FFFD.
    /// </summary>
    public static string Text(this ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return Unescape(Encoding.UTF8.GetString(reader.ValueSpan));
        }
    }

    private static string Unescape(string escaped)
    {
        var text = new StringBuilder(escaped.Length);
        for (var at = 0; at < escaped.Length; at++)
        {
            var c = escaped[at];
            if (c != '\\' || at + 1 == escaped.Length)
            {
                text.Append(c);
                continue;
            }

            var mark = escaped[++at];
            if (mark != 'u')
            {
                text.Append(mark switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', _ => mark });
                continue;
            }

            // The reader has checked that four hexadecimal digits follow.
            text.Append((char)ushort.Parse(escaped.AsSpan(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            at += 4;
        }

        return text.ToString();
    }
}
