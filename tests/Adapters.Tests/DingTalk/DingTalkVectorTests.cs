using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BotHost.Adapters.DingTalk;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.DingTalk;

/// <summary>Every recorded request, byte for byte, through the receiver.</summary>
public sealed class DingTalkVectorTests
{
    public static TheoryData<string> Valid => Vectors.Names("valid");

    public static TheoryData<string> Invalid => Vectors.Names("invalid");

    public static TheoryData<string> Boundary => Vectors.Names("boundary");

    public static TheoryData<string> BadBody => Vectors.Names("valid_signature_bad_body");

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_genuine_request_is_translated_as_recorded(string name)
    {
        var vector = Vectors.Find("valid", name);
        var expected = vector["expect"]!.AsObject();

        var result = Receive(vector);

        if ((string)expected["action"]! == "ignore")
        {
            Assert.Equal(200, Assert.IsType<WebhookResult.Ignored>(result).Ack.Status);
            return;
        }

        var accepted = Assert.IsType<WebhookResult.Accepted>(result);
        Assert.Equal((200, 0), (accepted.Ack.Status, accepted.Ack.Body.Length));
        AssertTranslated(expected, accepted.Message);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void A_request_that_is_not_genuine_is_refused(string name) => AssertOutcome(Vectors.Find("invalid", name));

    [Theory]
    [MemberData(nameof(Boundary))]
    public void The_hour_is_measured_to_the_millisecond(string name) => AssertOutcome(Vectors.Find("boundary", name));

    [Theory]
    [MemberData(nameof(BadBody))]
    public void A_genuine_request_with_a_bad_body_does_no_harm(string name) => AssertOutcome(Vectors.Find("valid_signature_bad_body", name));

    private static void AssertOutcome(JsonObject vector)
    {
        var expected = vector["expect"]!.AsObject();
        var result = Receive(vector);
        switch ((string)expected["action"]!)
        {
            case "reject":
                Assert.Equal((int)expected["http_status"]!, Assert.IsType<WebhookResult.Rejected>(result).Status);
                break;
            case "dispatch-without-webhook":
                Assert.Null(DingTalkReplyAddress.FromJson(result.Accepted().ReplyAddress)!.Webhook);
                break;
            case "dispatch":
                Assert.NotEmpty(result.Accepted().Parts);
                break;
            default:
                Assert.Fail("An action that this test does not know.");
                break;
        }
    }

    private static WebhookResult Receive(JsonObject vector)
    {
        var body = Encoding.UTF8.GetBytes((string)vector["body"]!);
        Assert.Equal((string)vector["body_sha256"]!, Convert.ToHexStringLower(SHA256.HashData(body)));
        var time = new ManualTimeProvider();
        Assert.Equal((long)vector["now_ms"]!, time.GetUtcNow().ToUnixTimeMilliseconds());
        var options = Webhooks.Options with { AppSecret = (string)vector["secret"]! };
        var headers = vector["headers"]!.AsObject().Select(header => (header.Key, (string)header.Value!)).ToArray();
        return Webhooks.Receiver(options, time).Receive(Webhooks.Request((string)vector["method"]!, body, headers));
    }

    private static void AssertTranslated(JsonObject expected, IncomingMessage message)
    {
        Assert.Equal("dingtalk", message.Bot);
        Assert.Equal((string)expected["message_id"]!, message.DedupKey);
        Assert.Equal((string)expected["conversation_kind"]! == "group" ? ChatKind.Group : ChatKind.Private, message.Chat.Kind);
        Assert.Equal((string)expected["conversation_id"]!, message.Chat.Id);
        Assert.Equal((string?)expected["conversation_title"] ?? "", message.Chat.Title);
        Assert.Equal((string)expected["sender_id"]!, message.Sender.Id);
        Assert.Equal((string)expected["sender_name"]!, message.Sender.DisplayName);
        Assert.Equal((string)expected["text"]!, MessageText.Of(message.Parts));
        Assert.Equal((long)expected["created_at_ms"]!, message.SentAt.ToUnixTimeMilliseconds());
        Assert.Equal(
            expected["attachments"]!.AsArray().Select(item => ((string)item!["kind"]!, (string)item["download_code"]!, (string?)item["file_name"] ?? "")),
            message.Parts.OfType<AttachmentPart>().Select(part => (part.Kind.ToString().ToLowerInvariant(), part.Reference, part.FileName)));
        Assert.Equal(
            expected["quoted"] is { } quoted
                ? [new QuotePart((string)quoted["message_id"]!, (string)quoted["message_type"]!, (string)quoted["text"]!)]
                : [],
            message.Parts.OfType<QuotePart>());
        Assert.Equal((bool?)expected["unsupported"] ?? false, message.Parts.Any(part => part is UnsupportedPart));
        Assert.Equal((bool?)expected["empty_text"] ?? false, message.Parts.Count == 0);

        var address = DingTalkReplyAddress.FromJson(message.ReplyAddress)!;
        Assert.Equal((string)expected["reply_webhook"]!, address.Webhook);
        Assert.Equal((long)expected["reply_webhook_expires_ms"]!, address.WebhookExpires);
        Assert.Equal((string)expected["sender_id_source"]! == "senderStaffId" ? message.Sender.Id : null, address.Staff);
    }
}
