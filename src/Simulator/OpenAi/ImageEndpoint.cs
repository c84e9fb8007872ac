using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary><c>POST /v1/images/generations</c>, and the pictures that it makes.</summary>
/// <remarks>Source: https://platform.openai.com/docs/api-reference/images/create.</remarks>
internal sealed partial class ImageEndpoint(FakeOpenAiOptions options, OpenAiDoor door, OpenAiFaults faults)
{
    private const string PicturesPath = "/v1/pictures/";

    private static readonly string[] _qualities = ["low", "medium", "high", "auto"];

    private readonly Kept<ImageRequest> _requests = new(options.KeepRequests ? FakeOpenAi.MostMediaRequests : 0);
    private readonly Recent<byte[]> _pictures = new(FakeOpenAi.MostMediaRequests);
    private long _sequence;

    public IReadOnlyList<ImageRequest> Requests => _requests.Items;

    public static bool IsPicture(string? path) => path?.StartsWith(PicturesPath, StringComparison.Ordinal) == true;

    public async Task HandleAsync(HttpContext context)
    {
        var body = await context.ReadBodyAsync();
        if (await door.ReadKeyAsync(context) is not { } key)
            return;

        ImageRequest request;
        try
        {
            request = Read(body, Interlocked.Increment(ref _sequence), key);
        }
        catch (BadChatRequestException bad)
        {
            await door.RefuseAsync(context, bad);
            return;
        }

        _requests.Add(request);
        await context.AnswerOrFailAsync(faults, request.Model == options.ImageModel, options, flaw => Compose(context, request, flaw));
    }

    /// <summary>A picture that an answer named. As those of the real one, it wants no key.</summary>
    public Task ServeAsync(HttpContext context)
    {
        return _pictures.Find(context.Request.Path.Value!) is { } picture
            ? context.AnswerAsync(200, "image/png", picture)
            : context.AnswerAsync(404, "text/plain", ReadOnlyMemory<byte>.Empty);
    }

    private static ImageRequest Read(byte[] body, long sequence, string key)
    {
        using var document = JsonElements.ParseRequest(body);
        var root = document.RootElement;
        if (root.TextOf("model") is not { Length: > 0 } model)
            throw new BadChatRequestException("a model is required");
        if (root.TextOf("prompt") is not { Length: > 0 } prompt)
            throw new BadChatRequestException("a prompt is required");
        if (root.Find("n") is not null && root.NumberOf("n") is not (>= 1 and <= 10))
            throw new BadChatRequestException("n is no number from 1 to 10");
        if (root.Find("response_format") is not null)
            throw new BadChatRequestException("there is no response_format", "unknown_parameter");

        var size = root.TextOf("size") ?? "";
        if (size.Length > 0 && !PictureSize().IsMatch(size))
            throw new BadChatRequestException("the size is none", "invalid_value");

        var quality = root.TextOf("quality") ?? "";
        if (quality.Length > 0 && !_qualities.Contains(quality))
            throw new BadChatRequestException("the quality is none", "invalid_value");

        return new ImageRequest { Sequence = sequence, Model = model, Prompt = prompt, Size = size, Quality = quality, ApiKey = key };
    }

    private ReadOnlyMemory<byte> Compose(HttpContext context, ImageRequest request, AnswerFlaw flaw)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, ChatJson.Options);
        json.WriteStartObject();
        json.WriteNumber("created"u8, options.TimeProvider.GetUtcNow().ToUnixTimeSeconds());
        json.WriteStartArray("data"u8);
        if (flaw != AnswerFlaw.EmptyAnswer)
        {
            var picture = SmallPng.Of(request.Prompt);
            json.WriteStartObject();
            if (options.PicturesElsewhere is { } elsewhere)
                json.WriteString("url"u8, elsewhere.AbsoluteUri);
            else if (options.PicturesByUrl)
                json.WriteString("url"u8, Offer(context, picture, request.Sequence));
            else
                json.WriteBase64String("b64_json"u8, picture);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private string Offer(HttpContext context, byte[] picture, long sequence)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{PicturesPath}{sequence}.png");
        _pictures.Set(path, picture);
        return $"{context.Request.Scheme}://{context.Request.Host}{path}";
    }

    [GeneratedRegex("^(?:auto|[1-9][0-9]{1,4}x[1-9][0-9]{1,4})$")]
    private static partial Regex PictureSize();
}
