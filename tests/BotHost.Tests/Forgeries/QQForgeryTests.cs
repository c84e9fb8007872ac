using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Forgeries;

/// <summary>Events that QQ did not send, and the check of the address as a way to get something signed.</summary>
public sealed class QQForgeryTests(QQForgeryHost host) : IClassFixture<QQForgeryHost>
{
    private const string Stamp = "X-Signature-Timestamp";
    private const string Signature = "X-Signature-Ed25519";
    private const string AppId = "X-Bot-Appid";

    private static readonly DateTimeOffset _moment = ForgeryHost.Moment;
    private static readonly QQApp _door = QQForgeryHost.Door;
    private static readonly QQApp _other = QQForgeryHost.Other;
    private static readonly QQApp _short = QQForgeryHost.Short;

    private static readonly byte[] _event = QQApp.Message("forged", "ROBOT1.0_forged");
    private static readonly RawRequest _genuine = _door.Sign(_event, _moment);
    private static readonly string _now = _genuine.Header(Stamp);
    private static readonly byte[] _stamp = Encoding.UTF8.GetBytes(_now);
    private static readonly byte[] _signature = Convert.FromHexString(_genuine.Header(Signature));
    private static readonly RawRequest _genuineShort = _short.Sign(_event, _moment);
    private static readonly RawRequest _handshake = _door.Sign(Handshake("Arq0D5A61EgUu4OxUvOp", _now), _moment);

    private static readonly Forgery[] _forgeries =
    [
        .. Forging.OfHeaders(_genuine, Stamp, Signature),
        .. Forging.OfDoor(_genuine, _other.Bot),
        new("a signature in Base64", Signed(Convert.ToBase64String(_signature))),
        new("a signature that is no hexadecimal", Signed("zz" + _genuine.Header(Signature)[2..])),
        new("a signature of 63 bytes", Signed(_genuine.Header(Signature)[..126])),
        new("a signature of 65 bytes", Signed(_genuine.Header(Signature) + "00")),
        new("a signature of no bytes", Signed("0x")),
        new("a signature of zeros", Signed(new byte[64])),
        new("a signature of ones", Signed([.. Enumerable.Repeat((byte)0xFF, 64)])),
        new("the neutral point and no number", Signed([1, .. new byte[63]])),
        new("a point of small order and no number", Signed([.. Enumerable.Repeat((byte)0xFF, 31), 0x7F, .. new byte[32]])),
        new("the first half turned by a bit", Signed([(byte)(_signature[0] ^ 1), .. _signature[1..]])),
        new("the second half turned by a bit", Signed([.. _signature[..40], (byte)(_signature[40] ^ 1), .. _signature[41..]])),
        new("the point on the other side", Signed([.. _signature[..31], (byte)(_signature[31] ^ 0x80), .. _signature[32..]])),
        new("the highest bits set", Signed([.. _signature[..63], (byte)(_signature[63] | 0xE0)])),
        new("the halves exchanged", Signed([.. _signature[32..], .. _signature[..32]])),
        new("the number greater by the order", Signed([.. _signature[..32], .. Ed25519.Bytes(Ed25519.Number(_signature.AsSpan(32)) + Ed25519.Order)])),
        new("the number's negative", Signed([.. _signature[..32], .. Ed25519.Bytes(Ed25519.Order - Ed25519.Number(_signature.AsSpan(32)))])),
        new("signed with the body in front", Signed(Ed25519.Sign(_door.Seed, [.. _event, .. _stamp]))),
        new("signed without the timestamp", Signed(Ed25519.Sign(_door.Seed, _event))),
        new("signed without the body", Signed(Ed25519.Sign(_door.Seed, _stamp))),
        new("signed with a line break between them", Signed(Ed25519.Sign(_door.Seed, [.. _stamp, (byte)'\n', .. _event]))),
        new("signed over another spelling of the body", Signed(Ed25519.Sign(_door.Seed, [.. _stamp, .. Encoding.UTF8.GetBytes(JsonSerializer.Serialize(JsonNode.Parse(_event)))]))),
        new("signed with the public key for a secret", Signed(Ed25519.Sign(Ed25519.PublicKey(_door.Seed), [.. _stamp, .. _event]))),
        new("signed with the app's id for a secret", Signed(Ed25519.Sign(QQApp.SeedOf(_door.AppId), [.. _stamp, .. _event]))),
        new("a secret made longer with zeros", _genuineShort.With(Signature, Hex(Ed25519.Sign([.. Encoding.UTF8.GetBytes(_short.Secret), .. new byte[20]], [.. _stamp, .. _event])))),
        new("a secret made longer once only", _genuineShort.With(Signature, Hex(Ed25519.Sign([.. Encoding.UTF8.GetBytes(_short.Secret + _short.Secret), .. new byte[8]], [.. _stamp, .. _event])))),
        new("another bot's event", _other.Sign(_event, _moment) with { Path = _genuine.Path }),
        new("another bot's event under our app's id", _other.Sign(_event, _moment).With(AppId, _door.AppId) with { Path = _genuine.Path }),
        new("our event under another app's id", _genuine.With(AppId, _other.AppId), 401, 403, 404),
        new("our event under an app's id that nobody has", _genuine.With(AppId, "102999999"), 401, 403, 404),
        new("our event under no app's id in its place", _genuine.With(AppId, "")),
        new("our event under our app's id and another", _genuine.And(AppId, _other.AppId)),
        new("our event under another app's id and ours", _genuine.Without(AppId).And(AppId, _other.AppId).And(AppId, _door.AppId)),
        new("our event under two apps' ids in one line", _genuine.With(AppId, $"{_door.AppId}, {_other.AppId}")),
        new("301 seconds old", _door.Sign(_event, _moment.AddSeconds(-301))),
        new("301 seconds early", _door.Sign(_event, _moment.AddSeconds(301))),
        new("a year old", _door.Sign(_event, _moment.AddYears(-1))),
        new("a timestamp in milliseconds", _door.Sign(_event, _now + "000")),
        new("a timestamp below zero", _door.Sign(_event, "-" + _now)),
        new("a timestamp with a sign", _door.Sign(_event, "+" + _now)),
        new("a timestamp with a point", _door.Sign(_event, _now + ".0")),
        new("a timestamp with an exponent", _door.Sign(_event, "1.79e9")),
        new("a timestamp in hexadecimal", _door.Sign(_event, "0x6AB13D80")),
        new("a timestamp that is too large", _door.Sign(_event, "99999999999999999999")),
        new("a timestamp with more zeros than any number has", _door.Sign(_event, new string('0', 10) + _now)),
        new("a timestamp in words", _door.Sign(_event, "now")),
        new("timestamp and body divided elsewhere", _genuine.With(Stamp, _now[..^1]) with { Body = [(byte)_now[^1], .. _event] }),
        new("a caught signature under another body", _genuine with { Body = QQApp.Message("again", "ROBOT1.0_again") }),
        new("a caught signature and one letter changed", _genuine.Replacing("forged", "forgec")),
        new("a caught signature and a line break behind the body", _genuine with { Body = [.. _event, (byte)'\n'] }),
        new("a caught signature and a byte order mark", _genuine with { Body = [0xEF, 0xBB, 0xBF, .. _event] }),
        new("a caught signature and a second op", _genuine.Replacing("{\"op\":0,", "{\"op\":0,\"op\":13,")),
        new("a caught signature and a second d", _genuine with { Body = [.. _event[..^1], .. ",\"d\":{\"id\":\"x\",\"content\":\"y\"}}"u8] }),
        new("a check of the address, not signed", _door.Unsigned(_handshake.Body)),
        new("a check of the address, signed by another bot", _other.Sign(_handshake.Body, _moment) with { Path = _genuine.Path }),
        new("a check of the address, old", _door.Sign(_handshake.Body, _moment.AddSeconds(-301))),
        new("a check of the address, with a caught signature", _genuine with { Body = _handshake.Body }),
        new("a check of the address, signed, whose token is an event", _door.Sign(Handshake(Encoding.UTF8.GetString(_event), _now), _moment)),
        new("a check of the address, signed, whose token has a blank", _door.Sign(Handshake("a b", _now), _moment)),
        new("a check of the address, signed, whose token is too long", _door.Sign(Handshake(new string('a', 129), _now), _moment)),
        new("a check of the address, signed, whose token is empty", _door.Sign(Handshake("", _now), _moment)),
        new("a check of the address, signed, whose time is a piece of JSON", _door.Sign(Handshake("abc", "1{"), _moment)),
        new("a check of the address, signed, whose time is empty", _door.Sign(Handshake("abc", ""), _moment)),
        new("a check of the address, signed, whose time is in full-width digits", _door.Sign(Handshake("abc", "１７９"), _moment)),
        new("a check of the address, signed, without anything to sign", _door.Sign("""{"op":13}"""u8.ToArray(), _moment)),
        new("a check of the address, signed, whose token ends in a line break", _door.Sign(Handshake("abc\n", _now), _moment)),
        new("a check of the address, signed, whose time ends in a line break", _door.Sign(Handshake("abc", _now + "\n"), _moment)),
        new("a check of the address, signed, whose time is too long", _door.Sign(Handshake("abc", new string('1', 21)), _moment)),
        new("a check of the address, signed, whose token is a list", _door.Sign("""{"op":13,"d":{"plain_token":["abc"],"event_ts":"1"}}"""u8.ToArray(), _moment)),
        new("signed, and empty", _door.Sign([], _moment)),
        new("signed, and a list", _door.Sign([(byte)'[', .. _event, (byte)']'], _moment)),
        new("signed, and null", _door.Sign("null"u8.ToArray(), _moment)),
        new("signed, and nested deeply", _door.Sign(Encoding.UTF8.GetBytes("{\"op\":0,\"d\":" + new string('[', 50_000)), _moment)),
        new("signed, and without an op", Signed("\"op\":0,", "")),
        new("signed, and an op in quotes", Signed("\"op\":0,", "\"op\":\"0\",")),
        new("signed, and an op of null", Signed("\"op\":0,", "\"op\":null,")),
        new("signed, and half an op", Signed("\"op\":0,", "\"op\":0.5,")),
        new("signed, and without the message's id", Signed("\"id\":\"ROBOT1.0_odd\",\"content\"", "\"content\"")),
        new("signed, and a message's id of a thousand letters", Signed("\"id\":\"ROBOT1.0_odd\",\"content\"", $"\"id\":\"{new string('a', 1_000)}\",\"content\"")),
        new("signed, and from nobody", Signed("\"user_openid\":\"E4A1B2C3D4E5F60718293A4B5C6D7E8F\"", "")),
        new("signed, and from somebody who is another path", Signed("E4A1B2C3D4E5F60718293A4B5C6D7E8F", "..")),
        new("signed, and of a group that is not named", _door.Sign(
            """{"op":0,"t":"GROUP_AT_MESSAGE_CREATE","d":{"id":"ROBOT1.0_odd","content":"odd","author":{"member_openid":"0F1E"}}}"""u8.ToArray(), _moment)),
        new("signed, and of a group, from nobody", Signed("\"t\":\"C2C_MESSAGE_CREATE\",\"d\":{", "\"t\":\"GROUP_AT_MESSAGE_CREATE\",\"d\":{\"group_openid\":\"C9F7\",")),
        new("signed, and a greeting of nobody", _door.Sign("""{"op":0,"id":"FRIEND_ADD:odd","t":"FRIEND_ADD","d":{"timestamp":1790000000}}"""u8.ToArray(), _moment)),
        new("signed, and a button that nobody pressed", _door.Sign(
            """{"op":0,"id":"INTERACTION_CREATE:odd","t":"INTERACTION_CREATE","d":{"id":"odd","type":11,"chat_type":1,"group_openid":"C9F7"}}"""u8.ToArray(), _moment)),
        new("the answer to a check of the address for a signature", HandshakeAnswerAsSignature()),
    ];

    public static TheoryData<string> Names => [.. _forgeries.Select(forgery => forgery.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_forgery_is_refused_and_leaves_no_trace(string name) => await host.AssertRefusedAsync(_forgeries.Single(forgery => forgery.Name == name));

    [Fact]
    public void There_are_enough_of_them_and_no_two_alike() => ForgeryTable.AssertDistinct(_forgeries);

    [Fact]
    public async Task What_they_are_made_of_is_accepted()
    {
        await host.AssertAcceptedAsync(_door.Sign(QQApp.Message("你好", "ROBOT1.0_control"), _moment), _door.Bot);
        await host.AssertAcceptedAsync(_short.Sign(QQApp.Message("你好", "ROBOT1.0_control"), _moment), _short.Bot);
        var answer = await RawConnection.SendOnceAsync(host.App.Webhook, _handshake);
        Assert.Equal(_door.Signature(_now, "Arq0D5A61EgUu4OxUvOp"u8.ToArray()), (string)JsonNode.Parse(answer.Body)!["signature"]!);
    }

    /// <summary>To sign whatever comes along with a check of the address would be to sign events: the check's answer is the signature of the next request.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Nobody_gets_an_event_signed_by_asking_for_a_check_of_the_address(bool signedByAnother, bool dividedElsewhere)
    {
        var (time, token) = dividedElsewhere ? (_now[..5], _now[5..] + Encoding.UTF8.GetString(_event)) : (_now, Encoding.UTF8.GetString(_event));
        var question = Handshake(token, time);
        var asked = signedByAnother ? _other.Sign(question, _moment) with { Path = _genuine.Path } : _door.Unsigned(question);

        var answer = await host.AssertRefusedAsync(new Forgery("step one", asked));
        var signature = answer.Body.Length > 0 ? (string?)JsonNode.Parse(answer.Body)?["signature"] : null;
        await host.AssertRefusedAsync(new Forgery("step two", _genuine.With(Signature, signature ?? new string('0', 128))));

        Assert.DoesNotContain(_genuine.Header(Signature), Encoding.UTF8.GetString(answer.Body), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public Task A_forgery_that_comes_letter_by_letter_is_refused_as_well() => host.AssertSlowlyRefusedAsync(Signed(new byte[64]));

    [Fact]
    public Task A_genuine_request_that_breaks_off_leaves_no_trace() => host.AssertBrokenOffAsync(_door.Sign(QQApp.Message("cut", "ROBOT1.0_cut"), _moment));

    private static RawRequest Signed(string signature) => _genuine.With(Signature, signature);

    private static RawRequest Signed(byte[] signature) => Signed(Hex(signature));

    /// <summary>The secret is right, the message is not.</summary>
    private static RawRequest Signed(string old, string replacement) =>
        _door.Sign(_genuine.Saying(Encoding.UTF8.GetString(QQApp.Message("odd", "ROBOT1.0_odd"))).Replacing(old, replacement).Body, _moment);

    private static byte[] Handshake(string token, string time) => Encoding.UTF8.GetBytes(
        new JsonObject { ["d"] = new JsonObject { ["plain_token"] = token, ["event_ts"] = time }, ["op"] = 13 }.ToJsonString());

    /// <summary>The host itself has signed time and token: with the time as timestamp and the token as body the signature is right, but a token is no event.</summary>
    private static RawRequest HandshakeAnswerAsSignature() => _door.Sign("Arq0D5A61EgUu4OxUvOp"u8.ToArray(), _moment);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
