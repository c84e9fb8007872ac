using System.Text.Json.Nodes;
using BotHost.Adapters.Http;
using BotHost.Adapters.Tests.WeCom;
using BotHost.Adapters.WeComAiBot;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Words;

namespace BotHost.Adapters.Tests.WeComAiBot;

/// <summary>A bot with a scripted WeCom behind it, and in the engine's place what is stored of one message.</summary>
internal sealed class WeComAiBotBot : IDisposable, IDeliveries
{
    public WeComAiBotBot(WeComAiBotOptions? options = null)
    {
        Options = options ?? WeComAiBotWebhooks.Options;
        Restart();
    }

    public WeComAiBotOptions Options { get; }

    public ManualTimeProvider Time { get; } = new();

    public StubHttp Http { get; } = new();

    public RecordedLog<WeComAiBotSender> Log { get; } = new();

    public WeComAiBotSender Sender { get; private set; } = null!;

    public WeComAiBotWebhook Receiver { get; private set; } = null!;

    public MemoryDeliveryState Delivery { get; private set; } = new();

    public IncomingMessage Message { get; private set; } = null!;

    public DeliveryProgress Progress { get; set; } = DeliveryProgress.Open;

    public WeComMedia Media { get; } = new();

    /// <summary>Called before the mark of who comes for an answer is stored; the store then is as it is afterwards.</summary>
    public Action? BeforeReplace { get; set; }

    /// <summary>False: nothing can be written.</summary>
    public bool HasRoom { get; set; } = true;

    public string Stream => WeComAiBotStreamId.Of(Options.Bot, Message.DedupKey);

    /// <summary>A new process: nothing is left but what was stored.</summary>
    public void Restart()
    {
        var polls = new WeComAiBotPolls();
        Receiver = NewReceiver(polls);
        Sender = NewSender(polls);
        Delivery = new MemoryDeliveryState(Delivery.OnDisk);
    }

    /// <summary>From now on WeCom's calls go to another process than the one that answers: they share the database and nothing else.</summary>
    public void Split() => Receiver = NewReceiver(new WeComAiBotPolls());

    public WebhookResult Receive(JsonObject body) => Receiver.Receive(WeComAiBotWebhooks.Signed(body, Time.GetUtcNow()));

    /// <summary>Stores a question; what WeCom got for it.</summary>
    public Frame Ask(JsonObject? question = null)
    {
        var accepted = Assert.IsType<WebhookResult.Accepted>(Receive(question ?? WeComAiBotWebhooks.Text()));
        Message = accepted.Message;
        Delivery = new MemoryDeliveryState();
        return accepted.Ack.Frame();
    }

    /// <summary>WeCom comes for the answer.</summary>
    public async Task<Frame> PollAsync(JsonObject? question = null) => (await PollRawAsync(question)).Frame();

    public async Task<WebhookResponse> PollRawAsync(JsonObject? question = null)
    {
        return Receive(question ?? WeComAiBotWebhooks.Poll(Stream, Message.Chat.Kind)) switch
        {
            WebhookResult.Asked asked => await asked.Answer(await FindAsync(asked.Bot, asked.DedupKey, CancellationToken.None), CancellationToken.None),
            WebhookResult.Answered answered => answered.Response,
            var other => throw new InvalidOperationException(other.ToString()),
        };
    }

    public Delivery Stored() => new() { Message = Message, Value = Delivery.OnDisk, Progress = Progress };

    public ValueTask<Delivery?> FindAsync(string bot, string dedupKey, CancellationToken cancellationToken) =>
        ValueTask.FromResult(dedupKey == Message.DedupKey && bot == Options.Bot ? Stored() : null);

    public Task<bool> TryReplaceAsync(string bot, string dedupKey, string seen, string value, CancellationToken cancellationToken)
    {
        Assert.Equal((Options.Bot, Message.DedupKey), (bot, dedupKey));
        BeforeReplace?.Invoke();
        return Task.FromResult(HasRoom && Delivery.TryReplace(seen, value));
    }

    public IReplySink Open() => Sender.Open(Message, Delivery);

    public WeComAiBotDelivery State => WeComAiBotDelivery.FromJson(Delivery.OnDisk);

    private bool IsComplete => State.Stage == WeComAiBotStage.Complete;

    public static ReplyPart Picture(long id, int index = 0, string alt = "") => new(index, new PicturePart(id, alt));

    public static ReplyPart Part(string text, int index = 0) => new(index, new TextPart(text));

    /// <summary>Sends, and WeCom comes for it once it is stored.</summary>
    public async Task<(SendResult Result, Frame Seen)> SendFetchedAsync(string text, int index = 0)
    {
        var sending = Open().SendAsync(Part(text, index), CancellationToken.None);
        await Eventually.UntilAsync(() => IsComplete);
        var seen = await PollAsync();
        return (await sending, seen);
    }

    /// <summary>Sends, and nobody comes: all patience is over.</summary>
    public async Task<SendResult> SendUnfetchedAsync(string text, IReplySink? sink = null, int index = 0)
    {
        var sending = (sink ?? Open()).SendAsync(Part(text, index), CancellationToken.None);
        await Eventually.UntilAsync(() => sending.IsCompleted || Time.Due.Count > 0);
        if (!sending.IsCompleted)
            Time.Advance(TimeSpan.FromSeconds(10));
        return await sending;
    }

    private WeComAiBotWebhook NewReceiver(WeComAiBotPolls polls) => new(Options, new WeComAiBotStream(Phrases.In(Options.Language), this, Media, polls, Time), Time);

    private WeComAiBotSender NewSender(WeComAiBotPolls polls) => new(
        new WeComAiBotApi(Options, Http, Time),
        polls,
        this,
        new WeComAiBotPictures(Media, Phrases.In(Options.Language)),
        new ThrottleGate(Time, new Jitter(new Random(1))),
        Time,
        Log);

    public void Dispose()
    {
        Assert.Equal(0, Http.Unplayed);
        Http.Dispose();
    }
}
