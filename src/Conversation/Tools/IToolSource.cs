namespace BotHost.Conversation.Tools;

/// <summary>Where tools come from: one name in a bot's <c>Tools</c>.</summary>
internal interface IToolSource
{
    string Name { get; }

    /// <summary>
    /// The tools that are there now. Waits a moment for a server that is just being connected, and never for one that is not there: nobody's
    /// answer hangs on it.
    /// </summary>
    ValueTask<IReadOnlyList<ITool>> ToolsAsync(CancellationToken cancellationToken);

    /// <summary>The same without a look: what was known last.</summary>
    IReadOnlyList<ITool> Known { get; }

    /// <summary>Whether it can be called.</summary>
    ToolSourceState State { get; }
}

internal enum ToolSourceState
{
    /// <summary>Nobody needed it yet, or it is on its way.</summary>
    NotConnected,

    Up,

    /// <summary>The last try failed; it is tried again when somebody needs it.</summary>
    Down,
}
