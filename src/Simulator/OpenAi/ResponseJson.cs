using System.Globalization;
using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>The objects of the Responses protocol.</summary>
/// <remarks>Source: https://platform.openai.com/docs/api-reference/responses/object.</remarks>
internal static class ResponseJson
{
    /// <summary>The answer to a call without <c>stream</c>.</summary>
    public static void WriteWhole(Utf8JsonWriter json, ChatAnswer answer)
    {
        WriteResponse(json, answer, Status(answer));
        json.Flush();
    }

    /// <summary>How it ends.</summary>
    public static string Status(ChatAnswer answer) => answer.FinishReason is "stop" or "tool_calls" ? "completed" : "incomplete";

    /// <summary>The whole object; while it is in progress, without what it says.</summary>
    public static void WriteResponse(Utf8JsonWriter json, ChatAnswer answer, string status)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, Id(answer, "resp"));
        json.WriteString("object"u8, "response"u8);
        json.WritePropertyName("created_at"u8);                 // documented as a number, and not always a whole one
        json.WriteRawValue(answer.Created.ToString(CultureInfo.InvariantCulture) + (answer.Flaw == AnswerFlaw.UsageAsFloat ? ".25" : ""));
        json.WriteString("status"u8, status);
        json.WriteNull("error"u8);
        json.WritePropertyName("incomplete_details"u8);
        if (status == "incomplete")
            json.WriteRawValue($$"""{"reason":"{{(answer.FinishReason == "length" ? "max_output_tokens" : answer.FinishReason)}}"}""");
        else
            json.WriteNullValue();
        json.WriteString("model"u8, answer.Request.Model);
        json.WritePropertyName("output"u8);
        if (answer.Flaw == AnswerFlaw.ChoicesNull)
            json.WriteNullValue();
        else
            WriteOutput(json, answer, status);
        json.WritePropertyName("usage"u8);
        if (status == "in_progress")
            json.WriteNullValue();
        else
            WriteUsage(json, answer);
        json.WriteEndObject();
    }

    public static void WriteReasoning(Utf8JsonWriter json, ChatAnswer answer)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, Id(answer, "rs"));
        json.WriteString("type"u8, "reasoning"u8);
        json.WriteStartArray("summary"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "summary_text"u8);
        json.WriteString("text"u8, answer.Reasoning);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <param name="json">Where.</param>
    /// <param name="answer">Whose.</param>
    /// <param name="text">Empty while it is in progress.</param>
    public static void WriteMessage(Utf8JsonWriter json, ChatAnswer answer, string text)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, Id(answer, "msg"));
        json.WriteString("type"u8, "message"u8);
        json.WriteString("status"u8, text.Length > 0 ? "completed"u8 : "in_progress"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteStartArray("content"u8);
        if (text.Length > 0)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "output_text"u8);
            json.WriteStartArray("annotations"u8);
            json.WriteEndArray();
            json.WriteString("text"u8, text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteCall(Utf8JsonWriter json, FakeToolCall call, string arguments, AnswerFlaw flaw)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, "fc_" + call.Id);
        json.WriteString("type"u8, "function_call"u8);
        json.WriteString("status"u8, arguments.Length > 0 ? "completed"u8 : "in_progress"u8);
        json.WriteString("call_id"u8, call.Id);
        json.WriteString("name"u8, call.Name);
        json.WritePropertyName("arguments"u8);
        if (flaw == AnswerFlaw.ToolArgumentsAsObject && arguments.Length > 0)
            json.WriteRawValue(arguments);
        else
            json.WriteStringValue(arguments);
        json.WriteEndObject();
    }

    public static string Id(ChatAnswer answer, string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}_{answer.Request.Sequence}");

    private static void WriteOutput(Utf8JsonWriter json, ChatAnswer answer, string status)
    {
        json.WriteStartArray();
        if (status != "in_progress")
        {
            if (answer.Reasoning.Length > 0)
                WriteReasoning(json, answer);
            if (answer.Text.Length > 0)
                WriteMessage(json, answer, answer.Text);
            foreach (var call in answer.ToolCalls)
                WriteCall(json, call, call.Arguments, answer.Flaw);
        }

        json.WriteEndArray();
    }

    private static void WriteUsage(Utf8JsonWriter json, ChatAnswer answer)
    {
        json.WriteStartObject();
        WriteCount(json, "input_tokens", answer.PromptTokens, answer.Flaw);
        WriteCount(json, "output_tokens", answer.CompletionTokens, answer.Flaw);
        WriteCount(json, "total_tokens", answer.PromptTokens + answer.CompletionTokens, answer.Flaw);
        json.WriteEndObject();
    }

    private static void WriteCount(Utf8JsonWriter json, string name, int count, AnswerFlaw flaw)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(count.ToString(CultureInfo.InvariantCulture) + (flaw == AnswerFlaw.UsageAsFloat ? ".0" : ""));
    }
}
