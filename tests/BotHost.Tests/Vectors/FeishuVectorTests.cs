using System.Text;
using System.Text.Json.Nodes;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;
using BotHost.Tests.Forgeries;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Vectors;

/// <summary>Every recorded Feishu request, byte for byte, through the real endpoint and on to the model and back.</summary>
public sealed class FeishuVectorTests(FeishuVectorHost host, VectorTally tally) : IClassFixture<FeishuVectorHost>
{
    /// <summary>What is said of an attachment that could not be looked into; the reason follows.</summary>
    private const string Unread = "没有读取";

    private static readonly Phrases _phrases = Phrases.In(Language.Zh);

    /// <summary>Authentic, addressed to the bot, and answered by the host itself without asking the model.</summary>
    private static readonly string[] _answeredLocally = ["text_empty_after_strip", "unknown_message_type"];

    public static TheoryData<string> Crypto => FeishuVectors.File.Names("crypto");

    public static TheoryData<string> Signatures => FeishuVectors.File.Names("signatures");

    public static TheoryData<string> UrlVerification => FeishuVectors.File.Names("urlVerification");

    public static TheoryData<string> ValidEvents => FeishuVectors.File.Names("validEvents");

    public static TheoryData<string> Invalid => FeishuVectors.File.Names("invalid");

    public static TheoryData<string> DedupSequences => FeishuVectors.File.Names("dedupSequences");

    [Theory]
    [MemberData(nameof(Crypto))]
    public async Task What_is_encrypted_under_a_recorded_key_is_read_with_it(string name)
    {
        var entry = FeishuVectors.File.Find("crypto", name);
        var app = new FeishuApp(entry.Bot, entry.Text("encryptKey"));
        Assert.Equal(entry.Text("plaintext"), Encoding.UTF8.GetString(app.Decrypt(entry.Text("encrypt"))));

        // The recorded text is no event, and the signature is right: that it was read shows in what is wrong with it.
        var recorded = await host.ExchangeAsync(app.Sign(FeishuApp.Wrap(entry.Text("encrypt")), FeishuVectorHost.Moment), entry.Bot);
        var isJson = entry.Text("plaintext").StartsWith('{');
        Assert.Equal(isJson ? 401 : 400, recorded.Response.Status);
        recorded.AssertLedToNothing();

        var readable = await host.ExchangeAsync(app.Message(FeishuVectorHost.Moment, "你好"), entry.Bot);
        Assert.Equal(200, readable.Response.Status);
        Assert.Equal("你好", Assert.Single(readable.Asked).LastUserText);
        tally.Ran(entry);
    }

    [Theory]
    [MemberData(nameof(Signatures))]
    public async Task A_recorded_signature_opens_the_door_and_a_digit_more_or_less_does_not(string name)
    {
        var entry = FeishuVectors.File.Find("signatures", name);
        var body = Encoding.UTF8.GetBytes(entry.Text("rawBody"));
        var signature = entry.Text("signature");
        Assert.Equal(signature, new FeishuApp(entry.Bot, entry.Text("encryptKey")).Signature(entry.Text("timestamp"), entry.Text("nonce"), body));
        RawRequest Signed(string value) => new("POST", $"/webhooks/{entry.Bot}",
            [("X-Lark-Request-Timestamp", entry.Text("timestamp")), ("X-Lark-Request-Nonce", entry.Text("nonce")), ("X-Lark-Signature", value)], body);

        // Behind the door is nothing that could be read: 400. An empty body is refused before anything is compared.
        var genuine = await host.ExchangeAsync(Signed(signature), entry.Bot);
        var forged = await host.ExchangeAsync(Signed((signature[0] == '0' ? '1' : '0') + signature[1..]), entry.Bot);

        Assert.Equal(400, genuine.Response.Status);
        Assert.Equal(body.Length == 0 ? 400 : 401, forged.Response.Status);
        genuine.AssertLedToNothing();
        forged.AssertLedToNothing();
        tally.Ran(entry);
    }

    [Theory]
    [MemberData(nameof(UrlVerification))]
    public async Task A_check_of_the_address_is_answered_as_recorded(string name)
    {
        var entry = FeishuVectors.File.Find("urlVerification", name);

        var exchange = await host.ExchangeAsync(FeishuVectors.FeishuRequest(entry.Json, entry.Bot), entry.Bot);

        exchange.AssertLedToNothing();
        if ((bool)entry.Expected["accept"]!)
        {
            Assert.Equal((int)entry.Expected["httpStatus"]!, exchange.Response.Status);
            Assert.StartsWith((string)entry.Expected["responseContentType"]!, exchange.Response.Headers["Content-Type"], StringComparison.Ordinal);
            AssertBody(entry.Expected["responseJson"]!, exchange.Response);
        }
        else
        {
            AssertRefused(entry, exchange);
        }

        tally.Ran(entry);
    }

    [Theory]
    [MemberData(nameof(ValidEvents))]
    public async Task A_genuine_event_leads_to_what_was_recorded(string name)
    {
        var entry = FeishuVectors.File.Find("validEvents", name);
        var expected = entry.Expected["normalised"]!.AsObject();

        var exchange = await host.ExchangeAsync(FeishuVectors.FeishuRequest(entry.Json, entry.Bot), entry.Bot);

        Assert.Equal(200, exchange.Response.Status);
        switch ((string)expected["eventType"]!)
        {
            case "im.message.receive_v1" when IsForTheBot(expected):
                AssertMessage(expected, exchange);
                break;
            case "im.chat.member.bot.added_v1" or "im.chat.access_event.bot_p2p_chat_entered_v1":
                AssertEvent(expected, exchange);
                break;
            case "card.action.trigger":
                var nothing = FeishuVectors.File.Find("cardCallbackReplies", "empty");
                AssertBody(nothing.Json["body"]!, exchange.Response);
                exchange.AssertLedToNothing();
                tally.Ran(nothing);
                break;
            default:
                exchange.AssertLedToNothing();
                break;
        }

        tally.Ran(entry);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task What_is_forged_is_refused_and_what_is_odd_does_no_harm(string name)
    {
        var entry = FeishuVectors.File.Find("invalid", name);

        var exchange = await host.ExchangeAsync(FeishuVectors.FeishuRequest(entry.Json, entry.Bot), entry.Bot);

        if (!(bool)entry.Expected["accept"]!)
        {
            AssertRefused(entry, exchange);
            exchange.AssertLedToNothing();
        }
        else if ((bool?)entry.Expected["processedMayBeTrue"] == true)
        {
            Assert.Equal(200, exchange.Response.Status);
            Assert.All(exchange.Stored, message => Assert.True(message.IsClosed));
        }
        else if (name == "stale_message_create_time")
        {
            Assert.Equal(200, exchange.Response.Status);
            Assert.Equal(Outcome.Expired, Assert.Single(exchange.Stored).Outcome);      // visible to the administrator, and answered to nobody
            Assert.Empty(exchange.Asked);
            Assert.Empty(exchange.Sends);
        }
        else
        {
            Assert.Equal(200, exchange.Response.Status);
            Assert.Empty(exchange.Asked);
            Assert.Equal(_answeredLocally.Contains(name) ? 1 : 0, exchange.Stored.Count);
            Assert.Equal(exchange.Stored.Count, exchange.Sends.Count);
        }

        tally.Ran(entry);
    }

    [Theory]
    [MemberData(nameof(DedupSequences))]
    public async Task A_message_that_comes_again_is_acknowledged_and_not_answered_again(string name)
    {
        var entry = FeishuVectors.File.Find("dedupSequences", name);

        foreach (var step in entry.Json["steps"]!.AsArray().Select(step => step!.AsObject()))
        {
            var exchange = await host.ExchangeAsync(FeishuVectors.FeishuRequest(step, entry.Bot), entry.Bot, FeishuVectors.FeishuNow(step));

            Assert.Equal((int)step["expect"]!["httpStatus"]!, exchange.Response.Status);
            Assert.Equal((bool)step["expect"]!["processed"]! ? 1 : 0, exchange.Stored.Count);
            Assert.Equal(exchange.Stored.Count, exchange.Sends.Count);
            Assert.Single(exchange.Asked);
        }

        tally.Ran(entry);
    }

    [Theory]
    [InlineData("tenant_access_token", RecordedFeishu.TokenCall)]
    [InlineData("bot_info", RecordedFeishu.BotInfoCall)]
    public async Task What_the_host_asks_before_it_works_is_asked_as_recorded(string name, string address)
    {
        var entry = FeishuVectors.File.Find("outbound.requests", name);
        await Eventually.TrueAsync(() => host.Platform.Calls.Any(call => call.Url == address), name);

        var call = host.Platform.Calls.First(call => call.Url == address);

        Assert.Equal((string)entry.Json["method"]!, call.Method);
        Assert.EndsWith((string)entry.Json["path"]!, call.Url, StringComparison.Ordinal);
        Assert.Equal(entry.Text("bodyRaw"), call.Body);
        foreach (var (header, value) in entry.Json["headers"]!.AsObject())
        {
            Assert.Equal(header == "Authorization" ? "Bearer tok-" : (string)value!, header == "Authorization" ? call.Headers[header][..11] : call.Headers[header]);
        }

        tally.Ran(entry);
    }

    /// <summary>In a group somebody has to mention the bot; other bots are never answered.</summary>
    private static bool IsForTheBot(JsonObject expected) =>
        ((string)expected["conversationKind"]! == "direct" || (bool)expected["mentionsBot"]!) && (string)expected["senderKind"]! == "user";

    private static void AssertMessage(JsonObject expected, Exchange exchange)
    {
        var stored = Assert.Single(exchange.Stored);
        var message = stored.Message;
        Assert.Equal(MessageKind.Message, message.Kind);
        Assert.Equal((string)expected["messageId"]!, message.DedupKey);
        AssertChat(expected, message);
        Assert.Equal((string?)expected["threadId"] ?? (string?)expected["rootId"] ?? "", message.Chat.Thread);
        Assert.Equal((string)expected["senderId"]!, message.Sender.Id);
        Assert.Equal((long)expected["createdAtMs"]!, message.SentAt.ToUnixTimeMilliseconds());
        var text = (string)expected["text"]!;
        Assert.Equal(text, MessageText.Of(message.Parts));
        Assert.Single(exchange.Sends);
        if (text.StartsWith('/'))
        {
            Assert.Empty(exchange.Asked);           // a command, or nearly one: the host answers itself
            Assert.Equal(Outcome.Answered, stored.Outcome);
        }
        else if (text.Length > 0)
        {
            var unseen = expected["attachments"]!.AsArray().Select(item => Enum.Parse<AttachmentKind>((string)item!["kind"]!, ignoreCase: true));
            Assert.Equal(text + string.Concat(unseen.Select(kind => "\n" + _phrases.AttachmentNote(kind))), Assert.Single(exchange.Asked).LastUserText);
            Assert.Equal(Outcome.Answered, stored.Outcome);
        }
        else
        {
            Assert.Empty(exchange.Asked);
            Assert.Equal(Outcome.Told, stored.Outcome);
            var canBeFetched = expected["attachments"]!.AsArray().Any(item => item!["download"] is not null);
            Assert.Contains(canBeFetched ? Unread : _phrases.CannotRead[..8], exchange.Sends[0].Body, StringComparison.Ordinal);
        }
    }

    /// <summary>Something happened that a bot greets for; nobody asked anything.</summary>
    private static void AssertEvent(JsonObject expected, Exchange exchange)
    {
        var stored = Assert.Single(exchange.Stored);
        var message = stored.Message;
        Assert.Equal(MessageKind.Event, message.Kind);
        Assert.Equal((string)expected["eventId"]!, message.DedupKey);
        AssertChat(expected, message);
        Assert.Empty(message.Parts);
        Assert.Empty(exchange.Asked);
        Assert.Equal(Outcome.Answered, stored.Outcome);
        Assert.Contains(_phrases.Greeting[..4], Assert.Single(exchange.Sends).Body, StringComparison.Ordinal);
    }

    private static void AssertChat(JsonObject expected, IncomingMessage message)
    {
        Assert.Equal((string)expected["conversationKind"]! == "group" ? ChatKind.Group : ChatKind.Private, message.Chat.Kind);
        Assert.Equal((string)expected["conversationId"]!, message.Chat.Id);
    }

    /// <summary>
    /// Who has shown no signature is not told whether a text could be decrypted: there the host may say 401 where a recorded receiver says 400.
    /// </summary>
    private static void AssertRefused(Vector entry, Exchange exchange)
    {
        var isSigned = entry.Json["headers"]!.AsObject().ContainsKey("X-Lark-Signature");
        var isEncrypted = entry.Text("rawBody").Contains("\"encrypt\"", StringComparison.Ordinal);
        int[] statuses = !isSigned && isEncrypted ? [(int)entry.Expected["httpStatus"]!, 401] : [(int)entry.Expected["httpStatus"]!];
        Assert.Contains(exchange.Response.Status, statuses);
        Assert.Empty(exchange.Response.Body);
    }

    private static void AssertBody(JsonNode expected, RawResponse response) =>
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(response.Body)), Encoding.UTF8.GetString(response.Body));
}
