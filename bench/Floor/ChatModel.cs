using System.Buffers;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BotHost.Bench.Floor;

/// <summary>One streaming chat completions call, read to its end.</summary>
internal sealed class ChatModel(HttpClient http, FloorSettings settings)
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _url = $"{settings.ModelBaseUrl}/chat/completions";
    private readonly AuthenticationHeaderValue _authorization = new("Bearer", settings.ModelKey);

    public async Task<string> AskAsync(string question)
    {
        using var request = Outbound.JsonPost(_url, Body(question));
        request.Headers.Authorization = _authorization;
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();

        var answer = new StringBuilder();
        await using var stream = await response.Content.ReadAsStreamAsync();
        await foreach (var piece in SseParser.Create(stream, (_, data) => Delta(data)).EnumerateAsync())
            answer.Append(piece.Data);
        return answer.ToString();
    }

    private ReadOnlyMemory<byte> Body(string question)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer, Relaxed);
        json.WriteStartObject();
        json.WriteString("model"u8, settings.Model);
        json.WriteStartArray("messages"u8);
        json.WriteStartObject();
        json.WriteString("role"u8, "user"u8);
        json.WriteString("content"u8, question);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteBoolean("stream"u8, true);
        json.WriteStartObject("stream_options"u8);
        json.WriteBoolean("include_usage"u8, true);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>The <c>choices[0].delta.content</c> of one chunk: the only property of that name there is.</summary>
    private static string? Delta(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty || data[0] != (byte)'{')
            return null;

        var reader = new Utf8JsonReader(data);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("content"u8))
                return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        }

        return null;
    }
}
