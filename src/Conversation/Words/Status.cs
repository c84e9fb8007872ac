namespace BotHost.Conversation.Words;

/// <summary>How things stand in a conversation.</summary>
internal sealed record Status
{
    /// <summary>The entry under <c>Models</c> that is asked first.</summary>
    public required string Model { get; init; }

    /// <summary>Those that stand in for it.</summary>
    public required IReadOnlyList<string> Fallback { get; init; }

    /// <summary>Questions that the model is reminded of.</summary>
    public required int Turns { get; init; }

    /// <summary>Our estimate of what they take of the model's window.</summary>
    public required int Tokens { get; init; }

    public required int Window { get; init; }

    /// <summary>True where others in the chat are reminded of the same.</summary>
    public required bool IsShared { get; init; }

    public required string Persona { get; init; }

    /// <summary>Messages that are not answered yet.</summary>
    public required int Waiting { get; init; }

    public required long Number { get; init; }

    public required string Title { get; init; }

    public required string Reference { get; init; }
}
