using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>WeCom on loopback for an AI bot: the questions of its people, the streams that answer them, and addresses for one late answer each.</summary>
/// <remarks>
/// An AI bot answers in the answer to a call, and WeCom calls again until it is finished. So this platform has to make or to pass on the calls
/// itself: <see cref="DeliverAsync"/>, or <see cref="Through"/> for those who post them with a client of their own. Who wants to carry every call,
/// such as one that measures them, sets no pace, takes each from <see cref="PollFor"/> and gives what comes back to <see cref="Take(WeComWebhook, int, byte[])"/>.
/// </remarks>
public sealed class FakeWeComAiBot : FakePlatform
{
    private readonly FakeWeComAiBotOptions _options;
    private readonly WeComCipher _cipher;
    private readonly WeComCaller _caller;
    private readonly WeComConversations _conversations;
    private readonly WeComResponses _responses;
    private readonly WeComAiBotFiles _files;
    private long _lastQuestion;

    private FakeWeComAiBot(FakeWeComAiBotOptions options)
        : base(options.KeepDeliveries)
    {
        _options = options;
        Token = options.Token ?? WeComSecrets.Token();
        EncodingAesKey = options.EncodingAesKey ?? WeComSecrets.EncodingAesKey();
        AiBotId = options.AiBotId ?? "aib" + RandomNumberGenerator.GetHexString(29);
        Faults = new WeComAiBotFaults(options.Seed, options.TimeProvider);
        _cipher = new WeComCipher(Token, EncodingAesKey, receiver: "");
        _caller = new WeComCaller(options.Patience);
        _conversations = new WeComConversations(options, AiBotId, _cipher, _caller, _violations, _deliveries);
        _responses = new WeComResponses(options, Faults, _violations, _deliveries);
        _files = new WeComAiBotFiles(options.TimeProvider, _cipher, _violations);
    }

    public string Token { get; }

    public string EncodingAesKey { get; }

    public string AiBotId { get; }

    public string BotName => _options.BotName;

    /// <summary>Of what is posted to response addresses.</summary>
    public WeComAiBotFaults Faults { get; }

    /// <summary>Posts to response addresses, failed ones included.</summary>
    public long ResponseRequests => _responses.Requests;

    /// <summary>Posts to a response address that had been used: answered with 0 and shown to nobody.</summary>
    public long RepeatedResponses => _responses.Repeated;

    /// <summary>How often WeCom asked how far a stream had come.</summary>
    public long Polls => _conversations.Polls;

    /// <summary>Those of them that nobody answered, or with a server's error.</summary>
    public long FailedPolls => _conversations.FailedPolls;

    /// <summary>Streams that were not finished when their time was over: they look unfinished for ever.</summary>
    public long ExpiredStreams => _conversations.Expired;

    /// <summary>Streams that still may grow.</summary>
    public int OpenStreams => _conversations.OpenStreams;

    /// <summary>Calls that were answered with 200 and nothing: WeCom does not come back to them.</summary>
    public long EmptyAnswers => _conversations.EmptyAnswers;

    /// <summary>Files of people that were handed over.</summary>
    public long Downloads => _files.Downloads;

    private DateTimeOffset Now => _options.TimeProvider.GetUtcNow();

    public static async Task<FakeWeComAiBot> StartAsync(FakeWeComAiBotOptions? options = null, CancellationToken cancellationToken = default)
    {
        var platform = new FakeWeComAiBot(options ?? new FakeWeComAiBotOptions());
        await platform.ListenAsync(platform.HandleAsync, cancellationToken);
        return platform;
    }

    /// <summary>The signed call with which this platform would hand a question to the bot.</summary>
    public WeComWebhook Ask(WeComAiBotQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var chat = new WeComAiBotChat(question.PersonId, question.IsGroup ? question.GroupId ?? "wrGroupA" : null);
        var msgId = question.MsgId ?? NextId();
        var attached = _files.Add(BaseUrl, msgId, question.Attachment ?? (question.Kind is WeComAiBotMessageKind.File or WeComAiBotMessageKind.Video ? SmallFiles.Other : SmallFiles.Picture));
        var quoted = question.QuotedPicture is { } picture ? _files.Add(BaseUrl, "quoted by " + msgId, picture) : null;
        return Post(WeComAiBotWebhookBody.WriteMessage(question, chat, msgId, AiBotId, BotName, OpenResponse(msgId, chat), attached, quoted), msgId);
    }

    /// <summary>A person opens the private chat for the first time today.</summary>
    public WeComWebhook EnterChat(string personId = "zhangsan")
    {
        var msgId = NextId();
        return Post(WeComAiBotWebhookBody.WriteEvent(null, personId, msgId, AiBotId, WeComAiBotCall.EnterChat, "", responseUrl: null, Now), msgId);
    }

    /// <summary>A person presses a button of a card.</summary>
    public WeComWebhook Press(string key, string personId = "zhangsan", string? groupId = null)
    {
        var msgId = NextId();
        var chat = new WeComAiBotChat(personId, groupId);
        var details = $$"""{"card_type":"button_interaction","event_key":"{{JsonEncodedText.Encode(key)}}","task_id":"task-1"}""";
        return Post(WeComAiBotWebhookBody.WriteEvent(chat, personId, msgId, AiBotId, WeComAiBotCall.CardEvent, details, OpenResponse(msgId, chat), Now), msgId);
    }

    /// <summary>A person finds an answer good or bad.</summary>
    public WeComWebhook Judge(string feedbackId, string personId = "zhangsan", string? groupId = null)
    {
        var msgId = NextId();
        var details = $$"""{"id":"{{JsonEncodedText.Encode(feedbackId)}}","type":2,"content":"能再详细一些么","inaccurate_reason_list":[2,4]}""";
        return Post(WeComAiBotWebhookBody.WriteEvent(new(personId, groupId), personId, msgId, AiBotId, "feedback_event", details, responseUrl: null, Now), msgId);
    }

    /// <summary>The question how far a stream has come, as one more call to be posted by hand.</summary>
    public WeComWebhook Poll(string streamId, string personId = "zhangsan", string? groupId = null)
    {
        var msgId = NextId();
        return Post(WeComAiBotWebhookBody.WriteRefresh(new(personId, groupId), msgId, AiBotId, streamId), msgId);
    }

    /// <summary>A rightly encrypted and signed call with words of one's own.</summary>
    public WeComWebhook Post(string plaintext) => Post(plaintext, msgId: "");

    /// <summary>The console's check of the bot's address.</summary>
    /// <param name="echo">Null: a random number of 19 digits, as WeCom sends it.</param>
    public WeComAddressCheck CheckAddress(string? echo = null) => new(echo ?? RandomNumberGenerator.GetString("123456789", 19), _cipher, Now);

    /// <summary>Calls the bot, reads its answer and goes on with the stream that it may have begun.</summary>
    public async Task<WeComAiBotAnswer> DeliverAsync(WeComWebhook webhook, Uri webhookUrl, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        _conversations.WebhookUrl = webhookUrl;
        using var request = webhook.ToRequest(webhookUrl);
        return await _caller.CallAsync(request, cancellationToken) is { } response
            ? new((int)response.Status, Take(Encoding.UTF8.GetBytes(webhook.Plaintext), webhook.Nonce, response))
            : new(0, "");
    }

    /// <summary>
    /// An address of this platform that passes calls on to that webhook and its answers back, and reads them. From now on the bot is asked there
    /// for the streams that are open.
    /// </summary>
    public Uri Through(Uri webhookUrl)
    {
        ArgumentNullException.ThrowIfNull(webhookUrl);
        _conversations.WebhookUrl = webhookUrl;
        return new Uri(BaseUrl, webhookUrl.AbsolutePath);
    }

    /// <summary>The question how far the answer to this message has come, as the platform asks it now.</summary>
    /// <returns>Null: there is nothing to ask for, because no stream answers the message, or its stream is over.</returns>
    public WeComWebhook? PollFor(WeComWebhook message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _conversations.PollFor(message.MsgId);
    }

    /// <summary>Reads what came back to a call that somebody else carried, as if the platform had made it.</summary>
    /// <param name="webhook">The call: a message, or one of <see cref="PollFor"/>.</param>
    /// <param name="status">0: nothing came back.</param>
    /// <param name="body">What came back.</param>
    /// <returns>Whether there is more to come for.</returns>
    public bool Take(WeComWebhook webhook, int status, byte[] body)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        return WeComAiBotCall.Read(Encoding.UTF8.GetBytes(webhook.Plaintext)) is { } call
            && _conversations.TakeCarried(call, webhook.Nonce, (HttpStatusCode)status, body);
    }

    /// <summary>Asks once for every stream that is open, whatever the pace is.</summary>
    public Task PollAsync(CancellationToken cancellationToken = default) => _conversations.PollAsync(cancellationToken);

    private protected override async ValueTask StopAsync()
    {
        await _conversations.DisposeAsync();
        _caller.Dispose();
    }

    private WeComWebhook Post(string plaintext, string msgId) => new(msgId, plaintext, WeComEnvelope.Json, _cipher, Now);

    private Uri OpenResponse(string msgId, WeComAiBotChat chat) => new(BaseUrl, "/cgi-bin/aibot/response?response_code=" + _responses.Open(msgId, chat));

    /// <summary>As opaque as WeCom's: with characters that have a meaning in addresses and in paths.</summary>
    private string NextId() => string.Create(CultureInfo.InvariantCulture, $"CAIQ{Interlocked.Increment(ref _lastQuestion):x8}/{AiBotId[^6..]}=");

    private string Take(ReadOnlySpan<byte> plaintext, string nonce, WeComCaller.Response response)
    {
        return WeComAiBotCall.Read(plaintext) is { } call ? _conversations.Take(call, nonce, response.Status, response.Body) : "";
    }

    private Task HandleAsync(HttpContext context)
    {
        return (context.Request.Method, context.Request.Path.Value) switch
        {
            ("GET", var path) when path?.StartsWith(WeComAiBotFiles.Path, StringComparison.Ordinal) == true => _files.HandOverAsync(context),
            ("POST", "/cgi-bin/aibot/response") => _responses.PostAsync(context),
            ("GET", "/cgi-bin/getcallbackip") => WeComAnswers.RefuseAsync(context, WeComCodes.TokenMissing, "access_token missing"),
            ("POST", var path) when path == _conversations.WebhookUrl?.AbsolutePath => PassOnAsync(context, _conversations.WebhookUrl!),
            var (method, path) => RefuseUnknownAsync(context, $"{method} {path}"),
        };
    }

    private async Task PassOnAsync(HttpContext context, Uri webhookUrl)
    {
        var body = await context.ReadBodyAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new UriBuilder(webhookUrl) { Query = context.Request.QueryString.Value }.Uri) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        if (await _caller.CallAsync(request, context.RequestAborted) is not { } response)
        {
            context.Abort();
            return;
        }

        if (TryDecrypt(body) is { } plaintext)
            Take(plaintext, context.Request.Query["nonce"].ToString(), response);
        await context.AnswerAsync((int)response.Status, response.ContentType ?? "", response.Body);
    }

    /// <summary>Null: not a call of this platform's, such as a forged one, which nobody reads the answer to.</summary>
    private byte[]? TryDecrypt(byte[] body)
    {
        try
        {
            using var envelope = WeComReplyReader.Parse(body, "call");
            return envelope.RootElement.TextOf("encrypt") is { } encrypted ? _cipher.Decrypt(encrypted) : null;
        }
        catch (WeComBadAnswerException)
        {
            return null;
        }
    }

    private Task RefuseUnknownAsync(HttpContext context, string call)
    {
        _violations.Add("unknown address", call);
        return WeComAnswers.RefuseAsync(context, WeComCodes.BadParameter, "unknown address");
    }
}
