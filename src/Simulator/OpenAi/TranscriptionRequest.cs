namespace BotHost.Simulator;

/// <summary>A recording that somebody wanted to have written down.</summary>
public sealed record TranscriptionRequest
{
    /// <summary>Counted from 1 in the order of arrival.</summary>
    public required long Sequence { get; init; }

    public required string Model { get; init; }

    /// <summary>As the client called the file.</summary>
    public required string FileName { get; init; }

    public required string MediaType { get; init; }

    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>Empty where none was named.</summary>
    public string Language { get; init; } = "";

    /// <summary>The key it came with.</summary>
    public required string ApiKey { get; init; }
}
