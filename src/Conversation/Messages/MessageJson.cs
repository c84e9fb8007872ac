using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BotHost.Conversation.Messages;

/// <summary>How messages are written into the database. Old rows must stay readable: properties may be added, never renamed.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IncomingMessage))]
[JsonSerializable(typeof(IReadOnlyList<Part>))]
[JsonSerializable(typeof(Part))]
[JsonSerializable(typeof(string))]
internal sealed partial class MessageJson : JsonSerializerContext
{
    /// <summary>Chinese stays three bytes a character instead of six; the text goes into a database, never into a page.</summary>
    public static MessageJson Compact { get; } = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
