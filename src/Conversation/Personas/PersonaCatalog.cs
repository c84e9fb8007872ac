namespace BotHost.Conversation.Personas;

/// <summary>The personas that an administrator wrote, by name: system prompts that bots and people may choose from. Fixed at start.</summary>
public sealed class PersonaCatalog(IReadOnlyDictionary<string, string> texts)
{
    private readonly Dictionary<string, string> _texts = new(texts, StringComparer.OrdinalIgnoreCase);

    public static PersonaCatalog Empty { get; } = new(new Dictionary<string, string>());

    /// <summary>Whose today a system prompt names.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Local;

    public IReadOnlyList<string> Names => [.. _texts.Keys.Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Its system prompt; null if there is none of that name.</summary>
    public string? Find(string name) => _texts.GetValueOrDefault(name);
}
