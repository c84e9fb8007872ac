using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BotHost.Adapters.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Adapters.Feishu;

/// <summary>A callback → a message. Sources: 将事件发送至开发者服务器, 事件概述.</summary>
internal sealed class FeishuWebhook(FeishuOptions options, FeishuEvents events, TimeProvider time) : IWebhookReceiver
{
    /// <summary>The console's check of the address, at the moment it is saved.</summary>
    private const string AddressCheck = "url_verification";

    private static readonly string[] _signatureHeaders = ["X-Lark-Request-Timestamp", "X-Lark-Request-Nonce", "X-Lark-Signature"];

    private readonly IReadOnlyList<string> _encryptKeys = options.EncryptKeys;
    private readonly IReadOnlyList<byte[]> _tokens = [.. options.VerificationTokens.Select(token => Encoding.UTF8.GetBytes(token))];

    public WebhookResult Receive(WebhookRequest request)
    {
        if (!HttpMethods.IsPost(request.Method))
            return Rejected(HttpStatusCode.MethodNotAllowed, "only POST");
        if (!LooseJson.TryRead(request.Body.Span, FeishuJson.Inbound.FeishuEnvelope, out var envelope))
            return Rejected(HttpStatusCode.BadRequest, "the body is no JSON object");
        if (_encryptKeys.Count > 0)
            return ReceiveEncrypted(request, envelope);
        return envelope.Encrypt.ValueKind != JsonValueKind.Undefined
            ? Rejected(HttpStatusCode.BadRequest, "the body is encrypted and no EncryptKey is set")
            : Translate(envelope);      // nothing signs it: the token is the only proof there is
    }

    private WebhookResult ReceiveEncrypted(WebhookRequest request, FeishuEnvelope envelope)
    {
        // The platform encrypts everything once there is a key: what comes in the open comes from somebody else.
        if (envelope.Encrypt.ValueKind != JsonValueKind.String)
            return Rejected(HttpStatusCode.BadRequest, "the body is not encrypted");
        var encrypted = envelope.Encrypt.GetString()!;
        if (_signatureHeaders.Any(request.Headers.ContainsKey))
            return ReceiveSigned(request, encrypted);

        // Only the check of the address may come unsigned. Whatever else is wrong with it, a stranger learns the same: who could tell a failed
        // decryption from a wrong token could decrypt any webhook byte by byte.
        foreach (var key in _encryptKeys)
        {
            if (Open(encrypted, key) is { Type: AddressCheck } inner && IsOurs(inner.Token))
                return Challenge(inner);
        }

        return Rejected(HttpStatusCode.Unauthorized, "no signature");
    }

    private WebhookResult ReceiveSigned(WebhookRequest request, string encrypted)
    {
        var check = SignatureCheck.Missing;
        foreach (var key in _encryptKeys)
        {
            check = FeishuSignature.Check(request.SingleHeader(_signatureHeaders[0]), request.SingleHeader(_signatureHeaders[1]),
                request.SingleHeader(_signatureHeaders[2]), request.Body.Span, key, time.GetUtcNow());
            if (check == SignatureCheck.Genuine)
            {
                return Open(encrypted, key) is { } inner
                    ? Translate(inner)
                    : Rejected(HttpStatusCode.BadRequest, "the body cannot be decrypted");
            }
        }

        return Rejected(HttpStatusCode.Unauthorized, $"signature {check}");
    }

    private static FeishuEnvelope? Open(string encrypted, string key)
    {
        return FeishuCrypto.Decrypt(encrypted, key) is { } plain && LooseJson.TryRead(plain, FeishuJson.Inbound.FeishuEnvelope, out var envelope)
            ? envelope
            : null;
    }

    private WebhookResult Translate(FeishuEnvelope envelope)
    {
        if (envelope.Type == AddressCheck)
            return IsOurs(envelope.Token) ? Challenge(envelope) : Rejected(HttpStatusCode.Unauthorized, "verification token");
        if (envelope is { Schema: "", Type: "event_callback" })
        {
            return IsOurs(envelope.Token)
                ? new WebhookResult.Ignored("an event of the old shape (v1.0): subscribe to those of version 2.0", WebhookResponse.Empty)
                : Rejected(HttpStatusCode.Unauthorized, "verification token");
        }

        if (envelope.Schema != "2.0" || !IsOurs(envelope.Header.Text("token")))
            return Rejected(HttpStatusCode.Unauthorized, "verification token");
        return envelope.Header.Text("app_id") == options.AppId
            ? events.Translate(envelope)
            : Rejected(HttpStatusCode.Unauthorized, "meant for another app: check AppId");
    }

    private static WebhookResult Challenge(FeishuEnvelope envelope)
    {
        if (envelope.Challenge.ValueKind != JsonValueKind.String)
            return Rejected(HttpStatusCode.BadRequest, "the challenge is no string");
        var answer = new StringBuilder("{\"challenge\":").AppendJson(envelope.Challenge.GetString()!).Append('}').ToString();
        return new WebhookResult.Answered(new WebhookResponse(200, "application/json", Encoding.UTF8.GetBytes(answer)));
    }

    private bool IsOurs(string token)
    {
        var given = Encoding.UTF8.GetBytes(token);
        var ours = false;
        foreach (var expected in _tokens)
            ours |= expected.Length > 0 && CryptographicOperations.FixedTimeEquals(expected, given);
        return ours;
    }

    private static WebhookResult.Rejected Rejected(HttpStatusCode status, string reason) => new((int)status, reason);
}
