using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>The object of a run.</summary>
/// <remarks>Source: https://platform.openai.com/docs/api-reference/runs/object.</remarks>
internal static class RunJson
{
    public static void Write(Utf8JsonWriter json, FakeRun run, string status, ChatAnswer? answer = null)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, run.Id);
        json.WriteString("object"u8, "thread.run"u8);
        json.WriteNumber("created_at"u8, run.CreatedAt.ToUnixTimeSeconds());
        json.WriteString("thread_id"u8, run.Thread.Id);
        json.WriteString("assistant_id"u8, ThreadsEndpoint.AssistantId);
        json.WriteString("status"u8, status);
        json.WriteNumber("expires_at"u8, run.ExpiresAt.ToUnixTimeSeconds());
        WriteRequiredAction(json, status, answer);
        WriteLastError(json, status);
        WriteIncompleteDetails(json, status, answer);
        if (status is RunStatus.Completed or RunStatus.Incomplete && answer is not null)
            ChatJson.WriteUsage(json, answer);
        else
            json.WriteNull("usage"u8);
        json.WriteEndObject();
    }

    private static void WriteRequiredAction(Utf8JsonWriter json, string status, ChatAnswer? answer)
    {
        if (status != RunStatus.RequiresAction || answer is null)
        {
            json.WriteNull("required_action"u8);
            return;
        }

        json.WriteStartObject("required_action"u8);
        json.WriteString("type"u8, "submit_tool_outputs"u8);
        json.WriteStartObject("submit_tool_outputs"u8);
        json.WriteStartArray("tool_calls"u8);
        foreach (var call in answer.ToolCalls)
            ChatJson.WriteToolCall(json, index: null, call, call.Arguments, answer.Flaw);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteLastError(Utf8JsonWriter json, string status)
    {
        if (status != RunStatus.Failed)
        {
            json.WriteNull("last_error"u8);
            return;
        }

        json.WriteStartObject("last_error"u8);
        json.WriteString("code"u8, "server_error"u8);
        json.WriteString("message"u8, "Sorry, something went wrong."u8);
        json.WriteEndObject();
    }

    private static void WriteIncompleteDetails(Utf8JsonWriter json, string status, ChatAnswer? answer)
    {
        if (status != RunStatus.Incomplete || answer is null)
        {
            json.WriteNull("incomplete_details"u8);
            return;
        }

        json.WriteStartObject("incomplete_details"u8);
        json.WriteString("reason"u8, answer.FinishReason == "length" ? "max_completion_tokens" : answer.FinishReason);
        json.WriteEndObject();
    }
}
