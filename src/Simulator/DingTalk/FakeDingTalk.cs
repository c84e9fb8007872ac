using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>DingTalk on loopback: tokens, sends, session webhooks and the questions of its people, for one robot.</summary>
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
        _openApi = new DingTalkOpenApi(RobotCode, options.UnknownStaffIds, _tokens, _chats, stage, _violations, _deliveries);
        _sessionApi = new DingTalkSessionApi(_chats, stage, _violations, _deliveries);
    }

    /// <summary>Every message that somebody saw, while it is being recorded: keep the handler short and thread-safe.</summary>
    public event Action<SimulatedDelivery>? Delivered
    {
        add => _deliveries.Delivered += value;
        remove => _deliveries.Delivered -= value;
    }

    /// <summary>Both the address of the API and the legacy one, which session webhooks are under.</summary>
    public Uri BaseUrl => field ??= new Uri(_server!.Origin);

    public string AppKey { get; }

    public string AppSecret { get; }

    public string RobotCode { get; }

    public DingTalkFaults Faults { get; }

    /// <summary>All that people saw so far.</summary>
    public IReadOnlyList<SimulatedDelivery> Deliveries => _deliveries.Snapshot;

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

    /// <summary>Sends whose token was not good.</summary>
    public long RefusedTokens => _openApi.RefusedTokens;

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
