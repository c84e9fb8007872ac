using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BotHost.Adapters.Json;

/// <summary>Writes a string as <see cref="JsonText"/> does: emoji and full-width blanks as themselves.</summary>
internal sealed class SparseString : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteRawValue(new StringBuilder(value.Length + 2).AppendJson(value).ToString(), skipInputValidation: true);
}
