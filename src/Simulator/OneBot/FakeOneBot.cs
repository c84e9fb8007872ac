using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BotHost.Simulator;

/// <summary>A OneBot 11 peer on loopback: it posts what people say to one account, and carries out the host's calls.</summary>
/// <remarks>It checks what real ones check, and names what they let pass although no host should send it.</remarks>
public sealed class FakeOneBot : FakePlatform
{
    private readonly FakeOneBotOptions _options;
    private readonly OneBotPeople _people = new();
    private readonly OneBotMessages _messages;
    private readonly QQFileServer _files;
    private readonly OneBotApi _api;

    private FakeOneBot(FakeOneBotOptions options)
        : base(options.KeepDeliveries)
    {
        _options = options;
        Secret = options.Secret ?? RandomNumberGenerator.GetHexString(32, lowercase: true);
        AccessToken = options.AccessToken ?? RandomNumberGenerator.GetHexString(32, lowercase: true);
        Faults = new OneBotFaults(options.Seed, options.TimeProvider);
        _messages = new OneBotMessages(options.KeepDeliveries);
        _files = new QQFileServer(() => BaseUrl, _violations);
        _api = new OneBotApi(options, AccessToken, _people, _messages, _files, Faults, _violations, _deliveries);
    }

    public long SelfId => _options.SelfId;

    /// <summary>Empty: events are not signed.</summary>
    public string Secret { get; }

    /// <summary>Empty: calls need none.</summary>
    public string AccessToken { get; }

    public OneBotFaults Faults { get; }

    /// <summary>Calls of any action, failed ones included.</summary>
    public long Requests => _api.Requests;

    /// <summary>Attempts to send anything, failed ones included.</summary>
    public long SendRequests => _api.SendRequests;

    public static async Task<FakeOneBot> StartAsync(FakeOneBotOptions? options = null, CancellationToken cancellationToken = default)
    {
        var peer = new FakeOneBot(options ?? new FakeOneBotOptions());
        await peer.ListenAsync(context => QQFileServer.IsFor(context) ? peer._files.AnswerAsync(context) : peer._api.HandleAsync(context), cancellationToken);
        return peer;
    }

    /// <summary>The QQ number of a person, who can be written to from now on.</summary>
    public long UserId(string personId) => _people.Person(personId);

    public long GroupId(string groupId) => _people.Group(groupId);

    /// <summary>The call with which this peer would report a question.</summary>
    public OneBotWebhook Ask(OneBotQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var sentAt = question.SentAt ?? _options.TimeProvider.GetUtcNow();
        var userId = question.FromSelf ? SelfId : _people.Person(question.PersonId);
        var messageId = question.MessageId is { } given ? MessageNumber(given) : _messages.NextId();
        var groupId = question.IsGroup ? _people.Group(question.GroupId ?? "30001") : 0;
        var segments = OneBotWebhookBody.Segments(question, SelfId, question.Attachment is { } attachment ? _files.Add(attachment) : null);
        var asString = CqCode.Write(segments);
        _messages.Add(messageId, new(sentAt, question.IsGroup, userId, question.Nick, question.IsGroup ? groupId : SelfId, asString));
        var body = OneBotWebhookBody.WriteMessage(question, segments, asString, new OneBotWebhookBody.Frame
        {
            MessageId = messageId,
            SelfId = SelfId,
            UserId = userId,
            GroupId = groupId,
            Format = _options.Format,
            SentAt = sentAt,
        });
        return new OneBotWebhook(messageId, SelfId, body, Secret);
    }

    /// <summary>The sign of life that peers post all the time.</summary>
    public OneBotWebhook Beat() => Post(OneBotWebhookBody.WriteHeartbeat(SelfId, _options.TimeProvider.GetUtcNow()));

    /// <summary>A rightly signed event of one's own.</summary>
    public OneBotWebhook Post(byte[] body) => new(0, SelfId, body, Secret);

    private static int MessageNumber(string id)
    {
        return int.TryParse(id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
    }
}
