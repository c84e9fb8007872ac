using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>Looks into bodies that may hold anything.</summary>
internal static class JsonElements
{
    /// <exception cref="BadChatRequestException">It is no JSON.</exception>
    public static JsonDocument ParseRequest(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            throw new BadChatRequestException("the body is not JSON");
        }
    }

    public static JsonElement? Find(this JsonElement owner, string name)
    {
        return owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    /// <summary>Null where there is no string of this name.</summary>
    public static string? TextOf(this JsonElement owner, string name)
    {
        return owner.Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
    }

    /// <summary>Null where there is no whole number of this name.</summary>
    public static long? NumberOf(this JsonElement owner, string name)
    {
        return owner.Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;
    }
}
