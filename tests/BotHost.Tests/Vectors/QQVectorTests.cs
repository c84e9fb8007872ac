using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using BotHost.Configuration;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;
using BotHost.Simulator;
using BotHost.Tests.Forgeries;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Vectors;

/// <summary>Every recorded QQ request, byte for byte, through the real endpoint and on to the model and back.</summary>
public sealed class QQVectorTests(QQVectorHost host, VectorTally tally) : IClassFixture<QQVectorHost>
{
    private static readonly Phrases _phrases = Phrases.In(Language.Zh);

    private static readonly JsonSerializerOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Seeds => QQVectors.File.Names("seedDerivation.valid");

    public static TheoryData<string> Published => QQVectors.File.Names("publishedSignatures");

    public static TheoryData<string> Validations => QQVectors.File.Names("validations");

    public static TheoryData<string> Dispatches => QQVectors.File.Names("dispatches");

    public static TheoryData<string> Invalid => [.. QQVectors.File.Section("invalid").Where(entry => !IsSequence(entry)).Select(entry => entry.Name)];

    public static TheoryData<string> Sequences => [.. QQVectors.File.Section("invalid").Where(IsSequence).Select(entry => entry.Name)];

    public static TheoryData<string> Faces => QQVectors.File.Names("textCases.qqFace");

    public static TheoryData<string> ChannelTexts => QQVectors.File.Names("textCases.channelUnescape");

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_secret_of_any_length_makes_the_key_that_was_recorded(string name)
    {
        var entry = QQVectors.File.Find("seedDerivation.valid", name);
        var app = new QQApp(entry.Bot, entry.Text("secret"));
        Assert.Equal(entry.Text("seedHex"), Convert.ToHexStringLower(app.Seed));
        Assert.Equal(entry.Text("publicKeyHex"), Convert.ToHexStringLower(Ed25519.PublicKey(app.Seed)));

        var exchange = await host.ExchangeAsync(app.Sign(QQApp.Message("你好"), QQVectors.Now), entry.Bot);

        AssertAcknowledged(exchange.Response);
        Assert.Equal("你好", Assert.Single(exchange.Asked).LastUserText);
        tally.Ran(entry);
    }

    [Fact]
    public void A_bot_without_a_secret_does_not_start()
    {
        var entry = QQVectors.File.Find("seedDerivation.invalid", "0");
        List<string> mistakes = [];

        HostApplication.ReadSettings(
            new SettingsOrigin { Arguments = ["--Bots:qq:Platform=QQ", "--Bots:qq:AppId=1", $"--Bots:qq:AppSecret={entry.Text("secret")}"], SecretsDirectory = Path.Combine(AppContext.BaseDirectory, "no-secrets") },
            out _, mistakes);

        Assert.Contains(mistakes, mistake => mistake.Contains("Bots:qq:AppSecret", StringComparison.Ordinal));
        tally.Ran(entry);
    }

    [Theory]
    [MemberData(nameof(Published))]
    public async Task A_published_signature_is_right_for_its_bytes_and_for_no_others(string name)
    {
        var entry = QQVectors.File.Find("publishedSignatures", name);
        var body = Convert.FromBase64String(entry.Text("bodyBase64"));
        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(entry.Text("timestamp"), CultureInfo.InvariantCulture));
        var unsigned = new QQApp(entry.Bot, entry.Text("secret")).Unsigned(body);
        var request = unsigned with
        {
            Headers = [.. unsigned.Headers, ("X-Signature-Timestamp", entry.Text("timestamp")), ("X-Signature-Ed25519", entry.Text("signature"))],
        };

        var exchange = await host.ExchangeAsync(request, entry.Bot, at);

        // What is in them is no message, but only who has signed is told so.
        var isEnvelope = JsonNode.Parse(body)!.AsObject().ContainsKey("op");
        Assert.Equal(!(bool)entry.Json["valid"]! ? 401 : isEnvelope ? 200 : 400, exchange.Response.Status);
        exchange.AssertLedToNothing();
        tally.Ran(entry);
    }

    [Theory]
    [MemberData(nameof(Validations))]
    public async Task A_check_of_the_address_is_answered_only_if_it_is_signed_itself(string name)
    {
        var entry = QQVectors.File.Find("validations", name);

        var exchange = await host.ExchangeAsync(entry.QQRequest(), entry.Bot, entry.QQNow());

        exchange.AssertLedToNothing();
        if ((bool)entry.Json["requestSigned"]!)
        {
            AssertAnswer(entry.Json["expectedResponse"]!, exchange.Response);
        }
        else
        {
            // As it is printed, without a signature: to answer it would be to sign for anybody.
            Assert.Equal(401, exchange.Response.Status);
            Assert.Empty(exchange.Response.Body);
        }

        tally.Ran(entry);
    }

    [Theory]
    [MemberData(nameof(Dispatches))]
    public async Task A_genuine_event_leads_to_what_was_recorded(string name)
    {
        var entry = QQVectors.File.Find("dispatches", name);
        var expected = entry.Expected["normalized"]!.AsObject();

        var exchange = await host.ExchangeAsync(entry.QQRequest(), entry.Bot, entry.QQNow());

        AssertAnswer(entry.Expected["response"]!, exchange.Response);
        switch ((string)expected["kind"]!)
        {
            case "event" when (string?)expected["event"] == "interaction":
                Assert.Empty(exchange.Asked);
                break;
            case "event":
                AssertEvent(expected, exchange);
                break;
            case var kind when kind == "ignored" || !(bool)expected["mentionsBot"]!:
                exchange.AssertLedToNothing();
                break;
            default:
                AssertMessage(expected, exchange);
                break;
        }

        tally.Ran(entry);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task What_is_forged_is_refused_and_what_is_odd_does_no_harm(string name)
    {
        var entry = QQVectors.File.Find("invalid", name);

        var exchange = await host.ExchangeAsync(entry.QQRequest(), entry.Bot, entry.QQNow());

        Assert.Equal((int)entry.Expected["suggestedStatus"]!, exchange.Response.Status);
        exchange.AssertLedToNothing();
        if (entry.Expected["response"] is { } answer)
        {
            AssertAnswer(answer, exchange.Response);
        }
        else
        {
            Assert.Empty(exchange.Response.Body);
        }

        tally.Ran(entry);
    }

    [Theory]
    [MemberData(nameof(Sequences))]
    public async Task A_message_that_comes_again_is_acknowledged_and_not_answered_again(string name)
    {
        var entry = QQVectors.File.Find("invalid", name);
        var delivered = 0;

        foreach (var step in entry.Json["sequence"]!.AsArray())
        {
            var exchange = await host.ExchangeAsync(QQVectors.Request(step!.AsObject(), entry.Bot), entry.Bot, entry.QQNow());

            AssertAcknowledged(exchange.Response);
            Assert.Equal(delivered++ == 0 ? 1 : 0, exchange.Stored.Count);
            Assert.Equal(exchange.Stored.Count, exchange.Sends.Count);
            Assert.Single(exchange.Asked);
        }

        Assert.InRange(delivered, 2, int.MaxValue);
        tally.Ran(entry);
    }

    [Theory]
    [MemberData(nameof(Faces))]
    public async Task Faces_become_their_names(string name)
    {
        var entry = QQVectors.File.Find("textCases.qqFace", name);
        var body = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["op"] = 0,
            ["id"] = "C2C_MESSAGE_CREATE:face",
            ["t"] = "C2C_MESSAGE_CREATE",
            ["d"] = new JsonObject { ["id"] = "ROBOT1.0_face", ["content"] = entry.Text("in"), ["author"] = new JsonObject { ["user_openid"] = "E4A1" } },
        }.ToJsonString(_readable));

        var exchange = await host.ExchangeAsync(new QQApp(entry.Bot, QQVectorHost.Secret).Sign(body, QQVectors.Now), entry.Bot);

        Assert.Equal(entry.Text("out"), MessageText.Of(Assert.Single(exchange.Stored).Message.Parts));
        tally.Ran(entry);
    }

    [Theory]
    [MemberData(nameof(ChannelTexts))]
    public async Task A_channels_markup_is_read_before_its_escapes(string name)
    {
        var entry = QQVectors.File.Find("textCases.channelUnescape", name);

        var exchange = await host.ExchangeAsync(ChannelMessage(entry, entry.Text("in"), entry.Text("botId")), entry.Bot);

        Assert.Equal(entry.Text("out"), MessageText.Of(Assert.Single(exchange.Stored).Message.Parts));
        tally.Ran(entry);
    }

    [Fact]
    public async Task What_the_model_says_in_a_channel_is_escaped()
    {
        var entry = QQVectors.File.Find("textCases.channelEscape", "0");
        var echo = host.App.Model.Answer;
        host.App.Model.Answer = _ => entry.Text("in");
        try
        {
            var exchange = await host.ExchangeAsync(ChannelMessage(entry, "<@!42> 你好", "42"), entry.Bot);

            // The asker is mentioned in front of it.
            Assert.EndsWith($"> {entry.Text("out")}", (string)JsonNode.Parse(Assert.Single(exchange.Sends).Body)!["content"]!, StringComparison.Ordinal);
        }
        finally
        {
            host.App.Model.Answer = echo;
        }

        tally.Ran(entry);
    }

    [Fact]
    public async Task An_id_in_an_address_is_escaped()
    {
        var entry = QQVectors.File.Find("textCases.urlEscapeInPath", "0");
        var body = QQApp.Message("你好", person: entry.Text("in"));

        var exchange = await host.ExchangeAsync(new QQApp(entry.Bot, QQVectorHost.Secret).Sign(body, QQVectors.Now), entry.Bot);

        Assert.Contains(new Uri(Assert.Single(exchange.Sends).Url).AbsolutePath,
            new[] { entry.Text("out"), entry.Text("outDotNetUriEscapeDataString") }.Select(person => $"/v2/users/{person}/messages"));
        tally.Ran(entry);
    }

    private static bool IsSequence(Vector entry) => entry.Json.ContainsKey("sequence");

    private static RawRequest ChannelMessage(Vector entry, string content, string botId)
    {
        var body = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["op"] = 0,
            ["id"] = "AT_MESSAGE_CREATE:text",
            ["t"] = "AT_MESSAGE_CREATE",
            ["d"] = new JsonObject
            {
                ["id"] = "0812text",
                ["channel_id"] = "100010",
                ["guild_id"] = "18700000000001",
                ["content"] = content,
                ["author"] = new JsonObject { ["id"] = "1234567890123456789", ["username"] = "频道用户", ["bot"] = false },
                ["mentions"] = new JsonArray(new JsonObject { ["id"] = botId, ["username"] = "测试机器人", ["bot"] = true }),
            },
        }.ToJsonString(_readable));
        return new QQApp(entry.Bot, QQVectorHost.Secret).Sign(body, QQVectors.Now);
    }

    private static void AssertMessage(JsonObject expected, Exchange exchange)
    {
        var stored = Assert.Single(exchange.Stored);
        var message = stored.Message;
        Assert.Equal(MessageKind.Message, message.Kind);
        Assert.Equal((string)expected["messageId"]!, message.DedupKey);
        AssertChat(expected, message);
        Assert.Equal((string?)expected["senderName"] ?? "", message.Sender.DisplayName);
        var text = MessageText.Of(message.Parts);
        Assert.Contains(text, new[] { (string?)expected["text"], (string?)expected["textWithoutFaceTable"] });
        var reply = Assert.Single(exchange.Sends);
        Assert.Equal(RecordedQQ.Api + (string)expected["passive"]!["path"]!, reply.Url);
        if (text.Length == 0 || text.StartsWith('/'))
        {
            Assert.Empty(exchange.Asked);           // only the mention, a command, or nearly one: the host answers itself
            Assert.Equal(Outcome.Answered, stored.Outcome);
            return;
        }

        var quoted = expected["quotedText"] is { } quote ? _phrases.Quoted((string)quote!) : "";
        var unseen = expected["attachments"]!.AsArray().Select(item => (string)item!["kind"]!).Where(kind => kind != "voice");
        Assert.Equal(
            quoted + text + string.Concat(unseen.Select(kind => "\n" + _phrases.AttachmentNote(Enum.Parse<AttachmentKind>(kind, ignoreCase: true)))),
            Assert.Single(exchange.Asked).LastUserText);
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    /// <summary>Something happened that a bot greets for; nobody asked anything.</summary>
    private static void AssertEvent(JsonObject expected, Exchange exchange)
    {
        var stored = Assert.Single(exchange.Stored);
        var message = stored.Message;
        Assert.Equal(MessageKind.Event, message.Kind);
        Assert.Equal((string)expected["eventId"]!, message.DedupKey);
        Assert.Equal((string)expected["conversationId"]!, message.Chat.Id);
        Assert.Empty(message.Parts);
        Assert.Empty(exchange.Asked);
        Assert.Equal(Outcome.Answered, stored.Outcome);
        Assert.Contains(_phrases.Greeting[..4], Assert.Single(exchange.Sends).Body, StringComparison.Ordinal);
    }

    private static void AssertChat(JsonObject expected, IncomingMessage message)
    {
        Assert.Equal((string)expected["kind"]! is "group" or "channel" ? ChatKind.Group : ChatKind.Private, message.Chat.Kind);
        Assert.Equal((string)expected["conversationId"]!, message.Chat.Id);
        Assert.Equal((string)expected["senderId"]!, message.Sender.Id);
    }

    private static void AssertAcknowledged(RawResponse response) =>
        AssertAnswer(JsonNode.Parse("""{"status":200,"contentType":"application/json","json":{"op":12,"d":0}}""")!, response);

    private static void AssertAnswer(JsonNode expected, RawResponse response)
    {
        Assert.Equal(((int)expected["status"]!, (string)expected["contentType"]!), (response.Status, response.Headers["Content-Type"]));
        Assert.True(JsonNode.DeepEquals(expected["json"], JsonNode.Parse(response.Body)), Encoding.UTF8.GetString(response.Body));
    }
}
