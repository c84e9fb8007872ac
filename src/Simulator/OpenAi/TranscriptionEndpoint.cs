using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace BotHost.Simulator;

/// <summary><c>POST /v1/audio/transcriptions</c>.</summary>
/// <remarks>Source: https://platform.openai.com/docs/api-reference/audio/createTranscription.</remarks>
internal sealed partial class TranscriptionEndpoint(FakeOpenAiOptions options, OpenAiDoor door, OpenAiFaults faults)
{
    /// <summary>The real one takes 25 MB.</summary>
    private const int MaxFileBytes = 25 * 1024 * 1024;

    private static readonly string[] _endings = [".flac", ".mp3", ".mp4", ".mpeg", ".mpga", ".m4a", ".ogg", ".wav", ".webm"];

    private readonly Kept<TranscriptionRequest> _requests = new(options.KeepRequests ? FakeOpenAi.MostMediaRequests : 0);
    private Func<TranscriptionRequest, string> _hear = options.Transcribe ?? Describe;
    private long _sequence;

    public IReadOnlyList<TranscriptionRequest> Requests => _requests.Items;

    public Func<TranscriptionRequest, string> Hear
    {
        get => Volatile.Read(ref _hear);
        set => Volatile.Write(ref _hear, value ?? throw new ArgumentNullException(nameof(value)));
    }

    public async Task HandleAsync(HttpContext context)
    {
        var body = await context.ReadBodyAsync();
        if (await door.ReadKeyAsync(context) is not { } key)
            return;

        TranscriptionRequest request;
        try
        {
            request = Read(await FormAsync(context.Request.ContentType, body), Interlocked.Increment(ref _sequence), key);
        }
        catch (BadChatRequestException bad)
        {
            await door.RefuseAsync(context, bad);
            return;
        }

        if (request.Bytes.Length > MaxFileBytes)
        {
            await door.RefuseAsync(context, 413, "file_too_large", "The file is larger than 25 MB.");
            return;
        }

        _requests.Add(request);
        await context.AnswerOrFailAsync(faults, request.Model == options.TranscriptionModel, options, flaw => Compose(flaw == AnswerFlaw.EmptyAnswer ? "" : Hear(request)));
    }

    private static string Describe(TranscriptionRequest request) =>
        string.Create(CultureInfo.InvariantCulture, $"{request.Bytes.Length} bytes of {Path.GetExtension(request.FileName)[1..]}");

    private static TranscriptionRequest Read(Form form, long sequence, string key)
    {
        if (form.Fields.GetValueOrDefault("model") is not { Length: > 0 } model)
            throw new BadChatRequestException("a model is required");
        if (form.File is not { } file)
            throw new BadChatRequestException("a file is required");
        if (!_endings.Contains(Path.GetExtension(form.FileName), StringComparer.OrdinalIgnoreCase))
            throw new BadChatRequestException($"the file's name ends in none of {string.Join(", ", _endings)}");
        if (file.IsEmpty)
            throw new BadChatRequestException("the file is empty");
        if (form.Fields.GetValueOrDefault("response_format", "json") != "json")
            throw new BadChatRequestException("no other response_format than json here", "unsupported_value");

        var language = form.Fields.GetValueOrDefault("language", "");
        if (language.Length > 0 && !LanguageCode().IsMatch(language))
            throw new BadChatRequestException("the language is no code by ISO 639", "invalid_language_format");

        return new TranscriptionRequest
        {
            Sequence = sequence,
            Model = model,
            FileName = form.FileName,
            MediaType = form.MediaType,
            Bytes = file,
            Language = language,
            ApiKey = key,
        };
    }

    private static async Task<Form> FormAsync(string? contentType, byte[] body)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 } boundary)
        {
            throw new BadChatRequestException("the body is no form with a file");
        }

        var form = new Form();
        try
        {
            var reader = new MultipartReader(boundary.ToString(), new MemoryStream(body));
            while (await reader.ReadNextSectionAsync() is { } section)
                await AddAsync(form, section);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw new BadChatRequestException("the form is broken");
        }

        return form;
    }

    private static async Task AddAsync(Form form, MultipartSection section)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
            throw new BadChatRequestException("a part of the form has no name");

        using var content = new MemoryStream();
        await section.Body.CopyToAsync(content);
        var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
        if (!disposition.IsFileDisposition())
        {
            if (!form.Fields.TryAdd(name, Encoding.UTF8.GetString(content.GetBuffer().AsSpan(0, (int)content.Length))))
                throw new BadChatRequestException($"{name} is there twice");
            return;
        }

        if (name != "file" || form.File is not null)
            throw new BadChatRequestException("there is one file, and its field is called file");

        form.File = content.ToArray();
        form.FileName = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).ToString();
        form.MediaType = section.ContentType ?? "";
    }

    private static ReadOnlyMemory<byte> Compose(string text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, ChatJson.Options);
        json.WriteStartObject();
        json.WriteString("text"u8, text);
        json.WriteStartObject("usage"u8);
        json.WriteString("type"u8, "duration"u8);
        json.WriteNumber("seconds"u8, 2); // any will do
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    [GeneratedRegex("^[a-z]{2,3}$")]
    private static partial Regex LanguageCode();

    private sealed class Form
    {
        public Dictionary<string, string> Fields { get; } = [];

        public ReadOnlyMemory<byte>? File { get; set; }

        public string FileName { get; set; } = "";

        public string MediaType { get; set; } = "";
    }
}
