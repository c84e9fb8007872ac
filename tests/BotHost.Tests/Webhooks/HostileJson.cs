using System.Text;
using System.Text.Json;

namespace BotHost.Tests.Webhooks;

/// <summary>Rewrites a JSON document at one place in a way that its reader may not have thought of. The same random numbers, the same result.</summary>
internal static class HostileJson
{
    /// <summary>Of the wrong type, of no sensible size, or not storable.</summary>
    private static readonly string[] _values =
    [
        "null", "true", "false", "0", "-1", "1.5", "1e999999", "-9223372036854775808", "9223372036854775808", "253402300800000", new string('9', 400),
        "\"\"", "\" \"", "\"0\"", "\"true\"", "[]", "{}", "[null]", "[[]]", "[{}]", "{\"content\":{}}", "{\"content\":[\"x\"]}", "{\"richText\":[null,1,\"x\",{\"text\":{}}]}",
        "\"\\ud800\"", "\"\\udc00x\"", "\"a\\ud83d\"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\u202e\\u2028\"", "\"\\ufffe\\uffff\"", "\"{\\\"text\\\":\\\"\\\\ud800\\\"}\"",
        "\"{\"", "\"https://127.0.0.1:1/x\"", "\"file:///etc/passwd\"", "\"http://[\"", "\"'; drop table inbox; --\"", "\"../../x\"", "\"/new\"", "\"1\"", "\"2\"", "2",
    ];

    public static byte[] Rewrite(byte[] json, Random random)
    {
        using var document = JsonDocument.Parse(json);
        var place = random.Next(Places(document.RootElement));
        var text = new StringBuilder();
        Write(document.RootElement, text, ref place, random);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static int Places(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => 1 + value.EnumerateObject().Sum(property => Places(property.Value)),
        JsonValueKind.Array => 1 + value.EnumerateArray().Sum(Places),
        _ => 1,
    };

    private static void Write(JsonElement value, StringBuilder text, ref int place, Random random)
    {
        if (place-- == 0)
        {
            text.Append(Hostile(value, random));
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            text.Append('{');
            foreach (var property in value.EnumerateObject())
            {
                Separate(text, '{');
                var here = place == 0;
                if (here && random.Next(4) == 0)
                {
                    place--;                // the property is left out
                    TrimSeparator(text);
                    continue;
                }

                var name = JsonSerializer.Serialize(property.Name);
                if (here && random.Next(4) == 0)
                {
                    text.Append(name).Append(':').Append(property.Value.GetRawText()).Append(',');      // and comes twice
                }

                text.Append(name).Append(':');
                Write(property.Value, text, ref place, random);
            }

            text.Append('}');
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            text.Append('[');
            foreach (var item in value.EnumerateArray())
            {
                Separate(text, '[');
                Write(item, text, ref place, random);
            }

            text.Append(']');
        }
        else
        {
            text.Append(value.GetRawText());
        }
    }

    private static string Hostile(JsonElement value, Random random)
    {
        switch (random.Next(8))
        {
            case 0:
                var depth = random.Next(1, 5_000);
                return new string('[', depth) + new string(']', depth);
            case 1:
                return string.Concat(Enumerable.Repeat("{\"text\":", 40)) + "1" + new string('}', 40);
            case 2:
                return $"\"{new string((char)random.Next('a', 'z'), random.Next(1, 60_000))}\"";
            case 3:
                return $"[{value.GetRawText()}]";
            default:
                return _values[random.Next(_values.Length)];
        }
    }

    private static void Separate(StringBuilder text, char open)
    {
        if (text[^1] != open)
        {
            text.Append(',');
        }
    }

    private static void TrimSeparator(StringBuilder text)
    {
        if (text[^1] == ',')
        {
            text.Length--;
        }
    }
}
