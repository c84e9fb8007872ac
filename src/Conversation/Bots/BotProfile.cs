using System.Collections.Frozen;
using BotHost.Conversation.Access;
using BotHost.Conversation.Budgets;

namespace BotHost.Conversation.Bots;

/// <summary>What the engine knows of one bot, whatever its platform.</summary>
public sealed record BotProfile
{
    public required string Name { get; init; }

    /// <summary>The entry under <c>Models</c> that answers.</summary>
    public string Model { get; init; } = "default";

    /// <summary>The system prompt; empty for none.</summary>
    public string Persona { get; init; } = "";

    /// <summary>The persona of the catalog that <see cref="Persona"/> is; empty where it stands in the bot's own settings.</summary>
    public string PersonaFile { get; init; } = "";

    public ContextScope Context { get; init; } = ContextScope.PerUser;

    public Language Language { get; init; } = Language.Zh;

    public MarkdownImages MarkdownImages { get; init; } = MarkdownImages.Links;

    /// <summary>What becomes of the marks by which a model names its sources.</summary>
    public Shown Citations { get; init; } = Shown.Keep;

    /// <summary>Whether people see which tools were called.</summary>
    public Shown ToolTraces { get; init; } = Shown.Drop;

    /// <summary>Whether people see what a model thinks before it answers.</summary>
    public Shown Reasoning { get; init; } = Shown.Drop;

    /// <summary>The models that people may choose; empty for all that answer.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The tools that its model may call: names of built-in ones and of entries under <c>Mcp</c>.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>Who may change what others see; ids as the platform gives them.</summary>
    public IReadOnlySet<string> Admins { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Who may talk to it; empty for everybody.</summary>
    public IReadOnlySet<string> AllowUsers { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Who may not.</summary>
    public IReadOnlySet<string> DenyUsers { get; init; } = FrozenSet<string>.Empty;

    /// <summary>The groups it talks in; empty for all. Private chats are not concerned.</summary>
    public IReadOnlySet<string> AllowChats { get; init; } = FrozenSet<string>.Empty;

    /// <summary>What people may use of it.</summary>
    public BotLimits Limits { get; init; } = BotLimits.None;

    /// <summary>The words that its questions and answers must not hold; null for none.</summary>
    public WordFilter? Words { get; init; }
}

/// <summary>What becomes of a part of an answer.</summary>
public enum Shown
{
    Keep,
    Drop,
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
