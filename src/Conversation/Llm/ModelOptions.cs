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

    /// <summary>A pool: each call takes one that is well. Empty for a server that asks for none.</summary>
    public IReadOnlyList<string> ApiKeys { get; init; } = [];

    /// <summary>Tokens of question and answer together.</summary>
    public int ContextWindow { get; init; } = 32_768;

    /// <summary>Tokens kept free for the answer.</summary>
    public int MaxOutputTokens { get; init; } = 4_096;

    /// <summary>What the server calls the limit of the answer; null follows from the host of <see cref="BaseUrl"/>.</summary>
    public string? MaxTokensField { get; init; }

    /// <summary>True if the model may be shown pictures.</summary>
    public bool Vision { get; init; }

    /// <summary>Where the key stands; null follows from the host of <see cref="BaseUrl"/>.</summary>
    public KeyHeader? KeyHeader { get; init; }

    /// <summary>Who speaks the system prompt: <c>system</c>, or <c>developer</c> as some reasoning models want it.</summary>
    public string SystemRole { get; init; } = "system";

    /// <summary>Fields for the top of every request's body, as a JSON object: what one server or model wants and no standard has. Null for none.</summary>
    public string? ExtraBody { get; init; }

    /// <summary>Of Responses: true if the server keeps the conversation, so that only what is new is sent. Our own history stays the truth.</summary>
    public bool ServerConversations { get; init; }

    /// <summary>Of Assistants: the assistant's id at the server; "" for all others.</summary>
    public string AssistantId { get; init; } = "";

    /// <summary>The entries that are asked, in this order, when this one cannot answer.</summary>
    public IReadOnlyList<string> Fallback { get; init; } = [];

    /// <summary>Calls at the same time with one key; 0 for as many as there are turns.</summary>
    public int CallsAtOnce { get; init; }

    /// <summary>How often an answer that was cut at its limit is continued.</summary>
    public int Continuations { get; init; } = 2;

    /// <summary>Whose vocabulary the estimate of tokens starts from.</summary>
    public TokenEncoding Encoding { get; init; }

    /// <summary>Of a million tokens that are sent, in the currency of all prices; 0 if it costs nothing or nobody counts.</summary>
    public decimal InputPrice { get; init; }

    /// <summary>Of a million tokens that are answered.</summary>
    public decimal OutputPrice { get; init; }

    /// <summary>Of one that hears: the language that people speak, by ISO 639; null leaves it to the server to find out.</summary>
    public string? Language { get; init; }

    /// <summary>Of one that draws: such as <c>1024x1024</c>; null leaves it to the server.</summary>
    public string? Size { get; init; }

    /// <summary>Of one that draws: such as <c>low</c>; null leaves it to the server.</summary>
    public string? Quality { get; init; }
}

/// <summary>How a key is told to a server.</summary>
public enum KeyHeader
{
    /// <summary><c>Authorization: Bearer</c>.</summary>
    Bearer,

    /// <summary><c>api-key</c>, as Azure takes it.</summary>
    ApiKey,
}

/// <summary>The vocabularies that the estimator knows.</summary>
public enum TokenEncoding
{
    /// <summary>OpenAI's since GPT-4o, and the best guess for all others.</summary>
    O200k,

    /// <summary>OpenAI's before.</summary>
    Cl100k,
}
