namespace BotHost.Conversation.Llm;

/// <summary>One entry under <c>Models</c> whose settings were found good. Immutable.</summary>
public sealed record ModelOptions
{
    /// <summary>Where an entry without <c>BaseUrl</c> is asked.</summary>
    public static Uri DefaultBaseUrl { get; } = new("https://api.openai.com/v1");

    /// <summary>The entry's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is asked for.</summary>
    public ModelApi Api { get; init; }

    /// <summary>What the server calls the model.</summary>
    public required string Model { get; init; }

    /// <summary>Absolute, with its path, without a slash at its end; what the <see cref="Api"/> adds comes after it.</summary>
    public Uri BaseUrl { get; init; } = DefaultBaseUrl;

    /// <summary>The first one is used. Empty for a server that asks for none.</summary>
    public IReadOnlyList<string> ApiKeys { get; init; } = [];

    /// <summary>Tokens of question and answer together.</summary>
    public int ContextWindow { get; init; } = 32_768;

    /// <summary>Tokens kept free for the answer.</summary>
    public int MaxOutputTokens { get; init; } = 4_096;

    /// <summary>What the server calls the limit of the answer; null follows from the host of <see cref="BaseUrl"/>.</summary>
    public string? MaxTokensField { get; init; }

    /// <summary>True if the model may be shown pictures.</summary>
    public bool Vision { get; init; }

    /// <summary>Of one that hears: the language that people speak, by ISO 639; null leaves it to the server to find out.</summary>
    public string? Language { get; init; }

    /// <summary>Of one that draws: such as <c>1024x1024</c>; null leaves it to the server.</summary>
    public string? Size { get; init; }

    /// <summary>Of one that draws: such as <c>low</c>; null leaves it to the server.</summary>
    public string? Quality { get; init; }
}
