using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace BotHost.Adapters.Json;

/// <summary>Reads JSON that others wrote: anything unreadable is a result, never an exception.</summary>
internal static class LooseJson
{
    /// <summary>Platforms nest four or five levels.</summary>
    public const int MaxDepth = 32;

    /// <returns>False for whatever is not one JSON document of the expected outer shape.</returns>
    public static bool TryRead<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? value)
    {
        value = default;
        if (json.StartsWith("\uFEFF"u8))
            json = json["\uFEFF"u8.Length..];
        if (!Utf8.IsValid(json))
            return false;
        try
        {
            value = JsonSerializer.Deserialize(MendSurrogates(json), type);
            return value is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>
    /// Replaces escaped halves of surrogate pairs (a name cut in the middle of an emoji) by U+FFFD: no reader, database or
    /// other API takes them. Only a document that holds one is copied.
    /// </summary>
    private static ReadOnlySpan<byte> MendSurrogates(ReadOnlySpan<byte> json)
    {
        byte[]? mended = null;
        for (var at = json.IndexOf((byte)'\\'); at >= 0 && at + 1 < json.Length;)
        {
            var length = 2;
            if (Escaped(json, at) is { } unit)
            {
                length = 6;
                if (char.IsHighSurrogate(unit) && Escaped(json, at + 6) is { } low && char.IsLowSurrogate(low))
                    length = 12;
                else if (char.IsSurrogate(unit))
                    "\\uFFFD"u8.CopyTo((mended ??= json.ToArray()).AsSpan(at));
            }

            at += length;
            var next = at < json.Length ? json[at..].IndexOf((byte)'\\') : -1;
            at = next < 0 ? -1 : at + next;
        }

        return mended ?? json;
    }

    /// <summary>The UTF-16 unit of the <c>\uXXXX</c> at this place, or null if there is none.</summary>
    private static char? Escaped(ReadOnlySpan<byte> json, int at)
    {
        return at + 6 <= json.Length && json[at] == '\\' && json[at + 1] == 'u'
            && ushort.TryParse(json.Slice(at + 2, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var unit)
            ? (char)unit
            : null;
    }
}
