using System.Net.Http.Headers;
using System.Text.Json;
using BotHost.Conversation.Telemetry;
using BotHost.Conversation.Web;

namespace BotHost.Conversation.Llm.Transcriptions;

/// <summary>A client of <c>POST {base}/audio/transcriptions</c>.</summary>
/// <remarks>Source: https://platform.openai.com/docs/api-reference/audio/createTranscription.</remarks>
internal sealed class TranscriptionsClient(
    HttpClient http, ModelServer server, string? language, CallRetries retries, EngineMetrics metrics, TimeProvider time) : ITranscriber
{
    /// <summary>One try. A long recording is uploaded and heard in less; the text of hours is far below a megabyte.</summary>
    private static readonly WholeCallBounds s_bounds = new(TimeSpan.FromSeconds(120), 1024 * 1024);

    private readonly WholeCall _call = new(http, server, time);

    public async Task<Transcription> TranscribeAsync(ReadOnlyMemory<byte> audio, string fileName, string mediaType, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var heard = await retries.RunAsync(
            token => TryAsync(audio, "audio" + Ending(fileName), MediaType(mediaType), token),
            static result => (result as Transcription.Failed)?.Failure,
            cancellationToken);
        metrics.ModelAnswered(server.Name, time.GetElapsedTime(started));
        return heard;
    }

    private async Task<Transcription> TryAsync(ReadOnlyMemory<byte> audio, string fileName, string mediaType, CancellationToken cancellationToken)
    {
        List<(string, string)> fields = [("model", server.Model), ("response_format", "json")];
        if (language is not null)
            fields.Add(("language", language));
        using var request = server.Request(HttpMethod.Post, server.CallAddress);
        request.Content = FormUpload.Of("file", fileName, mediaType, audio, [.. fields]);
        var answer = await _call.AskAsync(request, s_bounds, [], Read, cancellationToken);
        return answer.Failure is { } failure ? new Transcription.Failed(failure) : answer.Value!;
    }

    private static Transcription.Heard? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("text", out var text)
                && text.ValueKind is JsonValueKind.String or JsonValueKind.Null
                ? new Transcription.Heard((text.GetString() ?? "").Trim())
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // no JSON, or half a character in it
        {
            return null;
        }
    }

    /// <summary>The name's ending with its dot, as far as it is one: a person's name of a file is nothing that a server must know.</summary>
    private static string Ending(string fileName)
    {
        const int Longest = 5;
        var ending = Path.GetExtension(fileName).ToLowerInvariant();
        if (ending.Length is < 2 or > Longest + 1 || !ending.Skip(1).All(char.IsAsciiLetterOrDigit))
            return "";

        return ending is ".oga" or ".opus" ? ".ogg" : ending; // the same format under names that OpenAI's server does not know
    }

    private static string MediaType(string given) =>
        MediaTypeHeaderValue.TryParse(given, out var parsed) && parsed.MediaType is { } mediaType ? mediaType : "application/octet-stream";
}
