using System.Text.Json;

namespace BotHost.Conversation.Llm;

/// <summary>What one server or model wants at the top of every request and no standard has. A field of the same name that the host would write gives way to it.</summary>
internal sealed class ExtraFields
{
    private readonly (string Name, byte[] Json)[] _fields;

    /// <param name="json">A JSON object, checked with the settings; null for none.</param>
    public ExtraFields(string? json)
    {
        if (json is null)
        {
            _fields = [];
            return;
        }

        using var document = JsonDocument.Parse(json);
        _fields = [.. document.RootElement.EnumerateObject().Select(field => (field.Name, JsonSerializer.SerializeToUtf8Bytes(field.Value)))];
    }

    public bool Has(string name) => _fields.Any(field => field.Name == name);

    public void Write(Utf8JsonWriter json)
    {
        foreach (var (name, value) in _fields)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value, skipInputValidation: true);
        }
    }
}
