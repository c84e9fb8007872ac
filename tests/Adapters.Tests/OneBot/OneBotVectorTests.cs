using System.Text.Json.Nodes;
using BotHost.Adapters.OneBot;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.OneBot;

/// <summary>Every recorded request, byte for byte, through the receiver; every recorded call, as the sender makes it.</summary>
public sealed class OneBotVectorTests
{
    public static TheoryData<string> Valid => Vectors.Names("valid");

    public static TheoryData<string> Invalid => Vectors.Names("invalid");

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_genuine_request_is_translated_as_recorded(string name)
    {
        var vector = Vectors.Find("valid", name);
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

    [Theory]
    [MemberData(nameof(Invalid))]
    public void A_request_that_is_not_genuine_or_no_event_is_refused(string name)
    {
        var vector = Vectors.Find("invalid", name);
        Assert.Equal((int)vector["expect"]!["suggestedStatus"]!, Assert.IsType<WebhookResult.Rejected>(Receive(vector)).Status);
    }

    [Fact]
    public void What_is_taken_without_a_secret_is_refused_with_one()
    {
        var vector = Vectors.Find("valid", "no secret configured: no X-Signature is sent");
        vector["secret"] = Webhooks.Secret;
        Assert.Equal(401, Assert.IsType<WebhookResult.Rejected>(Receive(vector)).Status);
    }

    [Fact]
    public void An_escaped_text_is_read_as_it_was_typed()
    {
        foreach (var text in Vectors.Texts("cqUnescapeText"))
            Assert.Equal((string)text["out"]!, Assert.Single(OneBotCqCode.Parse((string)text["in"]!))["text"]);
        foreach (var text in Vectors.Texts("cqEscapeText"))
            Assert.Equal((string)text["in"]!, Assert.Single(OneBotCqCode.Parse((string)text["out"]!))["text"]);
        foreach (var value in Vectors.Texts("cqEscapeParam"))
            Assert.Equal((string)value["in"]!, Assert.Single(OneBotCqCode.Parse($"[CQ:at,qq=1,name={(string)value["out"]!}]"))["name"]);
    }

    [Fact]
    public async Task A_private_answer_is_sent_as_recorded()
    {
        using var bot = new OneBotBot();
        var vector = Vectors.Find("outbound", "HTTP send_private_msg");
        bot.Http.Answers(200, vector["responses"]![0]!["json"]!.ToJsonString()).Answers(200, vector["responses"]![1]!["json"]!.ToJsonString());

        Assert.Equal(new SendResult.Delivered("77"), await bot.SendAsync("你好"));
        AssertCalled(vector, bot.Http.Last);
        Assert.IsType<SendResult.Deferred>(await bot.SendAsync("你好"));
    }

    [Fact]
    public async Task An_answer_in_a_group_is_sent_as_recorded_but_for_the_picture()
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(200, """{"status":"ok","retcode":0,"data":{"message_id":78}}""");
        var vector = Vectors.Find("outbound", "HTTP send_group_msg: quote, mention, text, base64 image");
        var segments = vector["json"]!["message"]!.AsArray();
        segments.RemoveAt(segments.Count - 1);

        await bot.SendAsync("模型输出里的 [CQ:at,qq=all] 只是文字", ChatKind.Group);

        AssertCalled(vector, bot.Http.Last);
    }

    [Fact]
    public async Task The_account_is_asked_for_as_recorded()
    {
        using var bot = new OneBotBot();
        var vector = Vectors.Find("outbound", "get_login_info");
        bot.Http.Answers(200, vector["responses"]![0]!["json"]!.ToJsonString());

        Assert.Null((await bot.Api.GetLoginInfoAsync(CancellationToken.None)).Error);
        AssertCalled(vector, bot.Http.Last);
    }

    private static void AssertCalled(JsonObject vector, StubRequest call)
    {
        Assert.Equal((string)vector["method"]!, call.Method);
        Assert.Equal(((string)vector["url"]!).Replace("{onebotBase}", "http://127.0.0.1:3000", StringComparison.Ordinal), call.Url);
        foreach (var header in vector["headers"]!.AsObject())
            Assert.Equal((string)header.Value!, call.Headers[header.Key]);
        Assert.True(JsonNode.DeepEquals(vector["json"], JsonNode.Parse(call.Body)), call.Body);
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
