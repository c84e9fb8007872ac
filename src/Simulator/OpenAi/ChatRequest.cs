using System.Text;

namespace BotHost.Simulator;

/// <summary>What a model was told, whatever the protocol: with what a server keeps of a conversation put before what came.</summary>
public sealed class ChatRequest
{
    private readonly Arrival _arrival;
    private readonly Func<IReadOnlyList<ChatRequestMessage>> _read;
    private long _abortedTicks;

    /// <param name="arrival">How it came.</param>
    /// <param name="read">Reads the messages, for whoever asks for them: under a load nobody does.</param>
    internal ChatRequest(Arrival arrival, Func<IReadOnlyList<ChatRequestMessage>> read)
    {
        _arrival = arrival;
        _read = read;
    }

    /// <summary>Counted from 1 in the order of arrival.</summary>
    public long Sequence => _arrival.Sequence;

    /// <summary>How it was asked.</summary>
    public required FakeApi Api { get; init; }

    public required string Model { get; init; }

    public required bool Stream { get; init; }

    /// <summary><c>stream_options.include_usage</c>, or a protocol that always tells it.</summary>
    public required bool IncludeUsage { get; init; }

    /// <summary>The words of the last user message.</summary>
    public required string LastUserText { get; init; }

    /// <summary>The conversation or thread that the server keeps; empty where it keeps none.</summary>
    public string ConversationId { get; init; } = "";

    /// <summary>The names of the functions that the model may call.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>The key it came with.</summary>
    public string ApiKey => _arrival.ApiKey;

    /// <summary>All headers but the key's. Empty where requests are not kept.</summary>
    public IReadOnlyDictionary<string, string> Headers => _arrival.Headers;

    public DateTimeOffset ReceivedAt => _arrival.At;

    /// <summary>The system prompt first, if there is one.</summary>
    public IReadOnlyList<ChatRequestMessage> Messages => field ??= _read();

    /// <summary>True if the model is shown pictures in it.</summary>
    public required bool HasPictures { get; init; }

    /// <summary>All pictures, in the order of the messages.</summary>
    public IReadOnlyList<ChatRequestPart.Picture> Pictures => HasPictures ? [.. Messages.SelectMany(message => message.Pictures)] : [];

    /// <summary>The body as it came.</summary>
    public string Json => field ??= Encoding.UTF8.GetString(_arrival.Body);

    /// <summary>True once the client went away before its answer was complete.</summary>
    public bool Aborted => Volatile.Read(ref _abortedTicks) != 0;

    public DateTimeOffset? AbortedAt => Volatile.Read(ref _abortedTicks) is not 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Of all that the model is told.</summary>
    internal int ToldBytes => _arrival.Body.Length + KeptBytes;

    /// <summary>What the server had of it before.</summary>
    internal int KeptBytes { get; init; }

    internal void Abort(DateTimeOffset at) => Interlocked.CompareExchange(ref _abortedTicks, at.UtcTicks, 0);
}
