using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Words;
using BotHost.Tests.WeComAiBot;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Forgeries;

/// <summary>Callbacks that WeCom did not make for this bot, and questions for answers that are nobody's business.</summary>
[SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "A forger may use what he likes.")]
[SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "A forger may use what he likes.")]
public sealed class WeComAiBotForgeryTests(WeComAiBotForgeryHost host) : IClassFixture<WeComAiBotForgeryHost>
{
    private static readonly DateTimeOffset _moment = ForgeryHost.Moment;
    private static readonly WeComAiBotApp _door = WeComAiBotForgeryHost.Door;
    private static readonly WeComAiBotApp _other = WeComAiBotForgeryHost.Other;
    private static readonly string _timestamp = _moment.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
    private static readonly string _encrypted = _door.Encrypt(Encoding.UTF8.GetBytes(Message().ToJsonString()), "");
    private static readonly string _signature = _door.Signature(_timestamp, WeComAiBotApp.Nonce, _encrypted);
    private static readonly RawRequest _genuine = _door.Signed(_encrypted, _moment);
    private static readonly string _gone = Phrases.In(Language.Zh).AnswerGone;

    /// <summary>They stand in the address, where a path is appended to the query.</summary>
    private static readonly string[] _ofPaths = ["GET", "an address below the bot's"];

    private static readonly Forgery[] _forgeries =
    [
        .. Forging.OfDoor(_genuine, _other.Bot).Where(forgery => !_ofPaths.Contains(forgery.Name)),
        .. OfQuery("msg_signature", _signature),
        .. OfQuery("timestamp", _timestamp),
        .. OfQuery("nonce", WeComAiBotApp.Nonce),
        new("GET, as if the address were checked", _genuine with { Method = "GET" }, 400),
        new("a caught message as the echo of an address check", _genuine with { Method = "GET", Path = _genuine.Path + "&echostr=" + Uri.EscapeDataString(_encrypted), Body = [] }),
        new("a signature in capitals", Signed(_signature.ToUpperInvariant())),
        new("a signature of zeros", Signed(new string('0', 40))),
        new("a signature in Base64", Signed(Convert.ToBase64String(Convert.FromHexString(_signature)))),
        new("signed with SHA-256", Signed(Hex(SHA256.HashData(Sorted(_door.Token))))),
        new("signed with SHA-256 and cut to the length of SHA-1", Signed(Hex(SHA256.HashData(Sorted(_door.Token)))[..40])),
        new("signed with MD5", Signed(Hex(MD5.HashData(Sorted(_door.Token))))),
        new("signed with a keyed hash", Signed(Hex(HMACSHA1.HashData(Encoding.UTF8.GetBytes(_door.Token), Encoding.UTF8.GetBytes(_encrypted))))),
        new("signed with no token", Signed(Hex(SHA1.HashData(Sorted(""))))),
        new("signed with the key as token", Signed(Hex(SHA1.HashData(Sorted(_door.EncodingAesKey))))),
        new("signed over the pieces as they come", Signed(Hex(SHA1.HashData(Encoding.UTF8.GetBytes(_door.Token + _timestamp + WeComAiBotApp.Nonce + _encrypted))))),
        new("signed without what is encrypted", Signed(_door.Signature(_timestamp, WeComAiBotApp.Nonce, ""))),
        new("signed over the whole body", Signed(_door.Signature(_timestamp, WeComAiBotApp.Nonce, Encoding.UTF8.GetString(_genuine.Body)))),
        new("a caught signature and another text", _genuine with { Body = WeComAiBotApp.Envelope(_door.Encrypt("{}"u8.ToArray(), "")) }),
        new("a caught signature and one letter changed", _genuine with { Body = WeComAiBotApp.Envelope(Forging.Turned(_encrypted)) }),
        new("a caught signature and a line break in the text", _genuine with { Body = WeComAiBotApp.Envelope(_encrypted[..40] + "\n" + _encrypted[40..]) }),
        new("a caught signature and two texts, the other one last", _genuine.Saying($$"""{"encrypt":"{{_encrypted}}","encrypt":"AAAA"}""")),
        new("a caught signature and a text in a list", _genuine.Saying($$"""{"encrypt":["{{_encrypted}}"]}""")),
        new("a caught signature and the text under another name", _genuine.Saying($$"""{"Encrypt":"{{_encrypted}}"}""")),
        new("a caught signature and an open message", _genuine.Saying(Message().ToJsonString())),
        new("a caught signature and XML", _genuine.Saying($"<xml><Encrypt><![CDATA[{_encrypted}]]></Encrypt></xml>")),
        new("another bot's callback", _other.Post(Message(), _moment) with { Path = _other.Post(Message(), _moment).Path.Replace(_other.Bot, _door.Bot, StringComparison.Ordinal) }),
        new("the right token over another bot's key", _door.Signed(_other.Encrypt(Bytes(Message()), ""), _moment)),
        new("another bot's token over the right key", (_other with { Bot = _door.Bot }).Signed(_encrypted, _moment)),
        new("signed, and meant for a company", _door.Signed(_door.Encrypt(Bytes(Message()), "ww1234567890abcdef"), _moment)),
        new("signed, and 301 seconds old", _door.Post(Message(), _moment.AddSeconds(-301))),
        new("signed, and 301 seconds early", _door.Post(Message(), _moment.AddSeconds(301))),
        new("signed, and sent again a day later", _door.Post(Message(), _moment.AddDays(-1))),
        new("signed, and of no time", _door.Addressed(_encrypted, _door.Signature("now", WeComAiBotApp.Nonce, _encrypted), "now", WeComAiBotApp.Nonce)),
        new("signed, and after the end of all calendars", _door.Addressed(_encrypted, _door.Signature("253402300800", WeComAiBotApp.Nonce, _encrypted), "253402300800", WeComAiBotApp.Nonce)),
        new("signed, and no Base64", _door.Signed(_encrypted[..^2] + "!!", _moment)),
        new("signed, and no whole blocks", _door.Signed(Convert.ToBase64String(new byte[33]), _moment)),
        new("signed, and nothing at all", _door.Signed("", _moment)),
        new("signed, and padded wrongly", _door.Signed(_door.EncryptBlocks([.. "0123456789abcdef"u8, .. new byte[15], 33]), _moment)),
        new("signed, and with padding that contradicts itself", _door.Signed(_door.EncryptBlocks([.. "0123456789abcdef"u8, .. new byte[15], 2]), _moment)),
        new("signed, and of a length that is not there", _door.Signed(_door.EncryptBlocks([.. "0123456789abcdef"u8, 0xFF, 0xFF, 0xFF, 0xFF, .. "0123456789a"u8, 1]), _moment)),
        new("signed, and its end cut off", _door.Signed(Convert.ToBase64String(Convert.FromBase64String(_encrypted)[..^32]), _moment)),
        new("signed, and no UTF-8", _door.Signed(_door.Encrypt([0xC3, 0x28], ""), _moment)),
        new("signed, and no JSON", _door.Post("oops", _moment)),
        new("signed, and a list", _door.Post("[]", _moment)),
        new("signed, and nested deeply", _door.Post("{\"text\":" + new string('[', 50_000), _moment)),
        new("signed, and of no kind", Without("msgtype")),
        new("signed, and from nobody", Without("from")),
        new("signed, and without its own number", Without("msgid")),
        new("signed, and neither private nor of a group", Without("chattype")),
        new("signed, and of a group that is not named", With("chattype", "\"group\"")),
        new("signed, and without what was said", Without("text")),
        new("signed, and from somebody with a line break in the name", With("from", """{"userid":"zhang\nsan"}""")),
        new("signed, and with a number that is no number", With("msgid", """{"a":1}""")),
        new("signed, and an event without a name", With("msgtype", "\"event\"")),
        new("signed, and for a stream without a name", With("msgtype", "\"stream\"")),
    ];

    public static TheoryData<string> Names => [.. _forgeries.Select(forgery => forgery.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_forgery_is_refused_and_leaves_no_trace(string name) => await host.AssertRefusedAsync(_forgeries.Single(forgery => forgery.Name == name));

    [Fact]
    public void There_are_enough_of_them_and_no_two_alike() => ForgeryTable.AssertDistinct(_forgeries);

    [Fact]
    public Task What_they_are_made_of_is_answered() => host.AssertAnsweredAsync(_door, WeComAiBotApp.Text("你好", "m-genuine"));

    [Fact]
    public Task A_forgery_that_comes_letter_by_letter_is_refused_as_well() => host.AssertSlowlyRefusedAsync(Signed(new string('0', 40)));

    [Fact]
    public Task A_genuine_request_that_breaks_off_leaves_no_trace() => host.AssertBrokenOffAsync(_door.Post(Message("m-cut"), _moment));

    [Fact]
    public async Task A_question_for_another_bot_s_answer_shows_nothing_of_it()
    {
        var frame = await host.App.FrameAsync(_door, WeComAiBotApp.Poll(host.OtherStream), _moment);

        Assert.Equal((true, _gone), (frame.Finish, frame.Content));
        Assert.Equal("echo: 别的秘密", (await host.App.FrameAsync(_other, WeComAiBotApp.Poll(host.OtherStream), _moment)).Content);
    }

    [Fact]
    public async Task A_question_for_somebody_else_s_answer_shows_nothing_of_it()
    {
        Assert.Equal(_gone, (await host.App.FrameAsync(_other, WeComAiBotApp.Poll(host.OtherStream, person: "lisi"), _moment)).Content);
    }

    [Theory]
    [InlineData("st-7f3a9c")]
    [InlineData("' or 1 = 1 --")]
    [InlineData("../../m-door")]
    [InlineData("m-door")]
    public async Task A_question_for_a_stream_that_nobody_opened_ends_it(string stream)
    {
        var before = host.Traces();
        var response = await RawConnection.SendOnceAsync(host.App.Webhook, _door.Post(WeComAiBotApp.Poll(stream), _moment));

        if (response.Status != 400)
            Assert.Equal(_gone, (string)_door.Open(response)["stream"]!["content"]!);
        Assert.Equal(before, host.Traces());
    }

    [Fact]
    public async Task A_caught_question_that_is_sent_again_answers_in_cipher_alone()
    {
        var poll = _other.Post(WeComAiBotApp.Poll(host.OtherStream), _moment);

        var response = await RawConnection.SendOnceAsync(host.App.Webhook, poll);

        Assert.DoesNotContain("秘密", Encoding.UTF8.GetString(response.Body), StringComparison.Ordinal);
        Assert.DoesNotContain(host.OtherStream, Encoding.UTF8.GetString(response.Body), StringComparison.Ordinal);
        Assert.Equal("echo: 别的秘密", (string)_other.Open(response)["stream"]!["content"]!);
    }

    private static JsonObject Message(string id = "m-forged") => WeComAiBotApp.Text("forged", id);

    private static byte[] Bytes(JsonObject message) => Encoding.UTF8.GetBytes(message.ToJsonString());

    private static RawRequest Signed(string signature) => _door.Addressed(_encrypted, signature, _timestamp, WeComAiBotApp.Nonce);

    /// <summary>The secrets are right, the message is not.</summary>
    private static RawRequest Without(string field)
    {
        var message = Message();
        message.Remove(field);
        return _door.Post(message, _moment);
    }

    private static RawRequest With(string field, string json)
    {
        var message = Message();
        message[field] = JsonNode.Parse(json);
        return _door.Post(message, _moment);
    }

    /// <summary>Something is wrong with each part of the address that the body's genuineness hangs on.</summary>
    private static IEnumerable<Forgery> OfQuery(string name, string value)
    {
        var pair = $"{name}={Uri.EscapeDataString(value)}";
        Assert.Contains(pair, _genuine.Path, StringComparison.Ordinal);
        foreach (var (what, instead) in new (string, string)[]
        {
            ("left out", "x=1"),
            ("empty", $"{name}="),
            ("without a value", name),
            ("blank", $"{name}=%20"),
            ("twice", $"{pair}&{pair}"),
            ("twice, the second another", $"{pair}&{name}={Forging.Turned(value)}"),
            ("twice, the first another", $"{name}={Forging.Turned(value)}&{pair}"),
            ("as a list", pair.Replace("=", "[]=", StringComparison.Ordinal)),
            ("a letter too long", $"{pair}{value[^1]}"),
            ("a letter too short", pair[..^1]),
            ("with another first letter", $"{name}={Forging.Turned(value)}"),
            ("with a blank before it", $"{name}=%20{value}"),
            ("in letters that are not ASCII", $"{name}={Uri.EscapeDataString("１" + value[1..])}"),
            ("of 4,000 letters", $"{name}={string.Concat(Enumerable.Repeat(value, 4_000 / value.Length))}"),
            ("with a NUL after it", $"{pair}%00"),
        })
        {
            yield return new Forgery($"{name} {what}", _genuine with { Path = _genuine.Path.Replace(pair, instead, StringComparison.Ordinal) });
        }

        yield return new Forgery($"{name} in a header instead", _genuine.And(name, value) with { Path = _genuine.Path.Replace(pair, "x=1", StringComparison.Ordinal) });
    }

    private static byte[] Sorted(string token)
    {
        string[] pieces = [token, _timestamp, WeComAiBotApp.Nonce, _encrypted];
        Array.Sort(pieces, string.CompareOrdinal);
        return Encoding.UTF8.GetBytes(string.Concat(pieces));
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
