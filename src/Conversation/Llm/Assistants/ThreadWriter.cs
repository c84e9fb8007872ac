using System.Text;
using System.Text.Json;
using BotHost.Conversation.Llm.ChatCompletions;
using BotHost.Conversation.Llm.Streaming;

namespace BotHost.Conversation.Llm.Assistants;

/// <summary>Writes the bodies of the Assistants API's requests.</summary>
/// <remarks>
/// Sources: "Create thread", https://platform.openai.com/docs/api-reference/threads/createThread; "Create message",
/// https://platform.openai.com/docs/api-reference/messages/createMessage; "Create run", https://platform.openai.com/docs/api-reference/runs/createRun;
/// "Submit tool outputs to run", https://platform.openai.com/docs/api-reference/runs/submitToolOutputs.
/// </remarks>
internal static class ThreadWriter
{
    /// <summary>"Create run" takes no smaller limit of an answer.</summary>
    private const int LeastCompletionTokens = 256;

    /// <summary>A thread of everything that was said.</summary>
    public static ReadOnlyMemory<byte> Thread(IReadOnlyList<LlmMessage> said) => Write(said, json =>
    {
        json.WriteStartArray("messages"u8);
        var mended = ToolPairs.Mend(said);
        for (var at = 0; at < mended.Count; at++)
        {
            if (mended[at].Role == LlmRole.Tool || IsEmpty(mended[at]))
                continue; // results are told with their call, and an empty message is refused

            json.WriteStartObject();
            WriteMessage(json, mended[at], mended.Skip(at + 1).TakeWhile(message => message.Role == LlmRole.Tool));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>One more message of a thread.</summary>
    public static ReadOnlyMemory<byte> Message(LlmMessage message) => Write([message], json => WriteMessage(json, message, []));

    /// <summary>A run, streamed.</summary>
    /// <remarks>
    /// The run's <c>model</c>, <c>instructions</c> and <c>tools</c> stand in place of the assistant's own, so that who is configured here is who
    /// answers, whatever was set up at the server; each is left out where there is nothing to say, and then the assistant's holds.
    /// </remarks>
    public static ReadOnlyMemory<byte> Run(LlmRequest request, AssistantsServer server) => Write([], json =>
    {
        json.WriteString("assistant_id"u8, server.AssistantId);
        json.WriteString("model"u8, server.Model);
        var system = request.Messages.Where(message => message.Role == LlmRole.System).Select(Words).Where(words => words.Length > 0).ToList();
        if (system.Count > 0)
            json.WriteString("instructions"u8, string.Join("\n\n", system));
        json.WriteBoolean("stream"u8, true);
        if (request.MaxOutputTokens is { } limit && !server.Refused.Current.Contains(RefusedFields.MaxCompletionTokens)
            && !server.Extra.Has(RefusedFields.MaxCompletionTokens))
        {
            json.WriteNumber("max_completion_tokens"u8, Math.Max(limit, LeastCompletionTokens));
        }

        ChatRequestWriter.WriteTools(json, request.Tools);
        server.Extra.Write(json);
    });

    /// <summary>What all tools of a run gave: a run takes them in one call.</summary>
    public static ReadOnlyMemory<byte> Outputs(IReadOnlyList<LlmContent.ToolResult> outputs) => Write([], json =>
    {
        json.WriteStartArray("tool_outputs"u8);
        foreach (var output in outputs)
        {
            json.WriteStartObject();
            json.WriteString("tool_call_id"u8, output.CallId);
            json.WriteString("output"u8, output.Output);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("stream"u8, true);
    });

    private static ReadOnlyMemory<byte> Write(IReadOnlyList<LlmMessage> messages, Action<Utf8JsonWriter> fields) => RequestJson.Compose(messages, json =>
    {
        json.WriteStartObject();
        fields(json);
        json.WriteEndObject();
    });

    private static void WriteMessage(Utf8JsonWriter json, LlmMessage message, IEnumerable<LlmMessage> results)
    {
        var isUser = message.Role == LlmRole.User;
        json.WriteString("role"u8, isUser ? "user"u8 : "assistant"u8);
        if (isUser && message.Content.Any(content => content is LlmContent.Image))
        {
            json.WriteStartArray("content"u8);
            foreach (var content in message.Content)
                ChatRequestWriter.WritePart(json, content);
            json.WriteEndArray();
            return;
        }

        json.WriteString("content"u8, isUser ? Words(message) : Told(message, results));
    }

    private static bool IsEmpty(LlmMessage message) => message.Content.All(content => content is LlmContent.Text { Value.Length: 0 });

    private static string Words(LlmMessage message) => string.Concat(message.Content.OfType<LlmContent.Text>().Select(text => text.Value));

    /// <summary>
    /// The assistant's words. A thread has no messages for calls and their results, which belong to runs that are over; a thread that is made
    /// anew tells them in words, so that nothing that the assistant has found out is lost.
    /// </summary>
    private static string Told(LlmMessage message, IEnumerable<LlmMessage> results)
    {
        if (!message.HasToolCall)
            return Words(message);

        var outputs = results.SelectMany(result => result.Content.OfType<LlmContent.ToolResult>()).ToDictionary(result => result.CallId, result => result.Output);
        var told = new StringBuilder(Words(message));
        foreach (var call in message.Content.OfType<LlmContent.ToolCall>())
        {
            if (told.Length > 0)
                told.Append('\n');
            told.Append("Called ").Append(call.Name).Append(' ').Append(call.Arguments).Append(", which gave: ").Append(outputs[call.Id]);
        }

        return told.ToString();
    }
}
