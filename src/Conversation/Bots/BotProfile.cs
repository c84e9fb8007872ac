namespace BotHost.Conversation.Bots;

/// <summary>What the engine knows of one bot, whatever its platform.</summary>
public sealed record BotProfile
{
    public required string Name { get; init; }

    /// <summary>The entry under <c>Models</c> that answers.</summary>
    public string Model { get; init; } = "default";

    /// <summary>The system prompt; empty for none.</summary>
    public string Persona { get; init; } = "";

    public ContextScope Context { get; init; } = ContextScope.PerUser;

    public Language Language { get; init; } = Language.Zh;

    public MarkdownImages MarkdownImages { get; init; } = MarkdownImages.Links;
}

/// <summary>Whose messages share one context.</summary>
public enum ContextScope
{
    /// <summary>Every person has their own in every chat.</summary>
    PerUser,

    /// <summary>A chat has one, with its speakers named.</summary>
    PerChat,
}

/// <summary>The language of the host's own words.</summary>
public enum Language
{
    Zh,
    En,
}

/// <summary>What becomes of pictures in a model's markdown.</summary>
public enum MarkdownImages
{
    /// <summary>A link to each.</summary>
    Links,

    /// <summary>They are fetched from the public internet and sent with the text.</summary>
    Pictures,
}
