using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>QQ on loopback: tokens, private and group sends, streams, files and the questions of its people, for one bot.</summary>
/// <remarks>It checks what the real one checks, so that a client that satisfies it has a chance there.</remarks>
public sealed class FakeQQ : FakePlatform
{
    private readonly FakeQQOptions _options;
    private readonly QQSigner _signer;
    private readonly QQChats _chats;
    private readonly QQReplyWindows _windows;
    private readonly QQFiles _files;
    private readonly QQFileServer _attachments;
    private readonly QQTokens _tokens;
    private readonly QQTokenApi _tokenApi;
    private readonly QQCalls _calls;
    private readonly QQMessageApi _messageApi;
    private readonly QQStreamApi _streamApi;
    private readonly QQRate _fileRate;
    private readonly QQInteractions _interactions = new();
    private long _lastQuestion;
    private long _uploads;

    private FakeQQ(FakeQQOptions options)
        : base(options.KeepDeliveries)
    {
        _options = options;
        AppId = options.AppId ?? "1020" + RandomNumberGenerator.GetInt32(10_000, 100_000).ToString(CultureInfo.InvariantCulture);
        AppSecret = options.AppSecret ?? RandomNumberGenerator.GetHexString(32);
        Faults = new QQFaults(options.Seed, options.TimeProvider);
        _signer = new QQSigner(AppSecret);
        _chats = new QQChats(AppId);
        _windows = new QQReplyWindows(options.TimeProvider);
        _files = new QQFiles(options.TimeProvider);
        _attachments = new QQFileServer(() => BaseUrl, _violations);
        _fileRate = new QQRate(options.EnforcesRates ? 50 : 0, options.TimeProvider);
        _tokens = new QQTokens(options.TokenLifetime, options.TimeProvider);
        _tokenApi = new QQTokenApi(AppId, AppSecret, options.TimeProvider, _tokens, Faults, _violations);
        _calls = new QQCalls(_tokens, _violations);
        var reader = new QQMessageReader(options, _chats, _files);
        _messageApi = new QQMessageApi(options, _calls, _chats, _windows, reader, Faults, _deliveries);
        _streamApi = new QQStreamApi(options, _calls, _chats, _windows, reader, Faults.Streams, _deliveries);
    }

    public string AppId { get; }

    public string AppSecret { get; }

    public QQFaults Faults { get; }

    /// <summary>Token calls, failed ones included.</summary>
    public long TokenRequests => _tokenApi.Requests;

    /// <summary>Different tokens given out.</summary>
    public long TokensIssued => _tokens.Issued;

    /// <summary>Files that were uploaded, failed attempts included.</summary>
    public long Uploads => Volatile.Read(ref _uploads);

    /// <summary>Attempts to send anything in any way, failed ones included.</summary>
    public long SendRequests => PrivateSendRequests + GroupSendRequests + StreamRequests;

    public long PrivateSendRequests => _messageApi.PrivateRequests;

    public long GroupSendRequests => _messageApi.GroupRequests;

    public long StreamRequests => _streamApi.Requests;

    public long TypingNotices => _messageApi.TypingNotices;

    /// <summary>Buttons that were pressed and not acknowledged: each turns for its person until it gives up.</summary>
    public int OpenInteractions => _interactions.Open;

    /// <summary>Frames of streams that were refused because they came too soon.</summary>
    public long FramesTooFast => _streamApi.FramesTooFast;

    /// <summary>Calls that were refused because their message had arrived before.</summary>
    public long Duplicates => _calls.Duplicates;

    /// <summary>Calls that were refused because there were too many in their second, frames of streams that came too soon among them.</summary>
    public long ThrottledCalls => _calls.Throttled;

    /// <summary>Calls whose token was not good.</summary>
    public long RefusedTokens => _calls.RefusedTokens;

    public static async Task<FakeQQ> StartAsync(FakeQQOptions? options = null, CancellationToken cancellationToken = default)
    {
        var platform = new FakeQQ(options ?? new FakeQQOptions());
        await platform.ListenAsync(platform.HandleAsync, cancellationToken);
        return platform;
    }

    /// <summary>The current token is refused from now on, and the next token call gives a new one.</summary>
    public void RevokeToken() => _tokens.Revoke();

    /// <summary>Under which id the bot knows this person in private.</summary>
    public string UserOpenId(string personId) => _chats.UserOpenId(personId);

    /// <summary>Under which id the bot knows this person in groups.</summary>
    public string MemberOpenId(string personId) => _chats.MemberOpenId(personId);

    public string GroupOpenId(string groupId) => _chats.GroupOpenId(groupId);

    /// <summary>The signed call with which this platform would hand a question to the bot.</summary>
    public QQWebhook Ask(QQQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var sentAt = question.SentAt ?? _options.TimeProvider.GetUtcNow();
        var groupId = question.GroupId ?? "group-a";
        var chat = question.IsGroup ? _chats.Group(groupId) : _chats.Private(question.PersonId);
        if (question.IsGroup)
            _chats.Meet(question.PersonId);
        var msgId = question.MsgId ?? NextId("ROBOT1.0_");
        _windows.OpenForMessage(msgId, chat, sentAt);
        var name = !question.IsGroup ? QQEvents.PrivateMessage
            : question.HearsAll || question.MentionAll || !question.Mention ? QQEvents.GroupMessage
            : QQEvents.GroupMention;
        var eventId = question.EventId ?? EventId(name, msgId);
        var body = QQWebhookBody.WriteMessage(question, new QQWebhookBody.Frame
        {
            Event = name,
            EventId = eventId,
            MsgId = msgId,
            RefIdx = "REFIDX_" + msgId + "==",
            AuthorOpenId = question.IsGroup ? MemberOpenId(question.PersonId) : UserOpenId(question.PersonId),
            GroupOpenId = question.IsGroup ? GroupOpenId(groupId) : "",
            BotOpenId = MemberOpenId("the bot itself"),
            BotName = _options.BotName,
            FileId = msgId,
            Attach = AddressesOf,
            SentAt = sentAt,
        });
        return new QQWebhook(eventId, msgId, AppId, body, _signer, sentAt);
    }

    /// <summary>FRIEND_ADD: a person can be written to from now on, and the event may be answered.</summary>
    public QQWebhook AddFriend(string personId)
    {
        return Relate(QQEvents.FriendAdded, _chats.Private(personId), "openid", UserOpenId(personId), operatorId: null);
    }

    /// <summary>GROUP_ADD_ROBOT: this person took the bot into a group, and the event may be answered.</summary>
    public QQWebhook AddToGroup(string groupId, string personId)
    {
        return Relate(QQEvents.AddedToGroup, _chats.Group(groupId), "group_openid", GroupOpenId(groupId), MemberOpenId(personId));
    }

    /// <summary>INTERACTION_CREATE: a person presses a button, which must be acknowledged and may be answered.</summary>
    /// <param name="button">What the button holds.</param>
    /// <param name="personId">Who presses it.</param>
    /// <param name="groupId">Null: in private.</param>
    public QQWebhook Press(string button, string personId, string? groupId = null)
    {
        var now = _options.TimeProvider.GetUtcNow();
        var eventId = EventId(QQEvents.Interaction, NextId(""));
        var id = _interactions.Begin();
        _windows.OpenForEvent(eventId, groupId is null ? _chats.Private(personId) : _chats.Group(groupId), now);
        var body = QQWebhookBody.WriteInteraction(
            eventId, id, AppId, button, groupId is null ? UserOpenId(personId) : MemberOpenId(personId), groupId is null ? null : GroupOpenId(groupId), now);
        return new QQWebhook(eventId, id, AppId, body, _signer, now);
    }

    /// <summary>The console's check of the bot's address.</summary>
    /// <param name="plainToken">Null: a random one.</param>
    /// <param name="eventTs">Null: now, in Unix seconds.</param>
    public QQAddressCheck CheckAddress(string? plainToken = null, string? eventTs = null)
    {
        var now = _options.TimeProvider.GetUtcNow();
        plainToken ??= RandomNumberGenerator.GetHexString(20, lowercase: true);
        eventTs ??= now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var webhook = new QQWebhook("", "", AppId, QQWebhookBody.WriteAddressCheck(plainToken, eventTs), _signer, now);
        return new QQAddressCheck(webhook, plainToken, _signer.Sign(eventTs, Encoding.UTF8.GetBytes(plainToken)));
    }

    /// <summary>A rightly signed call with a body of one's own.</summary>
    public QQWebhook Post(byte[] body) => new("", "", AppId, body, _signer, _options.TimeProvider.GetUtcNow());

    private static string EventId(string name, string msgId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(msgId), hash);
        return name + ":" + Convert.ToHexStringLower(hash[..16]);
    }

    /// <summary>As opaque as QQ's: with characters that have a meaning in addresses.</summary>
    private string NextId(string prefix)
    {
        var number = Interlocked.Increment(ref _lastQuestion);
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}{AppId}.{number:x8}-_!!");
    }

    private QQWebhook Relate(string name, QQChat chat, string idName, string id, string? operatorId)
    {
        var now = _options.TimeProvider.GetUtcNow();
        var eventId = EventId(name, NextId(""));
        _windows.OpenForEvent(eventId, chat, now);
        return new QQWebhook(eventId, "", AppId, QQWebhookBody.WriteRelation(eventId, name, idName, id, operatorId, now), _signer, now);
    }

    private Task HandleAsync(HttpContext context)
    {
        // Ids come escaped; Kestrel gives the path decoded, and a slash is in none of them.
        string[] path = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (context.Request.Method, path) switch
        {
            ("POST", ["v2", "users", var id, "messages"]) => _messageApi.SendAsync(context, id, isGroup: false),
            ("POST", ["v2", "groups", var id, "messages"]) => _messageApi.SendAsync(context, id, isGroup: true),
            ("POST", ["v2", "users", var id, "stream_messages"]) => _streamApi.SendAsync(context, id),
            ("POST", ["v2", "users", var id, "files"]) => UploadAsync(context, id, isGroup: false),
            ("POST", ["v2", "groups", var id, "files"]) => UploadAsync(context, id, isGroup: true),
            ("POST", ["app", "getAppAccessToken"]) => _tokenApi.FetchAsync(context),
            ("PUT", ["interactions", var id]) => _calls.RunAsync(context, body => _interactions.AcknowledgeAsync(context, id, body)),
            ("GET", ["users", "@me"]) => AnswerSelfAsync(context),
            (_, ["download"]) => _attachments.AnswerAsync(context),
            var (method, _) => RefuseUnknownAsync(context, $"{method} {context.Request.Path}"),
        };
    }

    private Task UploadAsync(HttpContext context, string openId, bool isGroup)
    {
        Interlocked.Increment(ref _uploads);
        return _calls.RunAsync(context, body =>
        {
            _fileRate.Take();
            if (Faults.NextUploadFailure() is { } code)
                throw new QQRefusedException(code, "simulated", violation: null);
            return context.AnswerAsync(StatusCodes.Status200OK, _files.Add(body, _chats.Find(openId, isGroup)), QQAnswers.Relaxed.QQFileAnswer);
        });
    }

    /// <summary>Of a voice message the first address is that of QQ's own format, which nothing else reads, and the second that of the same as WAV.</summary>
    private (Uri File, Uri? Wav) AddressesOf(SimulatedAttachment attachment, QQMessageKind kind)
    {
        return kind == QQMessageKind.Voice
            ? (_attachments.Add(attachment with { Content = "\u0002#!SILK_V3"u8.ToArray() }), _attachments.Add(attachment))
            : (_attachments.Add(attachment), null);
    }

    private Task AnswerSelfAsync(HttpContext context)
    {
        var self = new QQSelfAnswer(MemberOpenId("the bot itself"), _options.BotName, "", "");
        return _calls.RunWithoutBodyAsync(context, () => context.AnswerAsync(StatusCodes.Status200OK, self, QQAnswers.Relaxed.QQSelfAnswer));
    }

    private Task RefuseUnknownAsync(HttpContext context, string call)
    {
        _violations.Add("unknown address", call);
        return context.RefuseAsync(StatusCodes.Status404NotFound, QQCodes.BadRequest, "接口不存在");
    }
}
