namespace BotHost.Conversation.Tools.Mcp;

/// <summary>One entry under <c>Mcp</c>: a server of the Model Context Protocol, either a program that is started or an address that is called.</summary>
public sealed record McpSettings
{
    /// <summary>The entry's name.</summary>
    public required string Name { get; init; }

    /// <summary>The program; null for a server at an address.</summary>
    public string? Command { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public string? WorkingDirectory { get; init; }

    /// <summary>What the program finds in its environment beside what every program needs. It inherits nothing else: our own holds keys.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where the server is; null for a program.</summary>
    public Uri? Url { get; init; }

    /// <summary>Said with every call: mostly what authorises us.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>True if the server may be in a private network.</summary>
    public bool AllowPrivate { get; init; }

    /// <summary>The longest that one call of a tool may take.</summary>
    public TimeSpan Timeout { get; init; } = ToolLimits.OfACall;

    /// <summary>The tools that may be called, as the server names them; null for those that it says only look, <c>*</c> for all.</summary>
    public IReadOnlyList<string>? Tools { get; init; }

    /// <summary>Whether the administrator's settings let the tool be called.</summary>
    public bool Allows(string tool, bool isReadOnly) => Tools is null ? isReadOnly : Tools.Contains("*") || Tools.Contains(tool);

    /// <summary>Never prints a key: arguments and addresses may hold some, too.</summary>
    public override string ToString() => $"{Name} ({(Command is null ? "Streamable HTTP" : "a program")})";
}
