using System.Text.Json.Nodes;
using BotHost.Adapters.OneBot;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.OneBot;

/// <summary>What an answer will need of every recorded event, and the escapes that this host only reads. All else is compared with the running host.</summary>
public sealed class OneBotVectorTests
{
    public static TheoryData<string> Valid => Vectors.Names;

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_genuine_request_is_translated_as_recorded(string name)
    {
        var vector = Vectors.Find(name);
        var expected = vector["expect"]!["normalized"]!.AsObject();

        var result = Receive(vector);

        // What does not address the bot, and what is no message, is acknowledged and reaches nobody.
        if ((string)expected["kind"]! is "ignored" or "event" || (bool?)expected["mentionsBot"] == false)
        {
            Assert.Equal((int)vector["expect"]!["suggestedStatus"]!, Assert.IsType<WebhookResult.Ignored>(result).Ack.Status);
            return;
        }

        var accepted = Assert.IsType<WebhookResult.Accepted>(result);
        Assert.Equal((204, "", 0), (accepted.Ack.Status, accepted.Ack.ContentType, accepted.Ack.Body.Length));
        AssertTranslated(expected, accepted.Message);
    }

    [Fact]
    public void An_escaped_text_is_read_as_it_was_typed()
    {
        foreach (var text in Vectors.Texts("cqEscapeText"))
            Assert.Equal((string)text["in"]!, Assert.Single(OneBotCqCode.Parse((string)text["out"]!))["text"]);
        foreach (var value in Vectors.Texts("cqEscapeParam"))
            Assert.Equal((string)value["in"]!, Assert.Single(OneBotCqCode.Parse($"[CQ:at,qq=1,name={(string)value["out"]!}]"))["name"]);
    }

    private static WebhookResult Receive(JsonObject vector)
    {
        var secret = (string?)vector["secret"];
        var options = Webhooks.Options with { Secret = secret ?? "", AllowUnsigned = secret is null };
        var headers = vector["headers"]!.AsObject().Select(header => (header.Key, (string)header.Value!)).ToArray();
        return Webhooks.Receiver(options).Receive(Webhooks.Request("POST", Convert.FromBase64String((string?)vector["bodyBase64"] ?? ""), headers));
    }

    private static void AssertTranslated(JsonObject expected, IncomingMessage message)
    {
        Assert.Equal("onebot", message.Bot);
        Assert.Equal($"{expected["selfId"]}|{expected["messageId"]}", message.DedupKey);
        Assert.Equal((string)expected["kind"]! == "group" ? ChatKind.Group : ChatKind.Private, message.Chat.Kind);
        Assert.Equal((string)expected["conversationId"]!, message.Chat.Id);
        Assert.Equal((string)expected["senderId"]!, message.Sender.Id);
        Assert.Equal((string)expected["senderName"]!, message.Sender.DisplayName);
        Assert.Equal((string)expected["text"]!, MessageText.Of(message.Parts));
        Assert.Equal(
            expected["attachments"]!.AsArray().Select(item => ((string)item!["kind"]!, (string)item["url"]!, (string)item["name"]!)),
            message.Parts.OfType<AttachmentPart>().Select(part => (part.Kind.ToString().ToLowerInvariant(), part.Reference, part.FileName)));
        Assert.Equal(
            expected["replyTo"] is { } quoted ? [new QuotePart((string)quoted!, "", "")] : [],
            message.Parts.OfType<QuotePart>());
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_789_999_998), message.SentAt);
        Assert.Null(message.ExpiresAt);
    }
}
