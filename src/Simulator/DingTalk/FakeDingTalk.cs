using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>DingTalk on loopback: tokens, sends, session webhooks, AI cards, reactions, files and the questions of its people, for one robot.</summary>
/// <remarks>It checks what the real one checks, so that a client that satisfies it has a chance there.</remarks>
public sealed class FakeDingTalk : FakePlatform
{
    /// <summary>Of files where deliveries are not kept: more than a load makes ahead of time and a client can still be busy with.</summary>
    private const int FilesUnderLoad = 100_000;

    private readonly FakeDingTalkOptions _options;
    private readonly DingTalkChats _chats;
    private readonly DingTalkTokens _tokens;
    private readonly DingTalkTokenApi _tokenApi;
    private readonly DingTalkOpenApi _openApi;
    private readonly DingTalkSessionApi _sessionApi;
    private readonly DingTalkCardApi _cardApi;
    private readonly DingTalkEmotionApi _emotionApi;
    private readonly DingTalkTokenCheck _tokenCheck;
    private readonly DingTalkFiles _files;
    private readonly DingTalkFileApi _fileApi;
    private readonly string _robotUserId;

    private FakeDingTalk(FakeDingTalkOptions options)
        : base(options.KeepDeliveries)
    {
        _options = options;
        AppKey = options.AppKey ?? "ding" + RandomNumberGenerator.GetHexString(16, lowercase: true);
        AppSecret = options.AppSecret ?? RandomNumberGenerator.GetHexString(64, lowercase: true);
        RobotCode = options.RobotCode ?? AppKey;
        Faults = new DingTalkFaults(options.Seed);
        _robotUserId = DingTalkWebhookBody.EncryptedId(RobotCode);
        _chats = new DingTalkChats(options.TimeProvider);
        _tokens = new DingTalkTokens(options.TokenLifetime, options.TimeProvider);
        _tokenApi = new DingTalkTokenApi(AppKey, AppSecret, options.TokenLifetime, options.TimeProvider, _tokens, Faults, _violations);
        var stage = new DingTalkSendStage(Faults, options.TimeProvider);
        _tokenCheck = new DingTalkTokenCheck(_tokens, _violations);
        _files = new DingTalkFiles(options.KeepDeliveries ? int.MaxValue : FilesUnderLoad, options.TimeProvider);
        _fileApi = new DingTalkFileApi(() => BaseUrl, RobotCode, _files, _tokenCheck, Faults, _violations, options.TimeProvider);
        _openApi = new DingTalkOpenApi(RobotCode, options.UnknownStaffIds, _tokenCheck, _chats, _files, stage, _violations, _deliveries);
        _sessionApi = new DingTalkSessionApi(_chats, _files, stage, _violations, _deliveries);
        _cardApi = new DingTalkCardApi(options, RobotCode, _tokenCheck, _chats, Faults, stage, _violations, _deliveries);
        _emotionApi = new DingTalkEmotionApi(RobotCode, _tokenCheck, Faults, _violations);
    }

    public string AppKey { get; }

    public string AppSecret { get; }

    public string RobotCode { get; }

    public DingTalkFaults Faults { get; }

    /// <summary>The published card template; empty if there is none.</summary>
    public string CardTemplateId => _options.CardTemplateId;

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

    /// <summary>Attachments that were handed over.</summary>
    public long Downloads => _fileApi.Downloads;

    /// <summary>Attempts to upload something, failed ones included.</summary>
    public long UploadRequests => _fileApi.Uploads;

    /// <summary>Calls whose token was not good.</summary>
    public long RefusedTokens => _tokenCheck.Refused;

    public static async Task<FakeDingTalk> StartAsync(FakeDingTalkOptions? options = null, CancellationToken cancellationToken = default)
    {
        var platform = new FakeDingTalk(options ?? new FakeDingTalkOptions());
        await platform.ListenAsync(platform.HandleAsync, cancellationToken);
        return platform;
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
        var msgId = question.MsgId ?? NewMessageId();
        if (question.Quoted is { } quoted)
            question = question with { Quoted = quoted with { MsgId = quoted.MsgId ?? NewMessageId() } };
        foreach (var (id, said) in new[] { (msgId, question), (question.Quoted?.MsgId, question.Quoted) })
        {
            if (said is { Kind: not (DingTalkMessageKind.Text or DingTalkMessageKind.Unknown) })
                _files.Attach(DingTalkWebhookBody.DownloadCode(id!), said.Attachment ?? SmallOf(said.Kind));
        }

        var body = DingTalkWebhookBody.Write(question, new DingTalkWebhookBody.Frame
        {
            MsgId = msgId,
            ConversationId = conversationId,
            RobotCode = question.RobotCode ?? RobotCode,
            RobotName = _options.RobotName,
            RobotUserId = _robotUserId,
            SessionWebhook = string.Create(CultureInfo.InvariantCulture, $"{BaseUrl.GetLeftPart(UriPartial.Authority)}/robot/sendBySession?session={_chats.OpenSession(chat, expires)}"),
            SessionExpires = expires,
            SentAt = sentAt,
        });
        return new DingTalkWebhook(msgId, body, AppSecret, sentAt);
    }

    private static string NewMessageId() => "msg" + Convert.ToBase64String(Guid.NewGuid().ToByteArray());

    private static SimulatedAttachment SmallOf(DingTalkMessageKind kind) =>
        kind is DingTalkMessageKind.Picture or DingTalkMessageKind.RichText ? SmallFiles.Picture : SmallFiles.Other;

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
            ("POST", "/v1.0/robot/messageFiles/download") => _fileApi.LocateAsync(context),
            ("POST", "/media/upload") => _fileApi.UploadAsync(context),
            ("GET", { } path) when path.StartsWith("/files/", StringComparison.Ordinal) => _fileApi.HandOverAsync(context, path["/files/".Length..]),
            var (method, path) => RefuseUnknownAsync(context, $"{method} {path}"),
        };
    }

    private Task RefuseUnknownAsync(HttpContext context, string call)
    {
        _violations.Add("unknown address", call);
        return context.RefuseAsync(StatusCodes.Status404NotFound, "InvalidAction.NotFound", "Specified api is not found.");
    }
}
