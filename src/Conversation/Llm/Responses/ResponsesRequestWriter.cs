using System.Collections.Immutable;
using System.Text.Json;
using BotHost.Conversation.Llm.ChatCompletions;
using BotHost.Conversation.Llm.Streaming;

namespace BotHost.Conversation.Llm.Responses;

/// <summary>Writes the body of a request for a response.</summary>
/// <remarks>Source: "Create a model response", https://platform.openai.com/docs/api-reference/responses/create.</remarks>
internal static class ResponsesRequestWriter
{
    private const string StreamOptions = RefusedFields.StreamOptions;

    /// <param name="request">What is asked.</param>
    /// <param name="input">The messages that the server does not hold yet; all of them where it holds none.</param>
    /// <param name="conversation">The server's conversation that they are added to; null for none.</param>
    /// <param name="server">Who is asked.</param>
    /// <param name="refused">What it is known not to take.</param>
    public static ReadOnlyMemory<byte> Write(
        LlmRequest request, IReadOnlyList<LlmMessage> input, string? conversation, ChatServer server, ImmutableHashSet<string> refused) =>
        RequestJson.Compose(input, json => Write(json, request, input, conversation, server, refused));

    private static void Write(
        Utf8JsonWriter json, LlmRequest request, IReadOnlyList<LlmMessage> input, string? conversation, ChatServer server, ImmutableHashSet<string> refused)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, server.Model);
        WriteInstructions(json, request);
        json.WriteStartArray("input"u8);
        ResponseItems.Write(json, input);
        json.WriteEndArray();
        json.WriteBoolean("stream"u8, true);
        if (server.SendsObfuscationFlag && !server.Extra.Has(StreamOptions) && !refused.Contains(StreamOptions) && !refused.Contains(RefusedFields.IncludeObfuscation))
        {
            json.WriteStartObject("stream_options"u8);
            json.WriteBoolean("include_obfuscation"u8, false);
            json.WriteEndObject();
        }

        // Left out it means true, and the server would keep for weeks what nobody reads there again.
        if (!server.Extra.Has(RefusedFields.Store) && !refused.Contains(RefusedFields.Store))
            json.WriteBoolean("store"u8, conversation is not null);
        if (conversation is not null)
        {
            json.WriteStartObject("conversation"u8);
            json.WriteString("id"u8, conversation);
            json.WriteEndObject();
        }

        if (request.MaxOutputTokens is { } limit && !server.Extra.Has(RefusedFields.MaxOutputTokens) && !refused.Contains(RefusedFields.MaxOutputTokens))
            json.WriteNumber("max_output_tokens"u8, limit);
        WriteTools(json, request.Tools);
        server.Extra.Write(json);
        json.WriteEndObject();
    }

    /// <summary>What the system says is part of every request and of no conversation: servers do not carry it from one answer to the next.</summary>
    private static void WriteInstructions(Utf8JsonWriter json, LlmRequest request)
    {
        var system = request.Messages.Where(message => message.Role == LlmRole.System)
            .SelectMany(message => message.Content.OfType<LlmContent.Text>()).Select(text => text.Value).ToList();
        if (system.Count > 0)
            json.WriteString("instructions"u8, string.Join("\n\n", system));
    }

    /// <summary>Flat, unlike those of chat completions; and strict has to be declined, for the schemas are those of others.</summary>
    private static void WriteTools(Utf8JsonWriter json, IReadOnlyList<LlmTool> tools)
    {
        if (tools.Count == 0)
            return; // an empty list is refused

        json.WriteStartArray("tools"u8);
        foreach (var tool in tools)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "function"u8);
            json.WriteString("name"u8, tool.Name);
            json.WriteString("description"u8, tool.Description);
            json.WritePropertyName("parameters"u8);
            json.WriteRawValue(tool.ParametersSchema);
            json.WriteBoolean("strict"u8, false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
