using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>The objects of the chat completions protocol.</summary>
/// <remarks>Fields and their order as in the sheet's §2.1.</remarks>
internal static class ChatJson
{
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>What comes after the id, so that ids look like those of the real one and differ.</summary>
    private const string IdPrefix = "chatcmpl-";

    public static void WriteHead(Utf8JsonWriter json, ChatAnswer answer, string kind)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, IdPrefix + answer.Request.Sequence.ToString(CultureInfo.InvariantCulture));
        json.WriteString("object"u8, kind);
        json.WriteNumber("created"u8, answer.Created);
        json.WriteString("model"u8, answer.Request.Model);
    }

    public static void WriteUsage(Utf8JsonWriter json, ChatAnswer answer)
    {
        json.WriteStartObject("usage"u8);
        WriteCount(json, "prompt_tokens", answer.PromptTokens, answer.Flaw);
        WriteCount(json, "completion_tokens", answer.CompletionTokens, answer.Flaw);
        WriteCount(json, "total_tokens", answer.PromptTokens + answer.CompletionTokens, answer.Flaw);
        json.WriteEndObject();
    }

    /// <param name="json">Inside of a delta or a message.</param>
    /// <param name="index">The call's place; null leaves it out, as a plain answer does.</param>
    /// <param name="call">The call.</param>
    /// <param name="arguments">The part of its arguments to write.</param>
    /// <param name="flaw">May make an object of the arguments.</param>
    public static void WriteToolCall(Utf8JsonWriter json, int? index, FakeToolCall call, string arguments, AnswerFlaw flaw)
    {
        json.WriteStartObject();
        if (index is { } place)
            json.WriteNumber("index"u8, place);
        json.WriteString("id"u8, call.Id);
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, call.Name);
        json.WritePropertyName("arguments"u8);
        if (flaw == AnswerFlaw.ToolArgumentsAsObject)
            json.WriteRawValue(call.Arguments);
        else
            json.WriteStringValue(arguments);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The answer to a call without <c>stream</c>.</summary>
    public static void WriteWhole(Utf8JsonWriter json, ChatAnswer answer)
    {
        WriteHead(json, answer, "chat.completion");
        if (answer.Flaw == AnswerFlaw.ChoicesNull)
            json.WriteNull("choices"u8);
        else
            WriteChoice(json, answer);
        WriteUsage(json, answer);
        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteChoice(Utf8JsonWriter json, ChatAnswer answer)
    {
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        if (answer.Text.Length == 0 && answer.ToolCalls.Count > 0)
            json.WriteNull("content"u8);
        else
            json.WriteString("content"u8, answer.Text);
        json.WriteNull("refusal"u8);
        if (answer.Reasoning.Length > 0)
            json.WriteString("reasoning_content"u8, answer.Reasoning);
        if (answer.ToolCalls.Count > 0)
        {
            json.WriteStartArray("tool_calls"u8);
            foreach (var call in answer.ToolCalls)
                WriteToolCall(json, index: null, call, call.Arguments, answer.Flaw);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, answer.Flaw == AnswerFlaw.EmptyFinishReason ? "" : answer.FinishReason);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteCount(Utf8JsonWriter json, string name, int count, AnswerFlaw flaw)
    {
        json.WritePropertyName(name);
        if (flaw == AnswerFlaw.UsageAsFloat)
            json.WriteRawValue(count.ToString(CultureInfo.InvariantCulture) + ".0");
        else
            json.WriteNumberValue(count);
    }
}
