using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>WeCom on loopback for an app of a company's own: its token, its messages and the questions of its people.</summary>
/// <remarks>It checks what the real one checks, so that a client that satisfies it has a chance there.</remarks>
public sealed class FakeWeComApp : FakePlatform
{
    /// <summary>Real ones are larger than what a number of JavaScript holds.</summary>
    private const long FirstMsgId = 7_459_035_031_717_794_886;

    private readonly FakeWeComAppOptions _options;
    private readonly WeComCipher _cipher;
    private readonly WeComEnvelope _envelope;
    private readonly WeComMembers _members;
    private readonly WeComTokens _tokens;
    private readonly WeComTokenApi _tokenApi;
    private readonly WeComTokenCheck _tokenCheck;
    private readonly WeComFiles _files;
    private readonly WeComMediaApi _mediaApi;
    private readonly WeComMessageReader _reader;
    private readonly WeComMessageApi _messageApi;
    private long _lastQuestion;

    private FakeWeComApp(FakeWeComAppOptions options)
        : base(options.KeepDeliveries)
    {
        _options = options;
        CorpId = options.CorpId ?? "ww" + RandomNumberGenerator.GetHexString(16, lowercase: true);
        Secret = options.Secret ?? WeComSecrets.AppSecret();
        Token = options.Token ?? WeComSecrets.Token();
        EncodingAesKey = options.EncodingAesKey ?? WeComSecrets.EncodingAesKey();
        Faults = new WeComAppFaults(options.Seed, options.TimeProvider);
        _cipher = new WeComCipher(Token, EncodingAesKey, CorpId);
        _envelope = WeComEnvelope.Xml(CorpId, options.AgentId);
        _members = new WeComMembers(options);
        _tokens = new WeComTokens(options.TokenLifetime, options.TimeProvider);
        _tokenApi = new WeComTokenApi(CorpId, Secret, options.TimeProvider, _tokens, Faults, _violations);
        _tokenCheck = new WeComTokenCheck(_tokens);
        _files = new WeComFiles(options.TimeProvider);
        _mediaApi = new WeComMediaApi(options, _tokenCheck, _files, _violations);
        _reader = new WeComMessageReader(options.AgentId, _files, _violations);
        _messageApi = new WeComMessageApi(options, _tokenCheck, _members, _reader, Faults, _violations, _deliveries);
    }

    public string CorpId { get; }

    public int AgentId => _options.AgentId;

    public string Secret { get; }

    /// <summary>Of the callbacks: what they are signed with.</summary>
    public string Token { get; }

    /// <summary>Of the callbacks: what they are encrypted with.</summary>
    public string EncodingAesKey { get; }

    public WeComAppFaults Faults { get; }

    /// <summary>Token calls, failed ones included.</summary>
    public long TokenRequests => _tokenApi.Requests;

    /// <summary>Different tokens given out.</summary>
    public long TokensIssued => _tokens.Issued;

    /// <summary>Attempts to send a message, failed ones included.</summary>
    public long SendRequests => _messageApi.Requests;

    /// <summary>Calls whose token was not good.</summary>
    public long RefusedTokens => _tokenCheck.Refused;

    /// <summary>Attempts to upload something, failed ones included.</summary>
    public long Uploads => _mediaApi.Uploads;

    /// <summary>Files of people that were handed over.</summary>
    public long Downloads => _mediaApi.Downloads;

    /// <summary>Sends that were refused because there were too many in a minute.</summary>
    public long ThrottledCalls => _messageApi.Throttled;

    /// <summary>Messages that were answered with 0 and shown to nobody, because their person had had too many.</summary>
    public long SilentDrops => _messageApi.SilentDrops;

    /// <summary>Messages that were answered with 0 and not shown again, because their call asked for that.</summary>
    public long Duplicates => _messageApi.Duplicates;

    /// <summary>Texts whose end is not shown, because they were too long.</summary>
    public long CutTexts => _reader.Cut;

    public static async Task<FakeWeComApp> StartAsync(FakeWeComAppOptions? options = null, CancellationToken cancellationToken = default)
    {
        var platform = new FakeWeComApp(options ?? new FakeWeComAppOptions());
        await platform.ListenAsync(platform.HandleAsync, cancellationToken);
        return platform;
    }

    /// <summary>The current token is refused from now on, and the next token call gives a new one.</summary>
    public void RevokeToken() => _tokens.Revoke();

    /// <summary>The signed call with which this platform would hand a question to the app.</summary>
    public WeComWebhook Ask(WeComAppQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var sentAt = question.SentAt ?? _options.TimeProvider.GetUtcNow();
        _members.Meet(question.PersonId);
        var msgId = MsgId(question.MsgId);
        return Post(WeComAppWebhookBody.WriteMessage(question, new(CorpId, AgentId, sentAt), msgId, Attach(question, msgId)), msgId, sentAt);
    }

    /// <summary>The signed call that tells of an event.</summary>
    /// <param name="name">One of <see cref="WeComAppEvents.All"/>, or any other.</param>
    /// <param name="personId">Null: as it is usual for this event.</param>
    /// <param name="eventKey">Null: as it is usual for this event.</param>
    public WeComWebhook Raise(string name, string? personId = null, string? eventKey = null)
    {
        var now = _options.TimeProvider.GetUtcNow();
        var sender = personId ?? WeComAppEvents.Sender(name);
        return Post(WeComAppWebhookBody.WriteEvent(new(CorpId, AgentId, now), name, sender, eventKey ?? WeComAppEvents.Key(name)), msgId: "", now);
    }

    /// <summary>A rightly encrypted and signed call with words of one's own.</summary>
    public WeComWebhook Post(string plaintext) => Post(plaintext, msgId: "", _options.TimeProvider.GetUtcNow());

    /// <summary>The console's check of the app's address.</summary>
    /// <param name="echo">Null: a random number of 19 digits, as WeCom sends it.</param>
    public WeComAddressCheck CheckAddress(string? echo = null)
    {
        echo ??= RandomNumberGenerator.GetString("123456789", 19);
        return new WeComAddressCheck(echo, _cipher, _options.TimeProvider.GetUtcNow());
    }

    /// <summary>Empty for what has no media id.</summary>
    private string Attach(WeComAppQuestion question, string msgId) => question.Kind switch
    {
        WeComAppMessageKind.Image => _files.Attach(msgId, question.Attachment ?? SmallFiles.Picture),
        WeComAppMessageKind.Voice or WeComAppMessageKind.Video or WeComAppMessageKind.File => _files.Attach(msgId, question.Attachment ?? SmallFiles.Other),
        _ => "",
    };

    private WeComWebhook Post(string plaintext, string msgId, DateTimeOffset time) => new(msgId, plaintext, _envelope, _cipher, time);

    private string MsgId(string? given)
    {
        if (given is not null && long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return given;

        var number = given is null
            ? FirstMsgId + Interlocked.Increment(ref _lastQuestion)
            : FirstMsgId + 1_000_000_000 + (BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(given))) & 0x0FFF_FFFF_FFFF_FFFF);
        return number.ToString(CultureInfo.InvariantCulture);
    }

    private Task HandleAsync(HttpContext context)
    {
        return (context.Request.Method, context.Request.Path.Value) switch
        {
            ("GET", "/cgi-bin/gettoken") => _tokenApi.FetchAsync(context),
            ("POST", "/cgi-bin/media/upload") => _mediaApi.UploadAsync(context),
            ("GET", "/cgi-bin/media/get") => _mediaApi.DownloadAsync(context),
            ("POST", "/cgi-bin/message/send") => _messageApi.SendAsync(context),
            var (method, path) => RefuseUnknownAsync(context, $"{method} {path}"),
        };
    }

    private Task RefuseUnknownAsync(HttpContext context, string call)
    {
        _violations.Add("unknown address", call);
        return WeComAnswers.RefuseAsync(context, WeComCodes.BadParameter, "unknown address");
    }
}
