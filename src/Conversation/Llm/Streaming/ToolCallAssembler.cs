using System.Text;
using System.Text.Json;

namespace BotHost.Conversation.Llm.Streaming;

/// <summary>Puts the pieces of tool calls together, as servers send them and not only as they should.</summary>
internal sealed class ToolCallAssembler
{
    private readonly List<Call> _calls = [];

    /// <summary>Takes the next value: the list of pieces in one delta.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        if (!reader.NextEnters(JsonTokenType.StartArray))
            return;

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                ReadOne(ref reader);
            else
                reader.Skip();
        }
    }

    /// <summary>The complete calls, in the order they were begun.</summary>
    public IEnumerable<LlmEvent.ToolCall> Complete()
    {
        foreach (var call in _calls.Where(call => call.Name.Length > 0))
        {
            var arguments = call.Arguments.ToString();
            yield return new LlmEvent.ToolCall(
                call.Id.Length > 0 ? call.Id : $"call_{Guid.NewGuid():N}", // the answer to the call must name it
                call.Name,
                string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments);
        }
    }

    private void ReadOne(ref Utf8JsonReader reader)
    {
        int? index = null;
        var (id, name, arguments) = ("", "", "");
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("index"u8))
            {
                index = reader.NextNumber();
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                id = reader.NextText();
            }
            else if (reader.ValueTextEquals("function"u8))
            {
                if (reader.NextEnters(JsonTokenType.StartObject))
                    (name, arguments) = ReadFunction(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        Add(index, id, name, arguments);
    }

    private static (string Name, string Arguments) ReadFunction(ref Utf8JsonReader reader)
    {
        var (name, arguments) = ("", "");
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("name"u8))
            {
                name = reader.NextText();
            }
            else if (reader.ValueTextEquals("arguments"u8))
            {
                reader.Read();
                arguments = reader.TokenType switch
                {
                    JsonTokenType.String => reader.Text(),
                    JsonTokenType.StartObject or JsonTokenType.StartArray => reader.RawText(),
                    _ => "",
                };
            }
            else
            {
                reader.Skip();
            }
        }

        return (name, arguments);
    }

    private void Add(int? index, string id, string name, string arguments)
    {
        var call = Find(index, id, name) ?? Open(index);
        // Id and name may be repeated or come only once: the first one counts.
        call.Id = call.Id.Length > 0 ? call.Id : id;
        call.Name = call.Name.Length > 0 ? call.Name : name;
        call.Arguments.Append(arguments);
    }

    private Call? Find(int? index, string id, string name)
    {
        if (index is not null)
        {
            // Servers that number every call 0 begin the next one with another id.
            var known = _calls.FindLast(call => call.Index == index);
            return known is null || (id.Length > 0 && known.Id.Length > 0 && known.Id != id) ? null : known;
        }

        if (id.Length > 0)
            return _calls.FindLast(call => call.Id == id);

        return name.Length > 0 ? null : _calls.LastOrDefault();
    }

    private Call Open(int? index)
    {
        var call = new Call(index);
        _calls.Add(call);
        return call;
    }

    private sealed class Call(int? index)
    {
        public int? Index { get; } = index;

        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public StringBuilder Arguments { get; } = new();
    }
}
