using System.Text.Json;

namespace BotHost.Adapters.Json;

/// <summary>Reads what may be there, for the parts of a message whose shape differs from kind to kind.</summary>
internal static class LooseElement
{
    /// <summary>The property as text (a number as its digits); empty if it is absent or something else.</summary>
    public static string Text(this JsonElement element, string property)
    {
        return Child(element, property) switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetString() ?? "",
            { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
            _ => "",
        };
    }

    /// <summary>True only if the property is true, also written as a string.</summary>
    public static bool Flag(this JsonElement element, string property)
    {
        return Child(element, property).ValueKind == JsonValueKind.True || (bool.TryParse(Text(element, property), out var value) && value);
    }

    /// <summary>The property, or an undefined element if it is absent or this is no object.</summary>
    public static JsonElement Child(this JsonElement element, string property)
    {
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out var child) ? child : default;
    }

    /// <summary>The items of the property, or none if it is no array.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string property)
    {
        return Child(element, property) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];
    }
}
