using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>Feishu on loopback: tokens, messages, cards that grow, files, and the events of its people, for one app.</summary>
/// <remarks>It checks what the real one checks, so that a client that satisfies it has a chance there.</remarks>
public sealed class FakeFeishu : FakePlatform
{
    internal const string TenantKey = "2ca1d211f64f6438";

    /// <summary>Of messages and of cards where deliveries are not kept: more than a load makes ahead of time and a client can still be busy with.</summary>
    private const int RememberedUnderLoad = 400_000;

    private readonly FakeFeishuOptions _options;
    private readonly FeishuChats _chats;
    private readonly FeishuMessages _messages;
    private readonly FeishuCards _cards;
    private readonly FeishuTokens _tokens;
    private readonly FeishuEvents _events;
    private readonly FeishuGateway _gateway;
    private readonly FeishuTokenApi _tokenApi;
    private readonly FeishuMessageApi _messageApi;
    private readonly FeishuCardApi _cardApi;
    private readonly FeishuReactionApi _reactionApi;
    private readonly FeishuFileApi _fileApi;

    private FakeFeishu(FakeFeishuOptions options)
        : base(options.KeepDeliveries)
    {
        _options = options;
        var time = options.TimeProvider;
        AppId = options.AppId ?? "cli_" + RandomNumberGenerator.GetHexString(16, lowercase: true);
        AppSecret = options.AppSecret ?? RandomNumberGenerator.GetHexString(32, lowercase: true);
        VerificationToken = options.VerificationToken ?? RandomNumberGenerator.GetHexString(32, lowercase: true);
        EncryptKey = options.EncryptKey ?? RandomNumberGenerator.GetHexString(32, lowercase: true);
        BotOpenId = options.BotOpenId ?? FeishuIds.Person("bot of " + AppId);
        Faults = new FeishuFaults(options.Seed);
        var remembered = options.KeepDeliveries ? int.MaxValue : RememberedUnderLoad;
        _chats = new FeishuChats(options.SendsPerSecondAndChat, time);
        _messages = new FeishuMessages(remembered);
        _cards = new FeishuCards(remembered, time);
        _tokens = new FeishuTokens(options.TokenLifetime, time);
        _events = new FeishuEvents(AppId, VerificationToken, TenantKey, BotOpenId, options.BotName);
        _gateway = new FeishuGateway(_tokens, Faults, _violations, options);
        _tokenApi = new FeishuTokenApi(AppId, AppSecret, _tokens, _gateway, Faults, _violations, time);
        var uploads = new FeishuUploads(remembered);
        var cardReader = new FeishuCardReader(options.TablesPerCard);
        _messageApi = new FeishuMessageApi(AppId, _messages, _chats, _cards, new FeishuMessageReader(cardReader, uploads), _violations, _deliveries, time);
        _cardApi = new FeishuCardApi(_cards, cardReader);
        _reactionApi = new FeishuReactionApi(AppId, _messages, time);
        _fileApi = new FeishuFileApi(_messages, uploads);
    }

    public string AppId { get; }

    public string AppSecret { get; }

    public string VerificationToken { get; }

    /// <summary>Empty: events come plain and unsigned.</summary>
    public string EncryptKey { get; }

    public string BotOpenId { get; }

    public FeishuFaults Faults { get; }

    /// <summary>The bot's signs on messages that it has not taken away.</summary>
    public IReadOnlyList<FeishuReaction> Reactions => _reactionApi.All;

    /// <summary>Different tokens given out.</summary>
    public long TokensIssued => _tokens.Issued;

    /// <summary>Calls whose token was not good.</summary>
    public long RefusedTokens => _gateway.RefusedTokens;

    /// <summary>Calls beyond the limits of the app or of a chat.</summary>
    public long ThrottledCalls => _gateway.Throttled;

    public static async Task<FakeFeishu> StartAsync(FakeFeishuOptions? options = null, CancellationToken cancellationToken = default)
    {
        var platform = new FakeFeishu(options ?? new FakeFeishuOptions());
        await platform.ListenAsync(platform.HandleAsync, cancellationToken);
        return platform;
    }

    /// <summary>How many calls of these kinds came, failed ones included.</summary>
    public long Requests(FeishuCalls calls) => _gateway.Requests(calls);

    /// <summary>All tokens are refused from now on, and the next token call gives a new one.</summary>
    public void RevokeToken() => _tokens.Revoke();

    /// <summary>All cards that there are cannot be changed any more.</summary>
    public void LoseCards()
    {
        foreach (var card in _cards.All)
            card.Lose();
    }

    /// <summary>The platform closes all streams now, as it does after ten minutes. What they say stays; who writes on is refused until he opens them again.</summary>
    public void EndStreams()
    {
        foreach (var card in _cards.All)
            card.EndStream();
    }

    /// <summary>The call with which this platform would hand a question to the bot.</summary>
    public FeishuWebhook Ask(FeishuQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var now = _options.TimeProvider.GetUtcNow();
        var sentAt = question.SentAt ?? now;
        var chat = _chats.Of(question);
        var messageId = question.MessageId is { } named ? FeishuIds.Message(named) : FeishuIds.New("om_");
        var eventId = question.EventId ?? FeishuIds.Digest("event of " + messageId);
        _messages.Ask(new FeishuMessage
        {
            Id = messageId,
            Chat = chat,
            MsgType = FeishuContents.TypeOf(question.Kind),
            Content = FeishuEvents.Content(question, _options.BotName),
            CreatedAt = sentAt,
            SenderOpenId = FeishuIds.Person(question.PersonId),
            ParentId = question.ParentId,
            RootId = question.ParentId,
            ThreadId = question.ThreadId,
            Mentions = _events.MentionsInAnswers(question),
            Resources = FeishuContents.Resources(question),
        });
        return Call(messageId, eventId, now, token => _events.Message(question with { VerificationToken = token ?? question.VerificationToken }, messageId, eventId, chat.Id, sentAt));
    }

    /// <summary>Somebody takes a question back: it cannot be answered any more, and this is the call that says so.</summary>
    public FeishuWebhook Withdraw(string messageId)
    {
        var message = _messages.Find(messageId) ?? throw new ArgumentException("Nobody asked this.", nameof(messageId));
        message.IsWithdrawn = true;
        return Announce("im.message.recalled_v1", new JsonObject
        {
            ["message_id"] = message.Id,
            ["chat_id"] = message.Chat.Id,
            ["recall_time"] = FeishuEvents.Milliseconds(_options.TimeProvider.GetUtcNow()),
            ["recall_type"] = "message_owner",
        });
    }

    /// <summary>The call for any other event.</summary>
    /// <param name="eventType">Such as <c>im.chat.member.bot.added_v1</c>.</param>
    /// <param name="body">What stands under <c>event</c>.</param>
    /// <param name="eventId">Null: a new one.</param>
    public FeishuWebhook Announce(string eventType, JsonObject body, string? eventId = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        var now = _options.TimeProvider.GetUtcNow();
        var id = eventId ?? FeishuIds.New("");
        return Call("", id, now, token => _events.Event(eventType, id, body, now, token));
    }

    /// <summary>The call that checks the request address; it is encrypted and signed like every other. Whether the platform signs it is not documented: see <see cref="FeishuWebhook.WithoutSignature"/>.</summary>
    public FeishuWebhook Challenge(string challenge)
    {
        return Call("", FeishuIds.Digest(challenge), _options.TimeProvider.GetUtcNow(), token => _events.Challenge(challenge, token));
    }

    private FeishuWebhook Call(string messageId, string eventId, DateTimeOffset now, Func<string?, byte[]> write)
    {
        var forged = EncryptKey.Length == 0 ? write("not the token of " + AppId) : null;
        return new FeishuWebhook(messageId, eventId, write(null), forged, EncryptKey, now);
    }

    private Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (context.Request.Method, path) switch
        {
            ("POST", ["open-apis", "auth", "v3", "tenant_access_token", "internal"]) => _tokenApi.FetchAsync(context),
            ("GET", ["open-apis", "bot", "v3", "info"]) => DescribeBotAsync(context),
            ("POST", ["open-apis", "im", "v1", "messages"]) =>
                _gateway.HandleAsync(context, FeishuCalls.Send, (body, bytes) => _messageApi.Send(context.Request.Query["receive_id_type"], body, bytes)),
            ("POST", ["open-apis", "im", "v1", "messages", var id, "reply"]) =>
                _gateway.HandleAsync(context, FeishuCalls.Send, (body, bytes) => _messageApi.Reply(id, body, bytes)),
            ("PUT", ["open-apis", "im", "v1", "messages", var id]) =>
                _gateway.HandleAsync(context, FeishuCalls.EditMessage, (body, bytes) => _messageApi.Edit(id, body, bytes)),
            ("PATCH", ["open-apis", "im", "v1", "messages", var id]) =>
                _gateway.HandleAsync(context, FeishuCalls.EditMessage, (body, bytes) => _messageApi.Patch(id, body, bytes)),
            ("DELETE", ["open-apis", "im", "v1", "messages", var id]) => _gateway.HandleAsync(context, FeishuCalls.RecallMessage, (_, _) => _messageApi.Recall(id)),
            ("GET", ["open-apis", "im", "v1", "messages", var id]) => ReadMessageAsync(context, id),
            ("POST", ["open-apis", "im", "v1", "messages", var id, "reactions"]) =>
                _gateway.HandleAsync(context, FeishuCalls.React, (body, _) => _reactionApi.Add(id, body)),
            ("DELETE", ["open-apis", "im", "v1", "messages", var id, "reactions", var reaction]) =>
                _gateway.HandleAsync(context, FeishuCalls.React, (_, _) => _reactionApi.Remove(id, reaction)),
            ("GET", ["open-apis", "im", "v1", "messages", var id, "resources", var key]) =>
                _gateway.HandleAsync(context, FeishuCalls.Download, (_, _) => _fileApi.Download(context, id, key)),
            ("POST", ["open-apis", "im", "v1", "images"]) => _gateway.HandleFormAsync(context, FeishuCalls.Upload, _fileApi.Upload),
            ("POST", ["open-apis", "cardkit", "v1", "cards"]) => _gateway.HandleAsync(context, FeishuCalls.CreateCard, (body, _) => _cardApi.Create(body)),
            ("PUT", ["open-apis", "cardkit", "v1", "cards", var id]) => _gateway.HandleAsync(context, FeishuCalls.ReplaceCard, (body, _) => _cardApi.Replace(id, body)),
            ("PATCH", ["open-apis", "cardkit", "v1", "cards", var id, "settings"]) =>
                _gateway.HandleAsync(context, FeishuCalls.ConfigureCard, (body, _) => _cardApi.Configure(id, body)),
            ("PUT", ["open-apis", "cardkit", "v1", "cards", var id, "elements", var element, "content"]) =>
                _gateway.HandleAsync(context, FeishuCalls.WriteCard, (body, _) => _cardApi.Write(id, element, body)),
            var (method, _) => RefuseUnknownAsync(context, $"{method} {context.Request.Path}"),
        };
    }

    private Task ReadMessageAsync(HttpContext context, string id)
    {
        return _gateway.HandleAsync(context, FeishuCalls.ReadMessage, (_, _) =>
        {
            var messages = _messageApi.Read(id);
            return () => FeishuAnswers.SucceedAsync(context, messages);
        });
    }

    private Task DescribeBotAsync(HttpContext context)
    {
        var bot = new FeishuBotInfo(2, _options.BotName, "https://example.com/a.png", [], BotOpenId);
        return _gateway.HandleAsync(
            context, FeishuCalls.BotInfo, (_, _) => () => context.AnswerAsync(StatusCodes.Status200OK, new FeishuBotAnswer(0, "ok", bot), FeishuAnswers.Relaxed.FeishuBotAnswer));
    }

    private Task RefuseUnknownAsync(HttpContext context, string call)
    {
        _violations.Add("unknown address", call);
        return _gateway.FailAsync(context, FeishuFault.Refusal(StatusCodes.Status404NotFound, 99991201, "api not found"));
    }
}
