using System.Text.Json;
using System.Text.Json.Serialization;

namespace BotHost.Conversation.Inbox;

/// <summary>What people chose for their lane of a chat: whatever is not chosen is the bot's.</summary>
internal sealed record ConversationSettings
{
    public static ConversationSettings Default { get; } = new();

    /// <summary>An entry under <c>Models</c>.</summary>
    public string? Model { get; init; }

    /// <summary>The name of a persona of the catalog.</summary>
    public string? Persona { get; init; }

    /// <summary>A persona in the person's own words, instead of one of the catalog.</summary>
    public string? PersonaText { get; init; }

    /// <summary>The id of whoever wrote it: they take it along when they are forgotten.</summary>
    public string? PersonaBy { get; init; }

    /// <summary>The same with the bot's own persona.</summary>
    public ConversationSettings WithoutPersona() => this with { Persona = null, PersonaText = null, PersonaBy = null };

    public static ConversationSettings Read(string? json) =>
        json is null ? Default : JsonSerializer.Deserialize(json, SettingsJson.Default.ConversationSettings) ?? Default;

    /// <summary>Null where nothing is chosen.</summary>
    public string? Write() => this == Default ? null : JsonSerializer.Serialize(this, SettingsJson.Default.ConversationSettings);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ConversationSettings))]
internal sealed partial class SettingsJson : JsonSerializerContext;
