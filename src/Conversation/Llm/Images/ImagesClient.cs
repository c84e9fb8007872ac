using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using BotHost.Conversation.Media;
using BotHost.Conversation.Telemetry;
using BotHost.Conversation.Web;

namespace BotHost.Conversation.Llm.Images;

/// <summary>A client of <c>POST {base}/images/generations</c>.</summary>
/// <remarks>Source: https://platform.openai.com/docs/api-reference/images/create. Newer models of OpenAI's always send <c>b64_json</c> and refuse
/// the field that asks for it; others send a <c>url</c> that is soon gone.</remarks>
internal sealed class ImagesClient(
    HttpClient http, ModelServer server, ImageWishes wishes, PublicFiles publicFiles, CallRetries retries, EngineMetrics metrics, TimeProvider time) : IPictureMaker
{
    /// <summary>Of an answer, most of which is the picture in Base64, and of a picture that is fetched.</summary>
    private const int MaxBytes = 32 * 1024 * 1024;

    /// <summary>A second picture costs as much as the first.</summary>
    private const int MostTries = 2;

    /// <summary>To fetch what was made costs nothing, and to lose it costs the picture.</summary>
    private const int MostFetches = 3;

    private static readonly WholeCallBounds s_making = new(TimeSpan.FromSeconds(180), MaxBytes);
    private static readonly WholeCallBounds s_fetching = new(TimeSpan.FromSeconds(30), MaxBytes);
    private static readonly MediaTypeHeaderValue s_json = new("application/json") { CharSet = "utf-8" };
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly WholeCall _call = new(http, server, time);

    public async Task<MadePicture> MakeAsync(string prompt, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var answer = await retries.RunAsync(token => AskAsync(prompt, token), static answer => answer.Failure, cancellationToken, MostTries);
        var made = answer.Failure is { } failure ? new MadePicture.Failed(failure) : await TakeAsync(answer.Value!, cancellationToken);
        metrics.ModelAnswered(server.Name, time.GetElapsedTime(started));
        return made;
    }

    private async Task<WholeAnswer<DrawnPicture>> AskAsync(string prompt, CancellationToken cancellationToken)
    {
        using var request = server.Request(HttpMethod.Post, server.CallAddress);
        request.Content = new ReadOnlyMemoryContent(Body(prompt));
        request.Content.Headers.ContentType = s_json;
        var answer = await _call.AskAsync(request, s_making, [LlmMessage.Of(LlmRole.User, prompt)], DrawnPicture.Read, cancellationToken);

        // What had begun to come is made and paid for. So, most likely, is what took longer than anybody waits; twice as long is too long anyway.
        return answer is { Failure: { } failure } && (answer.HadBegun || failure.Kind == LlmFailureKind.TimedOut)
            ? answer with { Failure = failure with { IsTransient = false } }
            : answer;
    }

    private byte[] Body(string prompt)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body, s_options))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, server.Model);
            json.WriteString("prompt"u8, prompt);
            json.WriteNumber("n"u8, 1);
            if (wishes.Size is { } size)
                json.WriteString("size"u8, size);
            if (wishes.Quality is { } quality)
                json.WriteString("quality"u8, quality);
            json.WriteEndObject();
        }

        return body.ToArray();
    }

    private async Task<MadePicture> TakeAsync(DrawnPicture drawn, CancellationToken cancellationToken)
    {
        if (drawn.Address.Length == 0)
            return new MadePicture.Made(drawn.Bytes);
        if (!Uri.TryCreate(server.CallAddress, drawn.Address, out var address))
            return new MadePicture.Failed(new LlmFailure(LlmFailureKind.NotUnderstood, "the picture's address is none"));

        return await retries.RunAsync(
            token => IsOurServers(address) ? FetchFromServerAsync(address, token) : FetchAsync(address, token),
            static result => (result as MadePicture.Failed)?.Failure,
            cancellationToken,
            MostFetches);
    }

    /// <summary>An administrator configured this server: it may be an inside one, and wants its key for its files, too.</summary>
    private bool IsOurServers(Uri address) =>
        Uri.Compare(address, server.CallAddress, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private async Task<MadePicture> FetchFromServerAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = server.Request(HttpMethod.Get, address);
        var answer = await _call.AskAsync(request, s_fetching, [], static body => body.IsEmpty ? null : new MadePicture.Made(body), cancellationToken);
        return answer.Failure is { } failure ? new MadePicture.Failed(failure) : answer.Value!;
    }

    private async Task<MadePicture> FetchAsync(Uri address, CancellationToken cancellationToken) =>
        await publicFiles.FetchAsync(address, MaxBytes, cancellationToken) switch
        {
            FetchResult.Fetched { Bytes.IsEmpty: false } fetched => new MadePicture.Made(fetched.Bytes),
            FetchResult.Fetched => Lost(LlmFailureKind.NotUnderstood, "the file is empty"),
            FetchResult.TooLarge => Lost(LlmFailureKind.NotUnderstood, $"longer than {MaxBytes} bytes"),
            FetchResult.Expired expired => Lost(LlmFailureKind.NotUnderstood, expired.Reason),
            FetchResult.Refused refused => Lost(LlmFailureKind.NotUnderstood, refused.Reason),
            FetchResult.Failed failed => Lost(LlmFailureKind.Unreachable, failed.Reason, failed.Wait),
            _ => throw new UnreachableException(),
        };

    private static MadePicture.Failed Lost(LlmFailureKind kind, string reason, TimeSpan? wait = null) =>
        new(new LlmFailure(kind, $"made, but not fetched: {reason}", wait));
}
