using System.Diagnostics;
using System.Net;

namespace BotHost.Adapters.WeCom;

/// <summary>What all of WeCom's callbacks have in common: signature, freshness, encryption and the check of the address.</summary>
/// <param name="secrets">Those that are accepted: the present one, and during a rotation the one before.</param>
/// <param name="receiveId">Whom callbacks are meant for: an app's corp id; nothing for an AI bot.</param>
/// <param name="time">The clock.</param>
internal sealed class WeComCallback(IReadOnlyList<WeComSecret> secrets, string receiveId, TimeProvider time)
{
    private const int MaxEchoBytes = 256;

    /// <summary>
    /// The console's check of the address, at the moment it is saved: the plain text of <c>echostr</c> must come back within a second, and
    /// nothing else. Source: 接收消息与事件 (developer.work.weixin.qq.com/document/path/90930).
    /// </summary>
    /// <remarks>
    /// The signature does not say what it was made for. Whoever has recorded a message could send it here as a check, and be given its plain
    /// text: what looks like a message is never answered.
    /// </remarks>
    public WebhookResult CheckAddress(WebhookRequest request)
    {
        if (WeComQuery.Read(request.Query) is not { } query || WeComQuery.Single(request.Query, "echostr") is not { } echo)
            return Rejected(HttpStatusCode.BadRequest, "msg_signature, timestamp, nonce or echostr is missing");
        return Open(query, echo) switch
        {
            WeComLetter.Opened opened when !IsEcho(opened.Text.Span) => Rejected(HttpStatusCode.Forbidden, "a message, sent as a check of the address"),
            WeComLetter.Opened opened => new WebhookResult.Answered(new WebhookResponse(200, "text/plain", opened.Text)),
            WeComLetter.Refused refused => refused.Result,
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Checks the signature, then decrypts.</summary>
    /// <remarks>
    /// Whoever knows the token alone can sign what he likes. Could he tell wrong padding from a wrong receiver, he could decrypt any callback
    /// he has recorded, byte by byte: all that is found out under the encryption, until it is sure for whom it is, gets one and the same
    /// answer, which is that to a wrong signature. The log tells them apart.
    /// </remarks>
    public WeComLetter Open(WeComQuery query, string encrypted)
    {
        var check = SignatureCheck.Forged;
        WeComFlaw? flaw = null;
        foreach (var secret in secrets)
        {
            var signature = WeComSignature.Check(query, encrypted, secret.Token, time.GetUtcNow());
            if (signature != SignatureCheck.Genuine)
            {
                check = signature;
                continue;
            }

            var opened = WeComCrypto.Open(encrypted, secret.Key, receiveId);
            if (opened is WeComOpened.Message message)
                return new WeComLetter.Opened(message.Text, secret);
            flaw = ((WeComOpened.Failed)opened).Flaw;
        }

        return new WeComLetter.Refused(flaw switch
        {
            null => Rejected(HttpStatusCode.Forbidden, $"signature {check}"),
            WeComFlaw.NoBase64 or WeComFlaw.NoWholeBlocks => Rejected(HttpStatusCode.BadRequest, "the encrypted text is no Base64 of whole blocks"),
            WeComFlaw.NoUtf8 => Rejected(HttpStatusCode.BadRequest, "the message is no UTF-8"),
            WeComFlaw.OtherReceiver => Rejected(HttpStatusCode.Forbidden, receiveId.Length > 0
                ? "meant for another company: check CorpId"
                : "meant for an app: this bot's address belongs under an AI bot"),
            _ => Rejected(HttpStatusCode.Forbidden, $"signed, and not encrypted with this EncodingAesKey ({flaw}): check EncodingAesKey"),
        });
    }

    /// <summary>Some twenty digits in every sample; never the XML or the JSON of a message.</summary>
    private static bool IsEcho(ReadOnlySpan<byte> text) => text.Length is > 0 and <= MaxEchoBytes && !text.ContainsAny((byte)'<', (byte)'{');

    private static WebhookResult.Rejected Rejected(HttpStatusCode status, string reason) => new((int)status, reason);
}
