using System.Net.Http.Headers;

namespace BotHost.Conversation.Llm.Failures;

/// <summary>An answer that is none.</summary>
internal sealed record FailedAnswer
{
    /// <summary>200 for an error inside of an answer that had begun well.</summary>
    public required int Status { get; init; }

    public required string MediaType { get; init; }

    public required HttpResponseHeaders Headers { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>When it came, to read dates against.</summary>
    public required DateTimeOffset At { get; init; }
}
