using System.Diagnostics.Metrics;
using System.Globalization;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Llm.Images;
using BotHost.Conversation.Llm.Transcriptions;
using BotHost.Conversation.Web;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Conversation.Tests.Llm;

/// <summary>A model that hears or draws, registered as in the host.</summary>
internal sealed class MediaModel : IAsyncDisposable
{
    public const string Key = "sk-test-0123456789abcdef";

    private readonly ServiceProvider _services;

    /// <param name="api">What it does.</param>
    /// <param name="baseUrl">Where it is.</param>
    /// <param name="server">Answers in the place of the network.</param>
    /// <param name="time">The clock.</param>
    /// <param name="change">Changes its settings.</param>
    public MediaModel(
        ModelApi api, Uri? baseUrl = null, HttpMessageHandler? server = null, TimeProvider? time = null, Func<ModelOptions, ModelOptions>? change = null)
    {
        var options = new ModelOptions
        {
            Name = api == ModelApi.Images ? "image" : "transcription",
            Api = api,
            Model = "test-model",
            BaseUrl = baseUrl ?? new Uri("http://model.test/v1"),
            ApiKeys = [Key],
        };
        var services = new ServiceCollection().AddLogging().AddSingleton(time ?? TimeProvider.System).AddLlm([change?.Invoke(options) ?? options]);
        PublicFiles.Register(services);
        if (server is not null)
            services.AddHttpClient(LlmServices.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => server);
        _services = services.BuildServiceProvider();
    }

    public LlmModels Models => _services.GetRequiredService<LlmModels>();

    public ModelProbe Probe => _services.GetRequiredService<ModelProbe>();

    public Task<Transcription> HearAsync(string fileName = "voice.wav", string mediaType = "audio/wav", CancellationToken? cancellationToken = null) =>
        Models.Transcriber!.TranscribeAsync("RIFF…"u8.ToArray(), fileName, mediaType, cancellationToken ?? TestContext.Current.CancellationToken);

    public Task<MadePicture> DrawAsync(string prompt = "a cat", CancellationToken? cancellationToken = null) =>
        Models.PictureMaker!.MakeAsync(prompt, cancellationToken ?? TestContext.Current.CancellationToken);

    /// <summary>Every duration that is booked from now on, as model and seconds.</summary>
    public IReadOnlyList<string> Durations(out IDisposable listening)
    {
        var factory = _services.GetRequiredService<IMeterFactory>();
        var booked = new List<string>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "bothost.model.duration" && ReferenceEquals(instrument.Meter.Scope, factory))
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) => booked.Add(string.Create(CultureInfo.InvariantCulture, $"{tags[0].Value} {seconds}")));
        listener.Start();
        listening = listener;
        return booked;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

/// <summary>A server within the process: each call is a step of the script, and the last step is repeated. No time passes by itself.</summary>
internal sealed class ScriptedServer(ManualTimeProvider time, params IReadOnlyList<Func<CancellationToken, Task<HttpResponseMessage>>> script) : HttpMessageHandler
{
    private readonly DateTimeOffset _start = time.GetUtcNow();

    /// <summary>When each call came, in seconds since the beginning.</summary>
    public List<double> Calls { get; } = [];

    public List<Uri> Addresses { get; } = [];

    public static Func<CancellationToken, Task<HttpResponseMessage>> Says(string json, int status = 200, string? header = null, string? value = null) => _ =>
    {
        var response = new HttpResponseMessage((System.Net.HttpStatusCode)status) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        if (header is not null)
            response.Headers.TryAddWithoutValidation(header, value);
        return Task.FromResult(response);
    };

    /// <summary>No connection comes about.</summary>
    public static Func<CancellationToken, Task<HttpResponseMessage>> Refuses { get; } =
        _ => throw new HttpRequestException(HttpRequestError.ConnectionError);

    /// <summary>Silence until the client has had enough.</summary>
    public static Func<CancellationToken, Task<HttpResponseMessage>> Stalls { get; } = async token =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        throw new InvalidOperationException("Nobody waits for ever.");
    };

    /// <summary>A good status, the beginning of a body, and the connection drops.</summary>
    public static Func<CancellationToken, Task<HttpResponseMessage>> Drops { get; } = _ => Task.FromResult(new HttpResponseMessage
    {
        Content = new StreamContent(new ScriptedStream(["{\"data\":[{\"b64"u8.ToArray()], (read, _) => read == 0 ? Task.CompletedTask : throw new IOException("reset"))),
    });

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var step = script[Math.Min(Calls.Count, script.Count - 1)];
        Calls.Add((time.GetUtcNow() - _start).TotalSeconds);
        Addresses.Add(request.RequestUri!);
        return step(cancellationToken);
    }
}
