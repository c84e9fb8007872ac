using System.Text;
using System.Text.Json.Nodes;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Tests.Vectors;

/// <summary>Every recorded callback of a WeCom app, byte for byte, through the real endpoint and on to the model and back.</summary>
public sealed class WeComAppVectorTests(WeComAppVectorHost host, VectorTally tally) : IClassFixture<WeComAppVectorHost>
{
    private static readonly Phrases _phrases = Phrases.In(Language.Zh);

    /// <summary>What is found out under the encryption, before it is sure for whom a callback is: refused as a wrong signature is, so that nobody is told.</summary>
    private static readonly string[] _hidden = ["bad_padding", "bad_length"];

    public static TheoryData<string> UrlVerification => WeComVectors.File.Names("url_verification.valid");

    public static TheoryData<string> Callbacks => WeComVectors.File.Names("callbacks.valid");

    public static TheoryData<string> Invalid => WeComVectors.File.Names("invalid");

    [Theory]
    [MemberData(nameof(UrlVerification))]
    public async Task A_check_of_the_address_is_answered_with_the_recorded_text(string name)
    {
        var entry = WeComVectors.File.Find("url_verification.valid", name);

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
        var entry = WeComVectors.File.Find("callbacks.valid", name);
        var expected = entry.Expected["normalised"]!.AsObject();

        var exchange = await ExchangeAsync(entry);

        Assert.Equal((200, 0), (exchange.Response.Status, exchange.Response.Body.Length));
        if ((string)expected["event_kind"]! == "message")
            AssertMessage(expected, exchange);
        else if ((string)expected["event"]! is "subscribe" or "enter_agent")
            AssertGreeting(expected, exchange);
        else
            exchange.AssertLedToNothing();
        tally.Ran(entry);
    }

    [Fact]
    public async Task A_callback_that_comes_again_in_another_envelope_is_not_answered_again()
    {
        var first = WeComVectors.File.Find("callbacks.valid", "app-text-zh-emoji");
        var again = WeComVectors.File.Find("callbacks.valid", "app-text-retry-of-previous");
        Assert.Equal(first.Name, (string)again.Expected["duplicate_of"]!);
        const string bot = WeComAppVectorHost.Twice;
        Assert.Single((await host.ExchangeAsync(WeComVectors.Request(first, bot), bot, WeComVectors.SentAt(first))).Stored);

        var exchange = await host.ExchangeAsync(WeComVectors.Request(again, bot), bot, WeComVectors.SentAt(again));

        Assert.Equal(200, exchange.Response.Status);
        Assert.Empty(exchange.Stored);
        Assert.Empty(exchange.Sends);
        Assert.Single(exchange.Asked);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task What_is_forged_or_malformed_is_refused_and_leads_to_nothing(string name)
    {
        var entry = WeComVectors.File.Find("invalid", name);
        var recommended = (int)entry.Expected["recommended_http_status"]!;

        var exchange = await ExchangeAsync(entry);

        Assert.Equal(_hidden.Contains((string)entry.Expected["error_kind"]!) ? 403 : recommended, exchange.Response.Status);
        Assert.Empty(exchange.Response.Body);
        exchange.AssertLedToNothing();
        tally.Ran(entry);
    }

    private Task<Exchange> ExchangeAsync(Vector entry) => host.ExchangeAsync(WeComVectors.Request(entry), entry.Bot, WeComVectors.SentAt(entry));

    private static void AssertMessage(JsonObject expected, Exchange exchange)
    {
        var stored = Assert.Single(exchange.Stored);
        Assert.Equal(MessageKind.Message, stored.Message.Kind);
        Assert.Equal($"{expected["sender_id"]}|{expected["dedup_key"]}", stored.Message.DedupKey);
        AssertFrom(expected, stored.Message);
        var sent = Assert.Single(exchange.Sends, send => send.Url.StartsWith(RecordedWeComApp.SendCall, StringComparison.Ordinal));
        var words = Words(expected);
        Assert.Equal(words, MessageText.Of(stored.Message.Parts));
        if (words.Length > 0)
        {
            Assert.Equal(words, Assert.Single(exchange.Asked).LastUserText);
            Assert.Equal(Outcome.Answered, stored.Outcome);
        }
        else
        {
            Assert.Empty(exchange.Asked);
            Assert.Equal(Outcome.Told, stored.Outcome);
            // Nothing lies with the recorded platform: whatever was attached, the person is told that it was not read.
            Assert.Contains(stored.Message.Parts.OfType<AttachmentPart>().Any() ? "没有读取" : _phrases.CannotRead[..8], sent.Body, StringComparison.Ordinal);
        }
    }

    /// <summary>What was written; a place and a link are put into words.</summary>
    private static string Words(JsonObject expected)
    {
        return expected["attachments"]!.AsArray().FirstOrDefault() switch
        {
            { } place when (string)place["type"]! == "location" => $"{place["label"]} ({place["latitude"]}, {place["longitude"]})",
            { } link when (string)link["type"]! == "link" => $"{link["title"]}\n{link["description"]}\n{link["url"]}",
            _ => (string)expected["text"]!,
        };
    }

    private static void AssertGreeting(JsonObject expected, Exchange exchange)
    {
        var stored = Assert.Single(exchange.Stored);
        Assert.Equal(MessageKind.Event, stored.Message.Kind);
        Assert.Equal($"{expected["sender_id"]}|2026-01-01|greeting||1000002", stored.Message.DedupKey);       // all of a day are one
        AssertFrom(expected, stored.Message);
        Assert.Empty(exchange.Asked);
        Assert.Equal(Outcome.Answered, stored.Outcome);
        Assert.Contains(_phrases.Greeting[..4], Assert.Single(exchange.Sends).Body, StringComparison.Ordinal);
    }

    private static void AssertFrom(JsonObject expected, IncomingMessage message)
    {
        Assert.Equal((ChatKind.Private, (string)expected["conversation_id"]!), (message.Chat.Kind, message.Chat.Id));
        Assert.Equal((string)expected["sender_id"]!, message.Sender.Id);
    }
}
