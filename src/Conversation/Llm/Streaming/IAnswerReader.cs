using System.Diagnostics.CodeAnalysis;

namespace BotHost.Conversation.Llm.Streaming;

/// <summary>Turns what one wire protocol sends, whole or in the events of a stream, into our events. <see cref="StreamedCall"/> brings the bytes.</summary>
internal interface IAnswerReader
{
    bool HasEvents { get; }

    /// <summary>True once a piece of text, reasoning or refusal was found.</summary>
    bool HasPiece { get; }

    /// <summary>True once there was something to show or to do; reasoning is neither.</summary>
    bool HasAnswer { get; }

    /// <summary>True once there was JSON of any kind.</summary>
    bool HasData { get; }

    /// <summary>The model's last word; null before it.</summary>
    string? FinishReason { get; }

    /// <summary>True after the end mark of the stream: nothing of it matters any more.</summary>
    bool IsDone { get; }

    /// <summary>The JSON that reports an error; null while there is none.</summary>
    byte[]? Error { get; }

    bool TryTake([MaybeNullWhen(false)] out LlmEvent next);

    /// <summary>Reads the data of one event of the stream.</summary>
    void ReadEvent(string eventType, ReadOnlySpan<byte> data);

    /// <summary>Reads a whole answer. False if it is JSON, but neither an answer nor an error.</summary>
    bool ReadWhole(ReadOnlySpan<byte> json);

    /// <summary>Nothing more will come. Incomplete tool calls are dropped: half a call must never run.</summary>
    void End(bool isComplete);

    void Add(LlmEvent last);
}
