using System.Diagnostics.CodeAnalysis;

namespace BotHost.Conversation.Llm.Streaming;

/// <summary>What the readers of all protocols keep in the same way.</summary>
internal abstract class AnswerReader : IAnswerReader
{
    private readonly Queue<LlmEvent> _events = new();
    private char _heldSurrogate;

    public bool HasPiece { get; private set; }

    public bool HasAnswer { get; private set; }

    public bool HasData { get; protected set; }

    public string? FinishReason { get; protected set; }

    public bool IsDone { get; protected set; }

    public byte[]? Error { get; protected set; }

    public bool HasEvents => _events.Count > 0;

    protected LlmEvent.Usage? Usage { get; set; }

    public abstract void ReadEvent(string eventType, ReadOnlySpan<byte> data);

    public abstract bool ReadWhole(ReadOnlySpan<byte> json);

    public bool TryTake([MaybeNullWhen(false)] out LlmEvent next) => _events.TryDequeue(out next);

    public void End(bool isComplete)
    {
        if (_heldSurrogate != 0)
            _events.Enqueue(new LlmEvent.Text("\uFFFD"));
        _heldSurrogate = '\0';
        foreach (var call in isComplete ? CompleteCalls() : [])
        {
            HasAnswer = true;
            _events.Enqueue(call);
        }

        if (Usage is not null)
            _events.Enqueue(Usage);
    }

    public void Add(LlmEvent last) => _events.Enqueue(last);

    /// <summary>The tools that the model asked for, once the answer has come to its end.</summary>
    protected abstract IEnumerable<LlmEvent.ToolCall> CompleteCalls();

    protected void AddText(string text)
    {
        if (text.Length == 0)
            return;

        if (_heldSurrogate != 0)
            text = _heldSurrogate + text;
        _heldSurrogate = '\0';
        if (char.IsHighSurrogate(text[^1]))
        {
            // The other half comes with the next piece.
            _heldSurrogate = text[^1];
            text = text[..^1];
        }

        if (text.Length > 0)
            Add(new LlmEvent.Text(text), isAnswer: true);
    }

    protected void Add(LlmEvent piece, bool isAnswer)
    {
        HasPiece = true;
        HasAnswer |= isAnswer;
        _events.Enqueue(piece);
    }
}
