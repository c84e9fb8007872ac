using System.Net.Http.Headers;

namespace BotHost.Adapters.Http;

/// <summary>What came back from one call, whatever it was.</summary>
internal sealed record HttpAnswer
{
    /// <summary>The status, or 0 when no complete answer came.</summary>
    public int Status { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }

    public string MediaType { get; init; } = "";

    /// <summary>What the answer's <c>Content-Disposition</c> calls its body, decoded; empty if nothing. Untrusted.</summary>
    public string FileName { get; init; } = "";

    /// <summary>The server's clock (the <c>Date</c> header).</summary>
    public DateTimeOffset? Date { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>All headers of the answer; null where none came.</summary>
    public HttpResponseHeaders? Headers { get; init; }

    /// <summary>A header that is there exactly once; empty if it is missing or repeated.</summary>
    public string Header(string name) => Headers?.TryGetValues(name, out var values) == true && values.ToList() is [var only] ? only : "";

    /// <summary>Why no complete answer came; empty if one did. Fit for the log: no address, no content.</summary>
    public string Failure { get; init; } = "";

    /// <summary>With a <see cref="Failure"/>: true if no connection came about, so that the call surely did nothing over there.</summary>
    public bool NeverArrived { get; init; }

    /// <summary>With a <see cref="Failure"/>: true if the answer was larger than the call's bounds.</summary>
    public bool IsTooLarge { get; init; }

    /// <summary>True for an HTML page, which no API of ours sends: a gateway or a firewall spoke.</summary>
    public bool IsHtml => MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase)
        || Body.Span.TrimStart(" \t\r\n"u8) is var text && (text.StartsWith("<!"u8) || text.StartsWith("<html"u8) || text.StartsWith("<HTML"u8));
}
