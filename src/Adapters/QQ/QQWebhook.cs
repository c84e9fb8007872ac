using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using BotHost.Adapters.Crypto;
using BotHost.Adapters.Json;
using BotHost.Conversation.Messages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.QQ;

/// <summary>A callback → a message, or the answer to an address validation. Sources: 事件订阅与通知, Webhook 方式 (bot.q.qq.com/wiki).</summary>
internal sealed partial class QQWebhook : IWebhookReceiver, IDisposable
{
    private const int Dispatch = 0;
    private const int Validation = 13;

    private static readonly WebhookResponse Ack = new(200, "application/json", """{"op":12,"d":0}"""u8.ToArray());

    private readonly QQOptions _options;
    private readonly QQEvents _events;
    private readonly TimeProvider _time;
    private readonly ILogger<QQWebhook> _logger;
    private readonly Ed25519Key[] _keys;

    public QQWebhook(QQOptions options, IEd25519 ed25519, TimeProvider time, ILogger<QQWebhook> logger)
    {
        _options = options;
        _events = new QQEvents(options, time);
        _time = time;
        _logger = logger;
        _keys = [.. options.InboundSecrets.Select(secret => QQSignature.KeyOf(ed25519, secret))];
    }

    public WebhookResult Receive(WebhookRequest request)
    {
        if (!HttpMethods.IsPost(request.Method))
            return Rejected(HttpStatusCode.MethodNotAllowed, "only POST");
        // Several bots may be given one address by mistake: the signature alone would only say that it is wrong.
        if (request.Headers["X-Bot-Appid"] is { Count: > 0 } appIds && appIds.Any(appId => appId != _options.AppId))
            return Rejected(HttpStatusCode.Unauthorized, "X-Bot-Appid names another bot");

        var check = QQSignature.Check(
            request.SingleHeader("X-Signature-Timestamp"), request.SingleHeader("X-Signature-Ed25519"), request.Body.Span, _keys, _time.GetUtcNow(), out var signer);
        if (check != SignatureCheck.Genuine || signer is null)
            return Rejected(HttpStatusCode.Unauthorized, $"signature {check}");

        if (!LooseJson.TryRead(request.Body.Span, QQJson.Inbound.QQEnvelope, out var envelope))
            return Rejected(HttpStatusCode.BadRequest, "the body is no JSON object");
        if (envelope.Op.ValueKind != JsonValueKind.Number || !envelope.Op.TryGetInt32(out var op))
            return Rejected(HttpStatusCode.BadRequest, "op is missing or no number");
        return op switch
        {
            Dispatch => Translate(envelope),
            Validation => Validate(envelope.D, signer),
            _ => new WebhookResult.Ignored("an op that is none of ours", Ack),
        };
    }

    public void Dispose()
    {
        foreach (var key in _keys)
            key.Dispose();
    }

    /// <summary>
    /// Webhook 方式: the address is ours if we sign <c>event_ts</c> and <c>plain_token</c>. Such a signature is good for any body that they spell:
    /// that is why only a signed call gets here, and why they must not be able to spell JSON.
    /// </summary>
    private static WebhookResult Validate(JsonElement data, Ed25519Key signer)
    {
        var plainToken = data.Text("plain_token");
        var eventTs = data.Text("event_ts");
        if (!PlainToken().IsMatch(plainToken))
            return Rejected(HttpStatusCode.BadRequest, "plain_token is missing or no token");
        if (!EventTs().IsMatch(eventTs))
            return Rejected(HttpStatusCode.BadRequest, "event_ts is missing or no time");
        var answer = new ValidationAnswer(plainToken, QQSignature.Answer(signer, eventTs, plainToken));
        return new WebhookResult.Answered(new WebhookResponse(
            200, "application/json", JsonSerializer.SerializeToUtf8Bytes(answer, QQJson.Outbound.ValidationAnswer)));
    }

    private WebhookResult Translate(QQEnvelope envelope)
    {
        switch (_events.Read(envelope))
        {
            case QQEvents.Outcome.Message message:
                return new WebhookResult.Accepted(message.Value, Ack);
            case QQEvents.Outcome.Nothing nothing:
                if (envelope.T == "MESSAGE_AUDIT_REJECT")
                    Log.AuditRejected(_logger, _options.Bot, Untrusted.Name(envelope.D.Text("audit_id")));
                return new WebhookResult.Ignored(nothing.Reason, Ack);
            case QQEvents.Outcome.Unusable unusable:
                return Rejected(HttpStatusCode.BadRequest, unusable.Flaw);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static WebhookResult.Rejected Rejected(HttpStatusCode status, string reason) => new((int)status, reason);

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainToken();

    [GeneratedRegex(@"\A[0-9]{1,20}\z", RegexOptions.CultureInvariant)]
    private static partial Regex EventTs();

    private static partial class Log
    {
        [LoggerMessage(EventId = 261, Level = LogLevel.Warning, Message = "QQ's review refused a message of bot {Bot} after it was taken (audit {AuditId}): nobody sees it.")]
        public static partial void AuditRejected(ILogger logger, string bot, string auditId);
    }
}
