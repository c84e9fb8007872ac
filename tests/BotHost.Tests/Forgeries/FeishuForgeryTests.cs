using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Forgeries;

/// <summary>Events that Feishu did not send: to a bot with an Encrypt Key, and to one that has only its token.</summary>
[SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "A forger may use what he likes.")]
public sealed class FeishuForgeryTests(FeishuForgeryHost host) : IClassFixture<FeishuForgeryHost>
{
    private const string Stamp = "X-Lark-Request-Timestamp";
    private const string Nonce = "X-Lark-Request-Nonce";
    private const string Signature = "X-Lark-Signature";

    private static readonly DateTimeOffset _moment = ForgeryHost.Moment;
    private static readonly FeishuApp _door = FeishuForgeryHost.Door;
    private static readonly FeishuApp _plain = FeishuForgeryHost.Plain;
    private static readonly FeishuApp _other = FeishuForgeryHost.Other;

    private static readonly byte[] _event = _door.Event(_moment, "forged", "om_forged");
    private static readonly string _encrypted = _door.Encrypt(_event);
    private static readonly RawRequest _genuine = _door.Sign(FeishuApp.Wrap(_encrypted), _moment);
    private static readonly RawRequest _unsigned = _door.Unsigned(_genuine.Body);
    private static readonly string _now = _genuine.Header(Stamp);
    private static readonly byte[] _prefix = Encoding.UTF8.GetBytes(_now + _genuine.Header(Nonce));
    private static readonly byte[] _key = Encoding.UTF8.GetBytes(_door.EncryptKey);

    private static readonly Forgery[] _forgeries =
    [
        .. Forging.OfHeaders(_genuine, Stamp, Nonce, Signature),
        .. Forging.OfDoor(_genuine, _other.Bot),
        new("a signature in upper case", _genuine.With(Signature, _genuine.Header(Signature).ToUpperInvariant())),
        new("a signature in Base64", Signed(Convert.ToBase64String(Convert.FromHexString(_genuine.Header(Signature))))),
        new("a signature of zeros", Signed(new string('0', 64))),
        new("the signature of nothing", Signed(Hex(SHA256.HashData([])))),
        new("half a signature", Signed(_genuine.Header(Signature)[..32])),
        new("a signature with sha256= in front", Signed("sha256=" + _genuine.Header(Signature))),
        new("signed without the key", Signed(Hex(SHA256.HashData([.. _prefix, .. _genuine.Body])))),
        new("signed without the body", Signed(Hex(SHA256.HashData([.. _prefix, .. _key])))),
        new("signed with the key in front", Signed(Hex(SHA256.HashData([.. _key, .. _prefix, .. _genuine.Body])))),
        new("signed with the body before the key", Signed(Hex(SHA256.HashData([.. _prefix, .. _genuine.Body, .. _key])))),
        new("signed as an HMAC", Signed(Hex(HMACSHA256.HashData(_key, (byte[])[.. _prefix, .. _genuine.Body])))),
        new("signed with SHA-1, as old cards are", Signed(Hex(SHA1.HashData([.. _prefix, .. Encoding.UTF8.GetBytes(_door.Token), .. _genuine.Body])))),
        new("signed with SHA-512", Signed(Hex(SHA512.HashData([.. _prefix, .. _key, .. _genuine.Body])))),
        new("signed with the token", (_door with { EncryptKey = _door.Token }).Sign(_genuine.Body, _moment)),
        new("signed with the app's secret", (_door with { EncryptKey = $"secret-of-{_door.Bot}" }).Sign(_genuine.Body, _moment)),
        new("signed with another bot's key", (_other with { Bot = _door.Bot }).Sign(_genuine.Body, _moment)),
        new("signed over what was encrypted", Signed(_door.Signature(_now, _genuine.Header(Nonce), _event))),
        new("signed over another spelling of the body", Signed(_door.Signature(_now, _genuine.Header(Nonce), Encoding.UTF8.GetBytes($$"""{ "encrypt": "{{_encrypted}}" }""")))),
        new("timestamp and nonce divided elsewhere", _genuine.With(Stamp, _now[..^1]).With(Nonce, _now[^1] + _genuine.Header(Nonce))),
        new("301 seconds old", _door.Sign(_genuine.Body, _moment.AddSeconds(-301))),
        new("301 seconds early", _door.Sign(_genuine.Body, _moment.AddSeconds(301))),
        new("a year old", _door.Sign(_genuine.Body, _moment.AddYears(-1))),
        new("a timestamp in milliseconds", At(_now + "000")),
        new("a timestamp below zero", At("-" + _now)),
        new("a timestamp with a sign", At("+" + _now)),
        new("a timestamp with an exponent", At("1.79e9")),
        new("a timestamp that is too large", At("99999999999999999999")),
        new("a timestamp in words", At("yesterday")),
        new("an old timestamp as Go writes it", At("2026-09-21 22:00:00.052290112 +0800 CST m=+3612.1")),
        new("a timestamp as Go writes it, without a zone", At("2026-09-21 22:13:20")),
        new("a caught signature under another body", _genuine with { Body = FeishuApp.Wrap(_door.Encrypt(_door.Event(_moment, "again", "om_again"))) }),
        new("a caught signature and a second encrypt", _genuine.Saying($$"""{"encrypt":"{{_encrypted}}","encrypt":"{{_encrypted}}"}""")),
        new("a caught signature and more in the body", _genuine.Saying($$"""{"encrypt":"{{_encrypted}}","challenge":"x","type":"url_verification","token":"{{_door.Token}}"}""")),
        new("a caught signature and a line break behind the body", _genuine with { Body = [.. _genuine.Body, (byte)'\n'] }),
        new("a caught signature and a byte order mark", _genuine with { Body = [0xEF, 0xBB, 0xBF, .. _genuine.Body] }),
        new("a bit of the IV turned, under a caught signature", _genuine with { Body = FeishuApp.Wrap(Turned(_encrypted, 11)) }),
        new("a bit of the IV turned, without a signature", _unsigned with { Body = FeishuApp.Wrap(Turned(_encrypted, 11)) }),
        new("a bit of the text turned, without a signature", _unsigned with { Body = FeishuApp.Wrap(Turned(_encrypted, 40)) }),
        new("the last block left out, without a signature", _unsigned with { Body = FeishuApp.Wrap(Cut(_encrypted, 0, 16)) }),
        new("the first block left out, without a signature", _unsigned with { Body = FeishuApp.Wrap(Cut(_encrypted, 16, 0)) }),
        new("not whole blocks, without a signature", _unsigned with { Body = FeishuApp.Wrap(Cut(_encrypted, 0, 5)) }),
        new("Base64 broken off, without a signature", _unsigned with { Body = FeishuApp.Wrap(_encrypted[..^3]) }),
        new("Base64 of an address, without a signature", _unsigned with { Body = FeishuApp.Wrap(_encrypted.Replace('+', '-').Replace('/', '_') + "-_") }),
        new("encrypted with another bot's key, without a signature", _unsigned with { Body = FeishuApp.Wrap(_other.Encrypt(_event)) }),
        new("another bot's event", _other.Sign(FeishuApp.Wrap(_other.Encrypt(_other.Event(_moment, "x", "om_x"))), _moment) with { Path = _genuine.Path }),
        new("another bot's event, encrypted and signed as ours", _door.Sign(FeishuApp.Wrap(_door.Encrypt(_other.Event(_moment, "x", "om_x"))), _moment)),
        new("our token with another app's id", _door.Sign(FeishuApp.Wrap(_door.Encrypt((_door with { AppId = _other.AppId }).Event(_moment, "x", "om_x"))), _moment)),
        new("our app's id with another token", _door.Sign(FeishuApp.Wrap(_door.Encrypt((_door with { Token = _other.Token }).Event(_moment, "x", "om_x"))), _moment)),
        new("downgraded to plain, without a signature", _door.Unsigned(_event)),
        new("downgraded to plain, signed with our key", _door.Sign(_event, _moment)),
        new("a check of the address, downgraded to plain", _door.Unsigned(Challenge(_door.Token))),
        new("a check of the address with a wrong token", _door.Unsigned(FeishuApp.Wrap(_door.Encrypt(Challenge("wrong"))))),
        new("a check of the address, encrypted with another bot's key", _door.Unsigned(FeishuApp.Wrap(_other.Encrypt(Challenge(_door.Token))))),
        new("a check of the address that is signed wrongly", _door.Sign(FeishuApp.Wrap(_door.Encrypt(Challenge(_door.Token))), _moment).With(Signature, new string('0', 64))),
        new("a check of the address that is signed and old", _door.Sign(FeishuApp.Wrap(_door.Encrypt(Challenge(_door.Token))), _moment.AddSeconds(-301))),
        new("plain: another token", Plain("x").Replacing(_plain.Token, "another")),
        new("plain: no token", Plain("x").Replacing($"\"token\":\"{_plain.Token}\",", "")),
        new("plain: an empty token", Plain("x").Replacing(_plain.Token, "")),
        new("plain: a token that is null", Plain("x").Replacing($"\"{_plain.Token}\"", "null")),
        new("plain: a token that is true", Plain("x").Replacing($"\"{_plain.Token}\"", "true")),
        new("plain: a list of tokens", Plain("x").Replacing($"\"{_plain.Token}\"", $"[\"{_plain.Token}\"]")),
        new("plain: the token in lower case", Plain("x").Replacing(_plain.Token, _plain.Token.ToLowerInvariant())),
        new("plain: a letter behind the token", Plain("x").Replacing(_plain.Token, _plain.Token + "0")),
        new("plain: a letter less of the token", Plain("x").Replacing(_plain.Token, _plain.Token[..^1])),
        new("plain: the token outside the header", Plain("x").Replacing($"\"token\":\"{_plain.Token}\",", "").Replacing("{\"schema\"", $"{{\"token\":\"{_plain.Token}\",\"schema\"")),
        new("plain: the token under another name's case", Plain("x").Replacing("\"token\"", "\"Token\"")),
        new("plain: another app's id", Plain("x").Replacing(_plain.AppId, _other.AppId)),
        new("plain: no app's id", Plain("x").Replacing($"\"app_id\":\"{_plain.AppId}\",", "")),
        new("plain: another schema", Plain("x").Replacing("\"schema\":\"2.0\"", "\"schema\":\"3.0\"")),
        new("plain: an event of the old schema with a wrong token", _plain.Unsigned("""{"uuid":"u","token":"wrong","type":"event_callback","event":{"type":"message","text":"hi"}}"""u8.ToArray())),
        new("plain: encrypted where there is no key", _plain.Unsigned(FeishuApp.Wrap(_encrypted))),
        new("plain: a check of the address with a wrong token", _plain.Unsigned(Challenge("wrong"))),
        new("plain: a check of the address without a token", _plain.Unsigned("""{"challenge":"x","type":"url_verification"}"""u8.ToArray())),
        new("plain: a check of the address without a challenge", _plain.Unsigned(Encoding.UTF8.GetBytes($$"""{"token":"{{_plain.Token}}","type":"url_verification"}"""))),
        new("plain: a check of the address whose challenge is no text", _plain.Unsigned(Encoding.UTF8.GetBytes($$$"""{"challenge":{"x":1},"token":"{{{_plain.Token}}}","type":"url_verification"}"""))),
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
        await host.AssertAcceptedAsync(_door.Message(_moment, "你好", "om_control"), _door.Bot);
        await host.AssertAcceptedAsync(_plain.Unsigned(_plain.Event(_moment, "你好", "om_control")), _plain.Bot);
        foreach (var (app, body) in new[] { (_door, FeishuApp.Wrap(_door.Encrypt(Challenge(_door.Token)))), (_plain, Challenge(_plain.Token)) })
        {
            var answer = await RawConnection.SendOnceAsync(host.App.Webhook, app.Unsigned(body));
            Assert.Equal("ch", (string)JsonNode.Parse(answer.Body)!["challenge"]!);
        }
    }

    [Fact]
    public async Task A_stranger_is_not_told_whether_a_text_could_be_decrypted()
    {
        var readable = await host.AssertRefusedAsync(new Forgery("readable", _unsigned));
        foreach (var body in new[] { Turned(_encrypted, 11), Turned(_encrypted, 40), Cut(_encrypted, 0, 16), _other.Encrypt(_event), _door.Encrypt("no json"u8.ToArray()) })
        {
            var unreadable = await host.AssertRefusedAsync(new Forgery("unreadable", _unsigned with { Body = FeishuApp.Wrap(body) }));

            Assert.Equal(readable.Status, unreadable.Status);
        }
    }

    [Fact]
    public Task A_forgery_that_comes_letter_by_letter_is_refused_as_well() => host.AssertSlowlyRefusedAsync(Signed(new string('0', 64)));

    [Fact]
    public Task A_genuine_request_that_breaks_off_leaves_no_trace() => host.AssertBrokenOffAsync(_door.Message(_moment, "cut", "om_cut"));

    private static RawRequest Plain(string id) => _plain.Unsigned(_plain.Event(_moment, "forged", $"om_{id}"));

    private static RawRequest Signed(string signature) => _genuine.With(Signature, signature);

    /// <summary>Signed with the right key, at another time.</summary>
    private static RawRequest At(string timestamp) => _door.Sign(_genuine.Body, _moment, timestamp);

    private static byte[] Challenge(string token) => Encoding.UTF8.GetBytes($$"""{"challenge":"ch","token":"{{token}}","type":"url_verification"}""");

    private static string Turned(string encrypted, int at)
    {
        var bytes = Convert.FromBase64String(encrypted);
        bytes[at] ^= 1;
        return Convert.ToBase64String(bytes);
    }

    private static string Cut(string encrypted, int front, int back) => Convert.ToBase64String(Convert.FromBase64String(encrypted)[front..^back]);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
