using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;
using BotHost.Tests.Forgeries;
using BotHost.Tests.WeComAiBot;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Vectors;

/// <summary>Every recorded callback of an AI bot, byte for byte, through the real endpoint and on to the model and back into its stream.</summary>
public sealed class WeComAiBotVectorTests(WeComAiBotVectorHost host, VectorTally tally) : IClassFixture<WeComAiBotVectorHost>
{
    private static readonly Phrases _phrases = Phrases.In(Language.Zh);

    /// <summary>What is found out under the encryption, before it is sure for whom a callback is: refused as a wrong signature is, so that nobody is told.</summary>
    private static readonly string[] _hidden = ["bad_padding", "bad_length"];

    public static TheoryData<string> UrlVerification => WeComAiBotVectors.File.Names("url_verification.valid");

    public static TheoryData<string> Callbacks => WeComAiBotVectors.File.Names("callbacks.valid");

    public static TheoryData<string> Invalid => WeComAiBotVectors.File.Names("invalid");

    public static TheoryData<string> Mentions => WeComAiBotVectors.File.Names("mention_stripping");

    [Theory]
    [MemberData(nameof(UrlVerification))]
    public async Task A_check_of_the_address_is_answered_with_the_recorded_text(string name)
    {
        var entry = WeComAiBotVectors.File.Find("url_verification.valid", name);

        var exchange = await ExchangeAsync(entry);

        Assert.Equal(200, exchange.Response.Status);
        Assert.StartsWith((string)entry.Expected["content_type"]!, exchange.Response.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal((string)entry.Expected["body"]!, Encoding.UTF8.GetString(exchange.Response.Body));
        exchange.AssertLedToNothing();
        tally.Ran(entry);
    }

    [Theory]
    [MemberData(nameof(Callbacks))]
    public async Task A_genuine_callback_leads_to_what_was_recorded(string name)
    {
        var entry = WeComAiBotVectors.File.Find("callbacks.valid", name);
        var expected = entry.Expected["normalised"]!.AsObject();
        switch ((string)expected["event_kind"]!)
        {
            case "message":
                await AssertMessageAsync(entry, expected);
                break;
            case "stream_refresh":
                var exchange = await ExchangeAsync(entry);
                var stream = Open(entry, exchange.Response)["stream"]!;
                Assert.Equal(((string)expected["stream_id"]!, true, _phrases.AnswerGone), ((string)stream["id"]!, (bool)stream["finish"]!, (string)stream["content"]!));
                exchange.AssertLedToNothing();
                break;
            default:
                exchange = await ExchangeAsync(entry);
                if ((string)expected["event"]! == "enter_chat")
                    Assert.Equal(_phrases.Greeting, (string)Open(entry, exchange.Response)["text"]!["content"]!);
                else
                    Assert.Equal((200, 0), (exchange.Response.Status, exchange.Response.Body.Length));
                exchange.AssertLedToNothing();
                break;
        }

        tally.Ran(entry);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task What_is_forged_or_malformed_is_refused_and_leads_to_nothing(string name)
    {
        var entry = WeComAiBotVectors.File.Find("invalid", name);
        var recommended = (int)entry.Expected["recommended_http_status"]!;

        var exchange = await ExchangeAsync(entry);

        Assert.Equal(_hidden.Contains((string)entry.Expected["error_kind"]!) ? 403 : recommended, exchange.Response.Status);
        Assert.Empty(exchange.Response.Body);
        exchange.AssertLedToNothing();
        tally.Ran(entry);
    }

    [Theory]
    [MemberData(nameof(Mentions))]
    public async Task The_mention_of_the_bot_is_taken_away_as_recorded(string name)
    {
        var entry = WeComAiBotVectors.File.Find("mention_stripping", name);
        var message = WeComAiBotApp.Text(entry.Text("content"), $"mention {name}".Replace(' ', '-'));
        message["chattype"] = entry.Text("chattype");
        message["chatid"] = "wrTESTCHAT0000000000000000000001";

        await host.App.ConverseAsync(new WeComAiBotApp(entry.Bot, WeComAiBotVectorHost.Token, WeComAiBotVectorHost.EncodingAesKey), message, await NowAsync(WeComVectors.SentAt(entry)));

        Assert.Equal(entry.Text("expected_text"), MessageText.Of(Assert.Single(host.App.Stored(entry.Bot)).Message.Parts));
        tally.Ran(entry);
    }

    [Fact]
    public async Task An_answer_that_nobody_fetches_is_sent_as_recorded()
    {
        var entry = WeComAiBotVectors.File.Find("outbound.aibot", "response-url-markdown");
        var request = entry.Json["request"]!;
        var expected = request["json"]!.DeepClone();
        expected["markdown"]!.AsObject().Remove("feedback");        // we ask nobody what they think of an answer
        var address = ((string)request["url"]!).Split(' ')[0];
        host.App.Model.Answer = asked => asked.LastUserText == "recorded" ? (string)expected["markdown"]!["content"]! : $"echo: {asked.LastUserText}";
        var bot = Outbound();

        var exchange = await host.ExchangeAsync(bot.Post(WeComAiBotApp.Text("recorded", "outbound-1", address), At), bot.Bot, At);

        var call = Assert.Single(exchange.Sends);
        Assert.Equal(((string)request["method"]!, address), (call.Method, call.Url));
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(call.Body)));
        Assert.DoesNotContain(call.Headers.Keys, header => header.Equals("Authorization", StringComparison.OrdinalIgnoreCase));
        tally.Ran(entry);
    }

    [Fact]
    public async Task The_first_frame_has_the_recorded_shape()
    {
        var entry = WeComAiBotVectors.File.Find("outbound.aibot", "passive-stream-first");
        var expected = entry.Json["plaintext"]!.DeepClone();
        var bot = Outbound();
        await NowAsync(At);

        var frame = await host.App.PostAsync(bot, WeComAiBotApp.Text("frame", "outbound-2"), At);
        await host.App.ConverseAsync(bot, WeComAiBotApp.Text("frame", "outbound-2"), At);

        expected["stream"]!["id"] = (string)frame["stream"]!["id"]!;
        expected["stream"]!.AsObject().Remove("feedback");
        Assert.True(JsonNode.DeepEquals(expected, frame), frame.ToJsonString());
        tally.Ran(entry);
    }

    [Fact]
    public void Every_entry_of_the_file_is_an_AI_bot_s_or_excepted_by_name()
    {
        var file = WeComAiBotVectors.File;

        Assert.Equal(file.Entries.Count, file.Selected.Count + file.Entries.Count(entry => file.Exceptions.Any(exception => exception.Covers(entry))));
        Assert.All(file.Exceptions, exception => Assert.Contains(file.Entries, exception.Covers));
        Assert.All(file.Entries, entry => Assert.InRange(file.Exceptions.Count(exception => exception.Covers(entry)), 0, 1));
        Assert.All(file.Entries.Where(entry => entry.Section is "callbacks.valid" or "invalid" or "url_verification.valid"),
            entry => Assert.Equal(entry.Text("robot_kind") == "aibot", file.Selected.Contains(entry)));
    }

    private static DateTimeOffset At { get; } = DateTimeOffset.FromUnixTimeSeconds(1_767_225_600);

    private static WeComAiBotApp Outbound() => new(WeComAiBotVectorHost.OutboundBot, WeComAiBotVectorHost.Token, WeComAiBotVectorHost.EncodingAesKey);

    private Task<Exchange> ExchangeAsync(Vector entry) => host.ExchangeAsync(WeComVectors.Request(entry), entry.Bot, WeComVectors.SentAt(entry));

    /// <summary>Puts the host's clock there: a call to it that is nothing does.</summary>
    private async Task<DateTimeOffset> NowAsync(DateTimeOffset moment)
    {
        await host.ExchangeAsync(new RawRequest("GET", $"/webhooks/{WeComAiBotVectorHost.OutboundBot}", [], []), WeComAiBotVectorHost.OutboundBot, moment);
        return moment;
    }

    private async Task AssertMessageAsync(Vector entry, JsonObject expected)
    {
        var at = await NowAsync(WeComVectors.SentAt(entry));
        var bot = new WeComAiBotApp(entry.Bot, entry.Text("token"), entry.Text("encodingAESKey"));
        var first = Open(entry, await RawConnection.SendOnceAsync(host.App.Webhook, WeComVectors.Request(entry)))["stream"]!;
        Assert.False((bool)first["finish"]!);
        var poll = WeComAiBotApp.Poll((string)first["id"]!, (string)expected["sender_id"]!);
        if ((string)expected["conversation_kind"]! == "group")
            (poll["chattype"], poll["chatid"]) = ("group", (string)expected["conversation_id"]!);
        SeenFrame frame = null!;
        await Eventually.TrueAsync(async () => (frame = await host.App.FrameAsync(bot, (JsonObject)poll.DeepClone(), at)).Finish, "the end of the stream");
        await host.App.UntilIdleAsync();

        var stored = Assert.Single(host.App.Stored(entry.Bot));
        var message = stored.Message;
        Assert.Equal((string)expected["dedup_key"]!, message.DedupKey);
        Assert.Equal((string)expected["conversation_kind"]! == "group" ? ChatKind.Group : ChatKind.Private, message.Chat.Kind);
        Assert.Equal(((string)expected["conversation_id"]!, (string)expected["sender_id"]!), (message.Chat.Id, message.Sender.Id));
        var words = (string)expected["text"]!;
        Assert.Equal(words, MessageText.Of(message.Parts));
        Assert.Equal(
            expected["attachments"]!.AsArray().Select(item => ((string)item!["type"]!, (string?)item["url"] ?? "")),
            message.Parts.OfType<AttachmentPart>().Where(part => !part.IsQuoted).Select(part => (part.Kind == AttachmentKind.Audio ? "voice" : part.Kind.ToString().ToLower(CultureInfo.InvariantCulture), part.Reference)));
        Assert.Equal((string?)expected["quote"]?["text"], message.Parts.OfType<QuotePart>().SingleOrDefault()?.Text);
        Assert.EndsWith(new Uri((string)expected["response_url"]!).PathAndQuery.TrimStart('/'), (string)JsonNode.Parse(message.ReplyAddress)!["response_path"]!, StringComparison.Ordinal);
        if (words.Length > 0)
        {
            Assert.Equal(Outcome.Answered, stored.Outcome);
            Assert.Contains("echo: ", frame.Content, StringComparison.Ordinal);
        }
        else
        {
            // Nothing lies at the recorded addresses: whatever was attached, the person is told that it was not read.
            Assert.Equal(Outcome.Told, stored.Outcome);
            Assert.Contains(message.Parts.OfType<AttachmentPart>().Any() ? "没有读取" : _phrases.CannotRead, frame.Content, StringComparison.Ordinal);
        }
    }

    private static JsonObject Open(Vector entry, RawResponse response) =>
        new WeComAiBotApp(entry.Bot, entry.Text("token"), entry.Text("encodingAESKey")).Open(response, (string)entry.Json["query"]!["nonce"]!);
}
