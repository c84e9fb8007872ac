using BotHost.Adapters.AccessTokens;
using BotHost.Adapters.Apps;
using BotHost.Adapters.Feishu;
using BotHost.Adapters.Http;
using BotHost.Adapters.Tests.AccessTokens;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.Feishu;

/// <summary>A bot with a scripted platform behind it.</summary>
internal sealed class FeishuBot : IDisposable
{
    public const string Token = "t-0001";

    private readonly PlatformApps _apps;

    public FeishuBot(FeishuOptions? options = null, ManualTimeProvider? time = null, IHttpClientFactory? platform = null)
    {
        Options = options ?? FeishuVectors.Encrypted;
        Time = time ?? FeishuVectors.TimeAt(FeishuWebhooks.Now);
        Api = new FeishuApi(Options, platform ?? Http, Time);
        _apps = new PlatformApps(new MemoryTokenStore(), Time, new Jitter(new Random(1)), new RecordedLog<AccessTokenCache>());
        Client = new FeishuClient(Options, Api, _apps, Time);
        Identity = new FeishuIdentity(Options, Client, Time, new Jitter(new Random(1)), IdentityLog);
        Webhook = new FeishuWebhook(Options, new FeishuEvents(Options, Identity, Time, EventLog), Time);
        Sender = new FeishuSender(Options, Client, Media, Time, Log);
        Attachments = new FeishuAttachments(Client);
        Quotes = new FeishuQuotes(Options.Bot, Client, Identity, QuoteLog);
    }

    public FeishuOptions Options { get; }

    public ManualTimeProvider Time { get; }

    public StubHttp Http { get; } = new();

    public RecordedLog<FeishuSender> Log { get; } = new();

    public RecordedLog<FeishuEvents> EventLog { get; } = new();

    public RecordedLog<FeishuIdentity> IdentityLog { get; } = new();

    public FeishuApi Api { get; }

    public FeishuClient Client { get; }

    public FeishuIdentity Identity { get; }

    public FeishuWebhook Webhook { get; }

    public FeishuSender Sender { get; }

    public FeishuAttachments Attachments { get; }

    public FeishuQuotes Quotes { get; }

    public KeptPictures Media { get; } = new();

    public RecordedLog<FeishuQuotes> QuoteLog { get; } = new();

    /// <summary>What the platform was asked, in order, without the calls for a token.</summary>
    public IReadOnlyList<string> Calls => [.. Sent.Select(Name)];

    /// <summary>The calls behind <see cref="Calls"/>.</summary>
    public IReadOnlyList<StubRequest> Sent => [.. Http.Requests.Where(request => !request.Url.Contains("tenant_access_token", StringComparison.Ordinal))];

    /// <summary>A bot that has a token and knows who it is.</summary>
    public static async Task<FeishuBot> KnownAsync(FeishuOptions? options = null, ManualTimeProvider? time = null)
    {
        var bot = new FeishuBot(options, time).WithToken();
        bot.Http.Answers(200, $$"""{"code":0,"msg":"ok","bot":{"activate_status":2,"app_name":"小助手","open_id":"{{FeishuVectors.BotOpenId}}"} }""");
        Assert.True(await bot.Identity.AskAsync(CancellationToken.None));
        bot.Http.Requests.Clear();
        return bot;
    }

    public FeishuBot WithToken(string token = Token)
    {
        Http.Answers(200, $$"""{"code":0,"msg":"ok","tenant_access_token":"{{token}}","expire":7200}""");
        return this;
    }

    public FeishuBot Answers(params string[] bodies)
    {
        foreach (var body in bodies)
            Http.Answers(body.Contains("\"code\":0", StringComparison.Ordinal) ? 200 : 400, body);
        return this;
    }

    /// <summary>A question of the recorded kind: in private, in a group, or in a topic of a group.</summary>
    public static IncomingMessage Question(string name = "p2p_text_chinese_emoji_encrypted_signed") => new()
    {
        Bot = "feishu",
        DedupKey = (string)FeishuWebhooks.Event(name).Message()["message_id"]!,
        Chat = new Chat { Kind = ChatKind.Private, Id = (string)FeishuWebhooks.Event(name).Message()["chat_id"]! },
        Sender = new Sender { Id = "ou_1" },
        Parts = [new TextPart("?")],
        SentAt = DateTimeOffset.FromUnixTimeSeconds(FeishuWebhooks.Now),
        ReplyAddress = new FeishuReplyAddress
        {
            Chat = (string)FeishuWebhooks.Event(name).Message()["chat_id"]!,
            Message = (string)FeishuWebhooks.Event(name).Message()["message_id"]!,
            InThread = FeishuWebhooks.Event(name).Message()["thread_id"] is not null,
        }.ToJson(),
    };

    public Task<SendResult> SendAsync(string text, IncomingMessage? message = null, int index = 0, IDeliveryState? state = null)
    {
        return Sender.Open(message ?? Question(), state ?? new MemoryDeliveryState()).SendAsync(new ReplyPart(index, new TextPart(text)), CancellationToken.None);
    }

    public Task<SendResult> SendPictureAsync(PicturePart picture, IncomingMessage? message = null, int index = 0, IDeliveryState? state = null)
    {
        return Sender.Open(message ?? Question(), state ?? new MemoryDeliveryState()).SendAsync(new ReplyPart(index, picture), CancellationToken.None);
    }

    /// <summary>How another bot of the same app answers.</summary>
    public FeishuSender Beside(string bot)
    {
        var options = Options with { Bot = bot };
        return new FeishuSender(options, new FeishuClient(options, Api, _apps, Time), Media, Time, Log);
    }

    public void Dispose()
    {
        Assert.Equal(0, Http.Unplayed);
        Http.Dispose();
        _apps.Dispose();
        Identity.Dispose();
    }

    private static string Name(StubRequest request)
    {
        var segments = new Uri(request.Url).Segments.Select(segment => segment.TrimEnd('/')).ToList();
        return $"{request.Method} {segments[^1]}" switch
        {
            "POST messages" => "send",
            "POST reply" => "reply",
            "POST cards" => "create",
            "POST images" => "upload",
            "PUT content" => "text",
            "PATCH settings" => "close",
            "POST reactions" => "react",
            "GET info" => "who",
            _ when request.Method == "PUT" => "replace",
            _ when request.Method == "PATCH" => "patch",
            _ when request.Method == "DELETE" => request.Url.Contains("/reactions/", StringComparison.Ordinal) ? "unreact" : "recall",
            var other => other,
        };
    }
}
