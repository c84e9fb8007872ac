using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;
using BotHost.Tests.Forgeries;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Vectors;

/// <summary>Every recorded OneBot event, byte for byte, through the real endpoint and on to the model and back.</summary>
public sealed class OneBotVectorTests(OneBotVectorHost host, VectorTally tally) : IClassFixture<OneBotVectorHost>
{
    private const string Secret = "onebot-test-secret-密";

    private static readonly Phrases _phrases = Phrases.In(Language.Zh);
    private static readonly JsonSerializerOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Events => QQVectors.File.Names("onebot");

    public static TheoryData<string> Invalid => QQVectors.File.Names("onebotInvalid");

    [Theory]
    [MemberData(nameof(Events))]
    public async Task A_genuine_event_leads_to_what_was_recorded(string name)
    {
        var entry = QQVectors.File.Find("onebot", name);
        var expected = entry.Expected["normalized"]!.AsObject();

        var exchange = await host.ExchangeAsync(entry.QQRequest(), entry.Bot);

        // A body would be a quick operation.
        Assert.Equal(((int)entry.Expected["suggestedStatus"]!, 0), (exchange.Response.Status, exchange.Response.Body.Length));
        if ((string)expected["kind"]! is "ignored" or "event" || !(bool)expected["mentionsBot"]!)
        {
            exchange.AssertLedToNothing();
        }
        else
        {
            AssertMessage(expected, exchange);
        }

        tally.Ran(entry);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task What_is_forged_is_refused_and_leaves_nothing_behind(string name)
    {
        var entry = QQVectors.File.Find("onebotInvalid", name);

        var exchange = await host.ExchangeAsync(entry.QQRequest(), entry.Bot);

        Assert.Equal(((int)entry.Expected["suggestedStatus"]!, 0), (exchange.Response.Status, exchange.Response.Body.Length));
        exchange.AssertLedToNothing();
        tally.Ran(entry);
    }

    [Fact]
    public async Task The_escapes_of_a_CQ_string_are_read_once()
    {
        var entry = QQVectors.File.Find("textCases.cqUnescapeText", "0");
        var message = JsonNode.Parse(OneBotApp.Message(QQVectors.Now, ""))!.AsObject();
        message["message"] = entry.Text("in");
        var body = Encoding.UTF8.GetBytes(message.ToJsonString(_readable));

        var exchange = await host.ExchangeAsync(new OneBotApp(entry.Bot, Secret).Sign(body), entry.Bot);

        Assert.Equal(entry.Text("out"), MessageText.Of(Assert.Single(exchange.Stored).Message.Parts));
        tally.Ran(entry);
    }

    private static void AssertMessage(JsonObject expected, Exchange exchange)
    {
        var stored = Assert.Single(exchange.Stored);
        var message = stored.Message;
        Assert.Equal($"{(string)expected["selfId"]!}|{(string)expected["messageId"]!}", message.DedupKey);
        Assert.Equal((string)expected["kind"]! == "group" ? ChatKind.Group : ChatKind.Private, message.Chat.Kind);
        Assert.Equal((string)expected["conversationId"]!, message.Chat.Id);
        Assert.Equal((string)expected["senderId"]!, message.Sender.Id);
        Assert.Equal((string)expected["senderName"]!, message.Sender.DisplayName);
        var text = (string)expected["text"]!;
        Assert.Equal(text, MessageText.Of(message.Parts));
        var unseen = expected["attachments"]!.AsArray().Select(item => Enum.Parse<AttachmentKind>((string)item!["kind"]!, ignoreCase: true));
        Assert.Equal(text + string.Concat(unseen.Select(kind => "\n" + _phrases.AttachmentNote(kind))), Assert.Single(exchange.Asked).LastUserText);
        Assert.Single(exchange.Sends);
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }
}
