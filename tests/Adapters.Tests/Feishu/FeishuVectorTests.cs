using System.Text;
using System.Text.Json.Nodes;
using BotHost.Adapters.Feishu;
using BotHost.Adapters.Json;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.Feishu;

/// <summary>Every recorded request, byte for byte, through the receiver.</summary>
public sealed class FeishuVectorTests
{
    /// <summary>
    /// Recorded with 400. A stranger who may learn that a body could not be decrypted can decrypt any webhook, block by block, so an unsigned
    /// body gets the same answer whatever is wrong with it.
    /// </summary>
    private const string Oracle = "challenge_encrypted_with_other_key";

    public static TheoryData<string> UrlVerification => FeishuVectors.Names("urlVerification");

    public static TheoryData<string> ValidEvents => FeishuVectors.Names("validEvents");

    public static TheoryData<string> Invalid => FeishuVectors.Names("invalid");

    public static TheoryData<string> DedupSequences => FeishuVectors.Names("dedupSequences");

    [Theory]
    [InlineData(4, "crypto")]
    [InlineData(4, "signatures")]
    [InlineData(11, "urlVerification")]
    [InlineData(33, "validEvents")]
    [InlineData(56, "invalid")]
    [InlineData(3, "dedupSequences")]
    [InlineData(3, "cardCallbackReplies")]
    public void No_recorded_request_is_left_out(int count, string section) => Assert.Equal(count, FeishuVectors.Section(section).Count);

    [Theory]
    [MemberData(nameof(UrlVerification))]
    public async Task A_check_of_the_address_is_answered_as_recorded(string name)
    {
        var vector = FeishuVectors.Find("urlVerification", name);
        var expected = vector["expect"]!;

        var result = await ReceiveAsync(vector);

        if ((bool)expected["accept"]!)
        {
            var response = Assert.IsType<WebhookResult.Answered>(result).Response;
            Assert.Equal((200, (string)expected["responseContentType"]!), (response.Status, response.ContentType));
            Assert.True(JsonNode.DeepEquals(expected["responseJson"], JsonNode.Parse(response.Body.Span)));
        }
        else
        {
            Assert.Equal(name == Oracle ? 401 : (int)expected["httpStatus"]!, result.Status());
        }
    }

    [Theory]
    [MemberData(nameof(ValidEvents))]
    public async Task A_genuine_event_is_translated_as_recorded(string name)
    {
        var vector = FeishuVectors.Find("validEvents", name);
        var expected = vector["expect"]!["normalised"]!;

        var result = await ReceiveAsync(vector);

        switch ((string)expected["eventType"]!)
        {
            case "im.message.receive_v1" when (string)expected["senderKind"]! == "bot":
            case "im.message.receive_v1" when (string)expected["conversationKind"]! == "group" && !(bool)expected["mentionsBot"]!:
                Assert.Equal(200, Assert.IsType<WebhookResult.Ignored>(result).Ack.Status);
                AssertContent(expected, vector);
                break;
            case "im.message.receive_v1":
                Assert.Equal((200, 0), (Assert.IsType<WebhookResult.Accepted>(result).Ack.Status, ((WebhookResult.Accepted)result).Ack.Body.Length));
                AssertMessage(expected, result.Accepted());
                AssertContent(expected, vector);
                break;
            case "im.chat.member.bot.added_v1" or "im.chat.access_event.bot_p2p_chat_entered_v1":
                AssertGreeting(expected, result.Accepted());
                break;
            case "card.action.trigger":
                var response = Assert.IsType<WebhookResult.Answered>(result).Response;
                Assert.Equal((200, "application/json"), (response.Status, response.ContentType));
                Assert.True(JsonNode.DeepEquals(FeishuVectors.Find("cardCallbackReplies", "empty")["body"], JsonNode.Parse(response.Body.Span)));
                break;
            default:
                Assert.Equal(200, Assert.IsType<WebhookResult.Ignored>(result).Ack.Status);
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task A_request_that_is_not_genuine_or_of_no_use_reaches_no_model(string name)
    {
        var vector = FeishuVectors.Find("invalid", name);
        var expected = vector["expect"]!;

        var result = await ReceiveAsync(vector);

        if (!(bool)expected["accept"]!)
        {
            Assert.Equal((int)expected["httpStatus"]!, result.Status());
        }
        else if (result is WebhookResult.Accepted { Message: var message })
        {
            Assert.True(
                MessageText.Of(message.Parts).Length == 0 || message.ExpiresAt <= FeishuVectors.TimeOf(vector).GetUtcNow() || ((bool?)expected["processedMayBeTrue"] ?? false));
        }
        else
        {
            Assert.Equal(200, Assert.IsType<WebhookResult.Ignored>(result).Ack.Status);
        }
    }

    [Theory]
    [MemberData(nameof(DedupSequences))]
    public async Task A_message_that_comes_again_has_the_same_key(string name)
    {
        var steps = FeishuVectors.Find("dedupSequences", name)["steps"]!.AsArray().Select(step => step!.AsObject()).ToList();
        var keys = new List<string>();
        foreach (var step in steps)
            keys.Add((await ReceiveAsync(step)).Accepted().DedupKey);

        Assert.Equal([true, .. Enumerable.Repeat(false, steps.Count - 1)], steps.Select(step => (bool)step["expect"]!["processed"]!));
        Assert.Single(keys.Distinct());
    }

    private static async Task<WebhookResult> ReceiveAsync(JsonObject vector)
    {
        using var bot = await FeishuBot.KnownAsync(FeishuVectors.OptionsOf(vector), FeishuVectors.TimeOf(vector));
        return bot.Webhook.Receive(FeishuVectors.Request(vector));
    }

    private static void AssertMessage(JsonNode expected, IncomingMessage message)
    {
        Assert.Equal(("feishu", MessageKind.Message), (message.Bot, message.Kind));
        Assert.Equal((string)expected["messageId"]!, message.DedupKey);
        Assert.EndsWith($":{message.DedupKey}", (string)expected["dedupKey"]!, StringComparison.Ordinal);
        Assert.Equal((string)expected["conversationKind"]! == "group" ? ChatKind.Group : ChatKind.Private, message.Chat.Kind);
        Assert.Equal((string)expected["conversationId"]!, message.Chat.Id);
        Assert.Equal((string?)expected["threadId"] ?? "", message.Chat.Thread);
        Assert.Equal((string)expected["senderId"]!, message.Sender.Id);
        Assert.Equal((long)expected["createdAtMs"]!, message.SentAt.ToUnixTimeMilliseconds());
        Assert.Null(message.ExpiresAt);
        Assert.Equal((string)expected["text"]!, MessageText.Of(message.Parts));
        Assert.Equal(
            expected["parentId"] is { } parent ? [new QuotePart((string)parent!, "", "")] : [],
            message.Parts.OfType<QuotePart>());
        Assert.Equal(
            new FeishuReplyAddress { Chat = message.Chat.Id, Message = message.DedupKey, InThread = message.Chat.Thread.Length > 0 },
            FeishuReplyAddress.FromJson(message.ReplyAddress));
    }

    private static void AssertGreeting(JsonNode expected, IncomingMessage message)
    {
        Assert.Equal((MessageKind.Event, (string)expected["eventId"]!), (message.Kind, message.DedupKey));
        Assert.Equal((string)expected["conversationKind"]! == "group" ? ChatKind.Group : ChatKind.Private, message.Chat.Kind);
        Assert.Equal(((string)expected["conversationId"]!, (string)expected["operatorId"]!), (message.Chat.Id, message.Sender.Id));
        Assert.Empty(message.Parts);
        Assert.Equal(new FeishuReplyAddress { Chat = message.Chat.Id }, FeishuReplyAddress.FromJson(message.ReplyAddress));
    }

    /// <summary>What was said is read alike whether it is answered or not.</summary>
    private static void AssertContent(JsonNode expected, JsonObject vector)
    {
        var plain = Encoding.UTF8.GetBytes((string?)vector["plaintext"] ?? (string)vector["rawBody"]!);
        Assert.True(LooseJson.TryRead(plain, FeishuJson.Inbound.FeishuEnvelope, out var envelope));
        var message = envelope.Event.Child("message");
        var mentions = FeishuMentions.Read(message, FeishuVectors.BotOpenId)!;
        var parts = FeishuParts.Read(message.Text("message_type"), message.Text("content"), message.Text("message_id"), mentions)!;

        Assert.Equal((string)expected["text"]!, MessageText.Of(parts));
        Assert.Equal(((bool)expected["mentionsBot"]!, (bool)expected["mentionsAll"]!), (mentions.Bot, mentions.All));
        var attachments = expected["attachments"]!.AsArray().Select(item => item!.AsObject()).ToList();
        Assert.Equal(
            attachments.Where(item => item["download"] is not null).Select(item => (
                (string)item["kind"]!, $"{message.Text("message_id")}/resources/{item["key"]}?type={item["download"]}", (string?)item["name"] ?? "")),
            parts.OfType<AttachmentPart>().Select(part => (part.Kind.ToString().ToLowerInvariant(), part.Reference, part.FileName)));
        string[] cannotBeFetched = (string)expected["messageType"]! is "sticker" or "merge_forward" ? [(string)expected["messageType"]!] : [];
        Assert.Equal(cannotBeFetched, parts.OfType<UnsupportedPart>().Select(part => part.Kind));
    }
}
