namespace BotHost.Simulator;

public sealed record FakeOpenAiOptions
{
    /// <summary>Keys that are accepted. Empty: one random key.</summary>
    public IReadOnlyList<string> ApiKeys { get; init; } = [];

    public string Model { get; init; } = "fake-model";

    /// <summary>Other models that are there too.</summary>
    public IReadOnlyList<string> MoreModels { get; init; } = [];

    /// <summary>False: the model takes no pictures, and a question with one is refused.</summary>
    public bool Vision { get; init; } = true;

    /// <summary>True: at Azure's addresses (<c>/openai/v1</c> and <c>/openai/deployments</c>), with its header for the key and in its words.</summary>
    public bool Azure { get; init; }

    /// <summary>The one that hears.</summary>
    public string TranscriptionModel { get; init; } = "fake-transcriber";

    /// <summary>The one that draws.</summary>
    public string ImageModel { get; init; } = "fake-painter";

    /// <summary>What is said in a recording. Null: how long it is and what its name ends in.</summary>
    public Func<TranscriptionRequest, string>? Transcribe { get; init; }

    /// <summary>True: the answer names an address on this server where the picture is, as servers in the manner of DALL·E do.</summary>
    public bool PicturesByUrl { get; init; }

    /// <summary>The answer names this address, whatever is there.</summary>
    public Uri? PicturesElsewhere { get; init; }

    /// <summary>How long it takes to hear and to draw.</summary>
    public TimeSpan MediaDelay { get; init; }

    /// <summary>From the request to the first piece of the answer.</summary>
    public TimeSpan FirstTokenDelay { get; init; }

    /// <summary>Between two pieces. Zero: the whole answer is one write.</summary>
    public TimeSpan TokenDelay { get; init; }

    /// <summary>Pieces that an answer is streamed in, unless it says so itself or is shorter.</summary>
    public int Chunks { get; init; } = 4;

    /// <summary>Null: "echo: " and the last words of the user.</summary>
    public Func<ChatRequest, FakeAnswer>? Answer { get; init; }

    /// <summary>
    /// What goes wrong with a call that puts something into a conversation or a thread, by the key it came with; null for nothing. What the
    /// model is asked there is <see cref="Answer"/>'s.
    /// </summary>
    public Func<string, ModelFault?>? KeepingFault { get; init; }

    /// <summary>False: calls are counted and not remembered, so that a long load does not fill the memory. Of recordings and pictures the newest 100 are.</summary>
    public bool KeepRequests { get; init; } = true;

    /// <summary>Of the faults that come by chance.</summary>
    public int Seed { get; init; } = 1;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
