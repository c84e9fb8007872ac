using System.Text;
using System.Text.Json.Nodes;
using BotHost.Adapters.Crypto;
using BotHost.Adapters.QQ;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.QQ;

/// <summary>What an answer will need of every recorded event, and that both implementations of Ed25519 agree with the record. All else is compared with the running host.</summary>
public sealed class QQVectorTests
{
    public static TheoryData<string> Dispatches => Vectors.Names("dispatches");

    [Fact]
    public void The_keys_of_a_secret_are_as_recorded()
    {
        foreach (var implementation in new[] { new Ed25519Managed(), Webhooks.Ed25519 })
        {
            foreach (var vector in Vectors.Section("seedDerivation", "valid"))
            {
                using var key = QQSignature.KeyOf(implementation, (string)vector["secret"]!);
                using var fromSeed = implementation.Derive(Convert.FromHexString((string)vector["seedHex"]!));

                Assert.Equal((string)vector["publicKeyHex"]!, Convert.ToHexStringLower(key.PublicKey.Span));
                Assert.Equal((string)vector["publicKeyHex"]!, Convert.ToHexStringLower(fromSeed.PublicKey.Span));
            }

            foreach (var vector in Vectors.Section("seedDerivation", "invalid"))
                Assert.Throws<ArgumentException>(() => QQSignature.KeyOf(implementation, (string)vector["secret"]!));
        }
    }

    [Fact]
    public void The_published_signatures_are_judged_as_recorded()
    {
        foreach (var implementation in new[] { new Ed25519Managed(), Webhooks.Ed25519 })
        {
            foreach (var vector in Vectors.Section("publishedSignatures"))
            {
                using var key = QQSignature.KeyOf(implementation, (string)vector["secret"]!);
                var timestamp = (string)vector["timestamp"]!;
                var now = DateTimeOffset.FromUnixTimeSeconds(long.Parse(timestamp, System.Globalization.CultureInfo.InvariantCulture));

                var check = QQSignature.Check(timestamp, (string)vector["signature"]!, Body(vector), [key], now, out _);

                Assert.Equal((bool)vector["valid"]! ? SignatureCheck.Genuine : SignatureCheck.Forged, check);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Dispatches))]
    public void A_genuine_event_is_acknowledged_and_translated_as_recorded(string name)
    {
        var vector = Vectors.Find("dispatches", name);
        var normalized = vector["expect"]!["normalized"]!.AsObject();

        var result = Receive(vector);

        if ((string)normalized["kind"]! == "ignored" || (bool?)normalized["mentionsBot"] == false)
        {
            AssertResponse(vector["expect"]!["response"]!, Assert.IsType<WebhookResult.Ignored>(result).Ack);
            return;
        }

        AssertResponse(vector["expect"]!["response"]!, Assert.IsType<WebhookResult.Accepted>(result).Ack);
        AssertTranslated(normalized, result.Accepted());
    }

    private static void AssertTranslated(JsonObject normalized, IncomingMessage message)
    {
        var address = message.Address();
        var (scene, kind) = (string)normalized["passive"]!["path"]! switch
        {
            var path when path.StartsWith("/v2/users/", StringComparison.Ordinal) => (QQScene.Private, ChatKind.Private),
            var path when path.StartsWith("/v2/groups/", StringComparison.Ordinal) => (QQScene.Group, ChatKind.Group),
            var path when path.StartsWith("/channels/", StringComparison.Ordinal) => (QQScene.Channel, ChatKind.Group),
            _ => (QQScene.ChannelPrivate, ChatKind.Private),
        };
        Assert.Equal("qq", message.Bot);
        Assert.Equal((scene, (string)normalized["conversationId"]!), (address.Scene, address.Target));
        Assert.Contains($"/{address.Target}/", (string)normalized["passive"]!["path"]!, StringComparison.Ordinal);
        Assert.Equal((kind, (string)normalized["conversationId"]!), (message.Chat.Kind, message.Chat.Id));
        Assert.Equal((string)normalized["senderId"]!, message.Sender.Id);
        Assert.Equal((string?)normalized["senderName"] ?? "", message.Sender.DisplayName);
        Assert.Contains(MessageText.Of(message.Parts), new[] { (string?)normalized["text"] ?? "", (string?)normalized["textWithoutFaceTable"] });
        Assert.Equal((long)normalized["timestampUnix"]!, message.SentAt.ToUnixTimeSeconds());
        Assert.Equal((string?)normalized["messageIndex"], address.Quote);
        Assert.Equal((string?)normalized["interactionId"], address.Interaction);

        if ((string)normalized["kind"]! == "event")
        {
            var isInteraction = normalized["interactionId"] is not null;
            Assert.Equal(isInteraction ? MessageKind.Command : MessageKind.Event, message.Kind);
            Assert.Equal(((string)normalized["eventId"]!, null), (address.EventId, address.MessageId));
            Assert.Equal((string?)normalized["interactionId"] ?? (string)normalized["eventId"]!, message.DedupKey);
            Assert.Equal(isInteraction ? 1 : 0, message.Parts.Count);
            return;
        }

        Assert.Equal(MessageKind.Message, message.Kind);
        Assert.Equal(((string)normalized["messageId"]!, (string)normalized["messageId"]!, null), (message.DedupKey, address.MessageId, address.EventId));
        var window = TimeSpan.FromSeconds((int)normalized["passive"]!["windowSeconds"]!);
        Assert.InRange(message.ExpiresAt!.Value - address.Received, window - TimeSpan.FromMinutes(5), window - TimeSpan.FromSeconds(30));
        if ((int?)normalized["passive"]!["maxReplies"] is { } replies)
            Assert.Equal(replies, scene.Replies());
        Assert.Equal(
            normalized["attachments"]?.AsArray().Select(item => ((string?)item!["wavUrl"] ?? (string)item["url"]!, (string)item["name"]!, (string)item["kind"]! == "voice")) ?? [],
            message.Parts.OfType<AttachmentPart>().Select(part => (part.Reference, part.FileName, part.Kind == AttachmentKind.Audio)));
        Assert.Equal(
            normalized["quotedText"] is { } quoted ? [new QuotePart((string)normalized["quotedIndex"]!, "quote", (string)quoted!)] : [],
            message.Parts.OfType<QuotePart>());
    }

    private static WebhookResult Receive(JsonObject vector)
    {
        var options = Webhooks.Options with { AppId = (string)vector["appid"]!, AppSecret = (string)vector["secret"]! };
        var headers = vector["headers"]!.AsObject().Select(header => (header.Key, (string)header.Value!)).ToArray();
        using var receiver = Webhooks.Receiver(options, new RecordedTime((long)vector["now"]!));
        return receiver.Receive(Webhooks.Request("POST", Body(vector), headers));
    }

    private static byte[] Body(JsonObject vector)
    {
        var body = Convert.FromBase64String((string)vector["bodyBase64"]!);
        Assert.Equal((string)vector["body"]!, Encoding.UTF8.GetString(body));
        return body;
    }

    private static void AssertResponse(JsonNode expected, WebhookResponse response)
    {
        Assert.Equal(((int)expected["status"]!, (string)expected["contentType"]!), (response.Status, response.ContentType));
        Assert.True(JsonNode.DeepEquals(expected["json"], JsonNode.Parse(response.Body.Span)), Encoding.UTF8.GetString(response.Body.Span));
    }
}
