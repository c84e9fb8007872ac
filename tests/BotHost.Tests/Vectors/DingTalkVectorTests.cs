using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Vectors;

/// <summary>Every recorded request, byte for byte, through the real endpoint and on to the model and back.</summary>
public sealed class DingTalkVectorTests(DingTalkVectorHost host, VectorTally tally) : IClassFixture<DingTalkVectorHost>
{
    /// <summary>What is said of an attachment that could not be looked into; the reason follows.</summary>
    private const string Unread = "没有读取";

    private static readonly Phrases _phrases = Phrases.In(Language.Zh);

    public static TheoryData<string> SignatureOnly => DingTalkVectors.File.Names("signature_only");

    public static TheoryData<string> Valid => DingTalkVectors.File.Names("valid");

    public static TheoryData<string> Invalid => DingTalkVectors.File.Names("invalid");

    public static TheoryData<string> Boundary => DingTalkVectors.File.Names("boundary");

    public static TheoryData<string> BadBody => DingTalkVectors.File.Names("valid_signature_bad_body");

    [Theory]
    [MemberData(nameof(SignatureOnly))]
    public async Task A_known_pair_of_timestamp_and_sign_opens_the_door(string name)
    {
        var entry = DingTalkVectors.File.Find("signature_only", name);
        var timestamp = (string)entry.Json["timestamp"]!;
        var now = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(timestamp, CultureInfo.InvariantCulture));
        const string Body = """{"msgId":"m1","conversationId":"cid1","conversationType":"1","senderId":"s1","senderStaffId":"e1","msgtype":"text","text":{"content":"hi"}}""";
        var request = new RawRequest("POST", $"/webhooks/{entry.Bot}", [("timestamp", timestamp), ("sign", (string)entry.Json["sign"]!)], Encoding.UTF8.GetBytes(Body));

        var exchange = await host.ExchangeAsync(request, entry.Bot, now);

        AssertSilent(exchange.Response);
        Assert.Equal(Outcome.Answered, Assert.Single(exchange.Stored).Outcome);
        Assert.Equal("hi", Assert.Single(exchange.Asked).LastUserText);
        tally.Ran(entry);
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public async Task A_genuine_request_is_stored_and_answered_or_ignored_as_recorded(string name)
    {
        var entry = DingTalkVectors.File.Find("valid", name);

        var exchange = await host.ExchangeAsync(entry.DingTalkRequest(), entry.Bot);

        AssertSilent(exchange.Response);
        if ((string)entry.Expected["action"]! == "ignore")
        {
            exchange.AssertLedToNothing();
        }
        else
        {
            AssertDispatched(entry.Expected, exchange);
        }

        tally.Ran(entry);
    }

    [Fact]
    public async Task A_message_delivered_twice_is_acknowledged_twice_and_answered_once()
    {
        var entry = DingTalkVectors.File.Find("duplicate_delivery", "duplicate_delivery");
        var (first, second) = (DingTalkVectors.File.Find("valid", (string)entry.Json["first"]!), DingTalkVectors.File.Find("valid", (string)entry.Json["second"]!));

        var once = await host.ExchangeAsync(first.DingTalkRequest(entry.Bot), entry.Bot);
        var twice = await host.ExchangeAsync(second.DingTalkRequest(entry.Bot), entry.Bot);

        AssertSilent(once.Response);
        AssertSilent(twice.Response);
        Assert.Single(once.Stored);
        Assert.Single(once.Sends);
        Assert.Empty(twice.Stored);
        Assert.Empty(twice.Sends);
        Assert.Single(twice.Asked);
        tally.Ran(entry);
    }

    [Fact]
    public async Task Two_robots_that_get_the_same_message_both_answer_it()
    {
        var entry = DingTalkVectors.File.Find("valid", "group-text-leading-blank");

        foreach (var robot in DingTalkVectorHost.TwoRobots)
        {
            var exchange = await host.ExchangeAsync(entry.DingTalkRequest(robot), robot);

            Assert.Equal(Outcome.Answered, Assert.Single(exchange.Stored).Outcome);
            Assert.Single(exchange.Sends);
        }
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task A_request_that_is_not_genuine_is_refused_and_leaves_nothing_behind(string name)
    {
        var entry = DingTalkVectors.File.Find("invalid", name);

        var exchange = await host.ExchangeAsync(entry.DingTalkRequest(), entry.Bot);

        // The server itself refuses a header that is not ASCII, before anybody verifies it; the vector allows for that.
        int[] statuses = name == "full-width-digits" ? [400, 401] : [(int)entry.Expected["http_status"]!];
        Assert.Contains(exchange.Response.Status, statuses);
        AssertNothingHappened(exchange);
        tally.Ran(entry);
    }

    [Theory]
    [MemberData(nameof(Boundary))]
    public async Task The_hour_is_measured_to_the_millisecond(string name)
    {
        var entry = DingTalkVectors.File.Find("boundary", name);

        var exchange = await host.ExchangeAsync(entry.DingTalkRequest(), entry.Bot);

        if ((string)entry.Expected["action"]! == "dispatch")
        {
            AssertSilent(exchange.Response);
            Assert.Equal(Outcome.Answered, Assert.Single(exchange.Stored).Outcome);
        }
        else
        {
            Assert.Equal((int)entry.Expected["http_status"]!, exchange.Response.Status);
            AssertNothingHappened(exchange);
        }

        tally.Ran(entry);
    }

    [Theory]
    [MemberData(nameof(BadBody))]
    public async Task A_genuine_request_with_a_bad_body_does_no_harm(string name)
    {
        var entry = DingTalkVectors.File.Find("valid_signature_bad_body", name);

        var exchange = await host.ExchangeAsync(entry.DingTalkRequest(), entry.Bot);

        Assert.Equal((int)entry.Expected["http_status"]!, exchange.Response.Status);
        if ((string)entry.Expected["action"]! == "dispatch-without-webhook")
        {
            Assert.Equal(Outcome.Answered, Assert.Single(exchange.Stored).Outcome);
            Assert.StartsWith(RecordedDingTalk.Api, Assert.Single(exchange.Sends).Url, StringComparison.Ordinal);
        }
        else
        {
            AssertNothingHappened(exchange);
        }

        tally.Ran(entry);
    }

    [Fact]
    public async Task The_answer_to_a_request_is_one_of_the_two_that_say_nothing()
    {
        var silent = DingTalkVectors.File.Section("sync_reply").ToList();
        var entry = DingTalkVectors.File.Find("valid", "private-text-chinese");

        var exchange = await host.ExchangeAsync(entry.DingTalkRequest(DingTalkVectorHost.SilentRobot), DingTalkVectorHost.SilentRobot);

        Assert.Single(silent, reply => (int)reply.Json["status"]! == exchange.Response.Status && Says(reply.Json["body"], exchange.Response.Body));
        silent.ForEach(tally.Ran);
    }

    private static void AssertDispatched(JsonObject expected, Exchange exchange)
    {
        var stored = Assert.Single(exchange.Stored);
        var message = stored.Message;
        Assert.Equal((string)expected["message_id"]!, message.DedupKey);
        Assert.Equal((string)expected["conversation_kind"]! == "group" ? ChatKind.Group : ChatKind.Private, message.Chat.Kind);
        Assert.Equal((string)expected["conversation_id"]!, message.Chat.Id);
        Assert.Equal((string?)expected["conversation_title"] ?? "", message.Chat.Title);
        Assert.Equal((string)expected["sender_id"]!, message.Sender.Id);
        Assert.Equal((string)expected["sender_name"]!, message.Sender.DisplayName);
        Assert.Equal((string)expected["text"]!, MessageText.Of(message.Parts));

        var question = Question(expected);
        var reply = Assert.Single(exchange.Sends);
        Assert.Equal(Way(expected), reply.Url);
        if (question.Length > 0)
        {
            Assert.Equal(question, Assert.Single(exchange.Asked).LastUserText);
            Assert.Equal(Outcome.Answered, stored.Outcome);
        }
        else
        {
            // The host says itself what it can read, or how to ask it.
            var isEmpty = (bool?)expected["empty_text"] ?? false;
            Assert.Empty(exchange.Asked);
            Assert.Equal(isEmpty ? Outcome.Answered : Outcome.Told, stored.Outcome);
            Assert.Contains(isEmpty ? _phrases.EmptyMention : expected["attachments"]!.AsArray().Count > 0 ? Unread : _phrases.CannotRead, reply.Body, StringComparison.Ordinal);
        }
    }

    /// <summary>What the model is asked; empty where there is nothing that it could answer.</summary>
    private static string Question(JsonObject expected)
    {
        var text = (string)expected["text"]!;
        if (expected["quoted"] is { } quoted)
        {
            text = _phrases.Quoted((string)quoted["text"]!) + text;
        }

        var unseen = expected["attachments"]!.AsArray().Select(item => (string)item!["kind"]!).Where(kind => kind != "audio");
        return text.Length == 0 ? "" : text + string.Concat(unseen.Select(kind => "\n" + _phrases.AttachmentNote(Enum.Parse<AttachmentKind>(kind, ignoreCase: true))));
    }

    private static string Way(JsonObject expected)
    {
        return (string)expected["conversation_kind"]! == "private" ? RecordedDingTalk.PrivateCall
            : (string)expected["sender_id_source"]! == "senderStaffId" ? (string)expected["reply_webhook"]!
            : RecordedDingTalk.GroupCall;
    }

    private static void AssertSilent(RawResponse response) => Assert.Equal((200, 0), (response.Status, response.Body.Length));

    private static void AssertNothingHappened(Exchange exchange)
    {
        Assert.Empty(exchange.Response.Body);
        exchange.AssertLedToNothing();
    }

    private static bool Says(JsonNode? expected, byte[] body) =>
        expected is null ? body.Length == 0 : body.Length > 0 && JsonNode.DeepEquals(expected, JsonNode.Parse(body));
}
