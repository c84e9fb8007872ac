namespace BotHost.Adapters.Http;

/// <summary>What came back from one call, whatever it was.</summary>
internal sealed record HttpAnswer
{
    /// <summary>The status, or 0 when no complete answer came.</summary>
    public int Status { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }

    public string MediaType { get; init; } = "";

    /// <summary>The server's clock (the <c>Date</c> header).</summary>
    public DateTimeOffset? Date { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Why no complete answer came; empty if one did. Fit for the log: no address, no content.</summary>
    public string Failure { get; init; } = "";

    /// <summary>With a <see cref="Failure"/>: true if no connection came about, so that the call surely did nothing over there.</summary>
    public bool NeverArrived { get; init; }

    /// <summary>True for an HTML page, which no API of ours sends: a gateway or a firewall spoke.</summary>
    public bool IsHtml => MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase)
        || Body.Span.TrimStart(" \t\r\n"u8) is var text && (text.StartsWith("<!"u8) || text.StartsWith("<html"u8) || text.StartsWith("<HTML"u8));
}
