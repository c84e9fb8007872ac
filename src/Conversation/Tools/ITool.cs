using System.Text.Json;

namespace BotHost.Conversation.Tools;

/// <summary>Something that a model may have done for it while it answers.</summary>
internal interface ITool
{
    /// <summary>As whoever offers it calls it; a model may know it by another name (<see cref="ToolBox"/>).</summary>
    string Name { get; }

    /// <summary>Who offers it: a server's name under <c>Mcp</c>; empty for a tool of the host itself.</summary>
    string Server { get; }

    /// <summary>What it does, for the model. Of a server it is text of a stranger.</summary>
    string Description { get; }

    /// <summary>What it takes: JSON Schema.</summary>
    string ParametersSchema { get; }

    /// <summary>True if it only looks. Of a server that is a promise and no proof.</summary>
    bool IsReadOnly { get; }

    /// <summary>The longest that one call may take.</summary>
    TimeSpan Timeout => ToolLimits.OfACall;

    /// <summary>Does it. What goes wrong is a result, too: only <paramref name="cancellationToken"/> ends in an exception.</summary>
    /// <param name="arguments">A JSON object, as the model wrote it.</param>
    /// <param name="context">For whom.</param>
    /// <param name="cancellationToken">Ends the call: its time is over, or the turn is.</param>
    Task<ToolOutput> CallAsync(JsonElement arguments, ToolContext context, CancellationToken cancellationToken);
}

/// <summary>What a call gave, in words for the model.</summary>
internal sealed record ToolOutput(string Text, bool IsError = false)
{
    public static ToolOutput Error(string text) => new(text, IsError: true);

    /// <summary>Never prints what people asked or got.</summary>
    public override string ToString() => $"{Text.Length} characters{(IsError ? ", an error" : "")}";
}
