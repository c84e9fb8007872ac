using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>DingTalk on loopback: tokens, sends, session webhooks, AI cards, reactions and the questions of its people, for one robot.</summary>
/// <remarks>It checks what the real one checks, so that a client that satisfies it has a chance there.</remarks>
public sealed class FakeDingTalk : IAsyncDisposable
{
    private readonly FakeDingTalkOptions _options;
    private readonly DeliveryLog _deliveries;
    private readonly DingTalkChats _chats;
    private readonly DingTalkTokens _tokens;
    private readonly DingTalkTokenApi _tokenApi;
    private readonly DingTalkOpenApi _openApi;
    private readonly DingTalkSessionApi _sessionApi;
    private readonly DingTalkCardApi _cardApi;
    private readonly DingTalkEmotionApi _emotionApi;
    private readonly DingTalkTokenCheck _tokenCheck;
    private readonly Violations _violations = new();
    private readonly string _robotUserId;
    private LoopbackServer? _server;

    private FakeDingTalk(FakeDingTalkOptions options)
    {
        _options = options;
        AppKey = options.AppKey ?? "ding" + RandomNumberGenerator.GetHexString(16, lowercase: true);
        AppSecret = options.AppSecret ?? RandomNumberGenerator.GetHexString(64, lowercase: true);
        RobotCode = options.RobotCode ?? AppKey;
        Faults = new DingTalkFaults(options.Seed);
        _robotUserId = DingTalkWebhookBody.EncryptedId(RobotCode);
        _deliveries = new DeliveryLog(options.KeepDeliveries);
        _chats = new DingTalkChats(options.TimeProvider);
        _tokens = new DingTalkTokens(options.TokenLifetime, options.TimeProvider);
        _tokenApi = new DingTalkTokenApi(AppKey, AppSecret, options.TokenLifetime, options.TimeProvider, _tokens, Faults, _violations);
        var stage = new DingTalkSendStage(Faults, options.TimeProvider);
        _tokenCheck = new DingTalkTokenCheck(_tokens, _violations);
        _openApi = new DingTalkOpenApi(RobotCode, options.UnknownStaffIds, _tokenCheck, _chats, stage, _violations, _deliveries);
        _sessionApi = new DingTalkSessionApi(_chats, stage, _violations, _deliveries);
        _cardApi = new DingTalkCardApi(options, RobotCode, _tokenCheck, _chats, Faults, stage, _violations, _deliveries);
        _emotionApi = new DingTalkEmotionApi(RobotCode, _tokenCheck, Faults, _violations);
    }

    /// <summary>Every message that somebody saw, while it is being recorded: keep the handler short and thread-safe.</summary>
    public event Action<SimulatedDelivery>? Delivered
    {
        add => _deliveries.Delivered += value;
        remove => _deliveries.Delivered -= value;
    }

    /// <summary>A card that somebody saw before looks different now. The same rules for the handler.</summary>
    public event Action<SimulatedDelivery>? Changed
    {
        add => _deliveries.Changed += value;
        remove => _deliveries.Changed -= value;
    }

    /// <summary>Both the address of the API and the legacy one, which session webhooks are under.</summary>
    public Uri BaseUrl => field ??= new Uri(_server!.Origin);

    public string AppKey { get; }

    public string AppSecret { get; }

    public string RobotCode { get; }

    public DingTalkFaults Faults { get; }

    /// <summary>The published card template; empty if there is none.</summary>
    public string CardTemplateId => _options.CardTemplateId;

    /// <summary>All messages that people saw so far, as they look now.</summary>
    public IReadOnlyList<SimulatedDelivery> Deliveries => _deliveries.Snapshot;

    /// <summary>Every message as often as it looked different: all that ever stood on somebody's screen.</summary>
    public IReadOnlyList<SimulatedDelivery> States => _deliveries.States;

    /// <summary>Counted also where deliveries are not kept.</summary>
    public long DeliveryCount => _deliveries.Count;

    /// <summary>What a correct client would not have done, as kind and detail. The first 1,000.</summary>
    public IReadOnlyList<string> Violations => _violations.Lines;

    /// <summary>Token calls, failed ones included.</summary>
    public long TokenRequests => _tokenApi.Requests;

    /// <summary>Different tokens given out.</summary>
    public long TokensIssued => _tokens.Issued;

    /// <summary>Attempts to send anything in any way, failed ones included.</summary>
    public long SendRequests => _openApi.PrivateRequests + _openApi.GroupRequests + _sessionApi.Requests;

    public long PrivateSendRequests => _openApi.PrivateRequests;

    public long GroupSendRequests => _openApi.GroupRequests;

    public long SessionSendRequests => _sessionApi.Requests;

    /// <summary>Calls that would make a card, failed ones included.</summary>
    public long CardRequests => _cardApi.OpenRequests;

    /// <summary>Calls that would change one, failed ones included.</summary>
    public long CardUpdateRequests => _cardApi.UpdateRequests;

    /// <summary>Card calls beyond the limit of a second.</summary>
    public long ThrottledCardRequests => _cardApi.Throttled;

    /// <summary>Calls that would show a reaction or recall one, failed ones included.</summary>
    public long ReactionRequests => _emotionApi.Requests;

    /// <summary>The messages of people that a reaction of the robot stands under now.</summary>
    public IReadOnlyCollection<string> Reactions => _emotionApi.MessageIds;

    /// <summary>Calls whose token was not good.</summary>
    public long RefusedTokens => _tokenCheck.Refused;

    public static async Task<FakeDingTalk> StartAsync(FakeDingTalkOptions? options = null, CancellationToken cancellationToken = default)
    {
        var platform = new FakeDingTalk(options ?? new FakeDingTalkOptions());
        platform._server = await LoopbackServer.StartAsync(platform.HandleAsync, platform._violations, cancellationToken);
        return platform;
    }

    /// <summary>The next delivery that no earlier call of this was given.</summary>
    /// <exception cref="TimeoutException">There was none in time.</exception>
    public Task<SimulatedDelivery> NextAsync(TimeSpan timeout) => _deliveries.NextAsync(timeout);

    /// <summary>Waits until what people saw satisfies the condition, and gives it back.</summary>
    /// <exception cref="TimeoutException">It did not in time; the message says what they saw.</exception>
    public Task<IReadOnlyList<SimulatedDelivery>> WaitForAsync(Func<IReadOnlyList<SimulatedDelivery>, bool> condition, TimeSpan timeout)
    {
        return _deliveries.WaitForAsync(condition, timeout);
    }

    /// <summary>The current token is refused from now on, and the next token call gives a new one.</summary>
    public void RevokeToken() => _tokens.Revoke();

    /// <summary>Ends all session webhooks before their time.</summary>
    public void ExpireSessions() => _chats.ExpireSessions();

    /// <summary>The signed call with which this platform would hand a question to the robot.</summary>
    public DingTalkWebhook Ask(DingTalkQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var sentAt = question.SentAt ?? _options.TimeProvider.GetUtcNow();
        var conversationId = question.ConversationId ?? (question.IsGroup ? "cidGrp/Zz0+testBB==" : "cidPriv+" + question.StaffId + "/testAA==");
        var person = question.External ? DingTalkWebhookBody.EncryptedId(question.StaffId) : question.StaffId;
        var chat = _chats.Get(conversationId, question.IsGroup, person);
        var expires = sentAt + _options.SessionLifetime;
        var msgId = question.MsgId ?? "msg" + Convert.ToBase64String(Guid.NewGuid().ToByteArray());
        var body = DingTalkWebhookBody.Write(question, new DingTalkWebhookBody.Frame
        {
            MsgId = msgId,
            ConversationId = conversationId,
            RobotCode = question.RobotCode ?? RobotCode,
            RobotName = _options.RobotName,
            RobotUserId = _robotUserId,
            SessionWebhook = string.Create(CultureInfo.InvariantCulture, $"{_server!.Origin}/robot/sendBySession?session={_chats.OpenSession(chat, expires)}"),
            SessionExpires = expires,
            SentAt = sentAt,
        });
        return new DingTalkWebhook(msgId, body, AppSecret, sentAt);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private Task HandleAsync(HttpContext context)
    {
        return (context.Request.Method, context.Request.Path.Value) switch
        {
            ("POST", "/v1.0/robot/oToMessages/batchSend") => _openApi.SendPrivateAsync(context),
            ("POST", "/v1.0/robot/groupMessages/send") => _openApi.SendToGroupAsync(context),
            ("POST", "/v1.0/card/instances/createAndDeliver") => _cardApi.OpenAsync(context),
            ("PUT", "/v1.0/card/streaming") => _cardApi.UpdateAsync(context),
            ("POST", "/v1.0/robot/emotion/reply") => _emotionApi.ReplyAsync(context),
            ("POST", "/v1.0/robot/emotion/recall") => _emotionApi.RecallAsync(context),
            ("POST", "/robot/sendBySession") => _sessionApi.SendAsync(context),
            ("POST", "/v1.0/oauth2/accessToken") => _tokenApi.FetchAsync(context),
            ("GET", "/gettoken") => _tokenApi.FetchLegacyAsync(context),
            var (method, path) => RefuseUnknownAsync(context, $"{method} {path}"),
        };
    }

    private Task RefuseUnknownAsync(HttpContext context, string call)
    {
        _violations.Add("unknown address", call);
        return context.RefuseAsync(StatusCodes.Status404NotFound, "InvalidAction.NotFound", "Specified api is not found.");
    }
}
