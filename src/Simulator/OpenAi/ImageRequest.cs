namespace BotHost.Simulator;

/// <summary>A picture that somebody wished for.</summary>
public sealed record ImageRequest
{
    /// <summary>Counted from 1 in the order of arrival.</summary>
    public required long Sequence { get; init; }

    public required string Model { get; init; }

    public required string Prompt { get; init; }

    /// <summary>Empty where none was named.</summary>
    public string Size { get; init; } = "";

    /// <summary>Empty where none was named.</summary>
    public string Quality { get; init; } = "";

    /// <summary>The key it came with.</summary>
    public required string ApiKey { get; init; }
}
