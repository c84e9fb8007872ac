using System.Text.Json.Nodes;
using BotHost.Adapters.Http;
using BotHost.Adapters.WeComAiBot;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.WeComAiBot;

/// <summary>A bot with a scripted WeCom behind it, and in the engine's place what is stored of one message.</summary>
internal sealed class WeComAiBotBot : IDisposable
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

    public string Stream => WeComAiBotStreamId.Of(Options.Bot, Message.DedupKey);

    /// <summary>A new process: nothing is left but what was stored.</summary>
    public void Restart()
    {
        var polls = new WeComAiBotPolls();
        Receiver = new WeComAiBotWebhook(Options, polls, Time);
        Sender = new WeComAiBotSender(Options, new WeComAiBotApi(Options, Http, Time), polls, new ThrottleGate(Time, new Jitter(new Random(1))), Time, Log);
        Delivery = new MemoryDeliveryState(Delivery.Value);
    }

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
    public Frame Poll(JsonObject? question = null)
    {
        return Receive(question ?? WeComAiBotWebhooks.Poll(Stream, Message.Chat.Kind)) switch
        {
            WebhookResult.Asked asked => asked.Answer(asked.DedupKey == Message.DedupKey && asked.Bot == Options.Bot ? Stored() : null).Frame(),
            WebhookResult.Answered answered => answered.Response.Frame(),
            var other => throw new InvalidOperationException(other.ToString()),
        };
    }

    public Delivery Stored() => new() { Message = Message, Value = Delivery.Value, Progress = Progress };

    public IReplySink Open() => Sender.Open(Message, Delivery);

    public static ReplyPart Part(string text, int index = 0) => new(index, new TextPart(text));

    /// <summary>Sends, and WeCom comes for it once it is stored.</summary>
    public async Task<(SendResult Result, Frame Seen)> SendFetchedAsync(string text)
    {
        var sending = Open().SendAsync(Part(text), CancellationToken.None);
        await Eventually.UntilAsync(() => Delivery.Value is not null);
        var seen = Poll();
        return (await sending, seen);
    }

    /// <summary>Sends, and nobody comes: all patience is over.</summary>
    public async Task<SendResult> SendUnfetchedAsync(string text, IReplySink? sink = null)
    {
        var sending = (sink ?? Open()).SendAsync(Part(text), CancellationToken.None);
        await Eventually.UntilAsync(() => sending.IsCompleted || Time.Due.Count > 0);
        if (!sending.IsCompleted)
            Time.Advance(TimeSpan.FromSeconds(10));
        return await sending;
    }

    public void Dispose()
    {
        Assert.Equal(0, Http.Unplayed);
        Http.Dispose();
    }
}
