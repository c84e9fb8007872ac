using System.Text;

namespace BotHost.Conversation.Llm.Responses;

/// <summary>What a model says in one answer, put together as the message that it becomes: as the context remembers it, without blanks at its ends.</summary>
internal sealed class SaidInAnswer
{
    private readonly StringBuilder _text = new();
    private readonly List<LlmContent> _calls = [];

    /// <summary>True until anything was said.</summary>
    public bool IsEmpty { get; private set; } = true;

    public LlmMessage Message => new(LlmRole.Assistant, [.. Text.Length > 0 ? [new LlmContent.Text(Text)] : (IEnumerable<LlmContent>)[], .. _calls]);

    private string Text => _text.ToString().Trim();

    public void Add(LlmEvent next)
    {
        IsEmpty &= next is LlmEvent.Usage;
        if (next is LlmEvent.Text text)
            _text.Append(text.Delta);
        else if (next is LlmEvent.Refusal refusal)
            _text.Append(refusal.Delta);
        else if (next is LlmEvent.ToolCall call)
            _calls.Add(new LlmContent.ToolCall(call.Id, call.Name, call.Arguments));
    }
}
