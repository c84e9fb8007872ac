using Microsoft.AspNetCore.Http;

namespace BotHost.Adapters;

/// <summary>A platform's call, with the exact bytes it sent.</summary>
public sealed record WebhookRequest
{
    /// <summary>Larger bodies are refused while they are being read: no platform sends any.</summary>
    public const int MaxBodyBytes = 1_048_576;

    public required string Method { get; init; }

    public required IQueryCollection Query { get; init; }

    public required IHeaderDictionary Headers { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>A header that is there exactly once; null if it is missing, empty or repeated.</summary>
    public string? SingleHeader(string name)
    {
        var values = Headers[name];
        return values.Count == 1 && !string.IsNullOrEmpty(values[0]) ? values[0] : null;
    }
}
