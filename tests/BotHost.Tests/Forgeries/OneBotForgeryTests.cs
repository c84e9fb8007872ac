using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Forgeries;

/// <summary>Events that no OneBot implementation of ours sent. No time is signed but the one in the event.</summary>
[SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "A forger may use what he likes.")]
[SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "A forger may use what he likes.")]
public sealed class OneBotForgeryTests(OneBotForgeryHost host) : IClassFixture<OneBotForgeryHost>
{
    private const string Signature = "X-Signature";
    private const string SelfId = "X-Self-ID";

    private static readonly DateTimeOffset _moment = ForgeryHost.Moment;
    private static readonly OneBotApp _door = OneBotForgeryHost.Door;
    private static readonly OneBotApp _other = OneBotForgeryHost.Other;
    private static readonly byte[] _key = Encoding.UTF8.GetBytes(_door.Secret);

    private static readonly byte[] _event = OneBotApp.Message(_moment, "forged", 2);
    private static readonly RawRequest _genuine = _door.Sign(_event);
    private static readonly string _digest = _genuine.Header(Signature)["sha1=".Length..];

    private static readonly Forgery[] _forgeries =
    [
        .. Forging.OfHeaders(_genuine, Signature, SelfId),
        .. Forging.OfDoor(_genuine, _other.Bot),
        new("a digest alone", Signed(_digest)),
        new("no digest", Signed("sha1=")),
        new("another letter for the equals sign", Signed("sha1:" + _digest)),
        new("another name of the digest", Signed("SHA1=" + _digest)),
        new("a hyphen in the name of the digest", Signed("sha-1=" + _digest)),
        new("a blank before the digest", Signed("sha1= " + _digest)),
        new("half a digest", Signed("sha1=" + _digest[..20])),
        new("a digest and a half", Signed("sha1=" + _digest + _digest[..20])),
        new("a digest of zeros", Signed("sha1=" + new string('0', 40))),
        new("a digest of no hexadecimal", Signed("sha1=" + new string('g', 40))),
        new("a digest in Base64", Signed("sha1=" + Convert.ToBase64String(Convert.FromHexString(_digest)))),
        new("a digest with its last letter changed", Signed("sha1=" + _digest[..^1] + (_digest[^1] == '0' ? '1' : '0'))),
        new("two digests, one of them right", Signed($"sha1={new string('0', 40)},sha1={_digest}")),
        new("signed with SHA-256", Signed("sha256=" + Hex(HMACSHA256.HashData(_key, _event)))),
        new("signed with SHA-256 and cut to the length of SHA-1", Signed("sha1=" + Hex(HMACSHA256.HashData(_key, _event))[..40])),
        new("signed with MD5", Signed("md5=" + Hex(HMACMD5.HashData(_key, _event)))),
        new("a hash of the body", Signed("sha1=" + Hex(SHA1.HashData(_event)))),
        new("a hash of secret and body", Signed("sha1=" + Hex(SHA1.HashData([.. _key, .. _event])))),
        new("a hash of body and secret", Signed("sha1=" + Hex(SHA1.HashData([.. _event, .. _key])))),
        new("signed with no secret", Signed((_door with { Secret = "" }).Signature(_event))),
        new("signed with the access token", Signed((_door with { Secret = OneBotForgeryHost.AccessToken }).Signature(_event))),
        new("signed with the secret as another code page writes it", Signed("sha1=" + Hex(HMACSHA1.HashData(Encoding.Latin1.GetBytes(_door.Secret), _event)))),
        new("signed with a blank behind the secret", Signed((_door with { Secret = _door.Secret + " " }).Signature(_event))),
        new("signed with key and text exchanged", Signed("sha1=" + Hex(HMACSHA1.HashData(_event, _key)))),
        new("signed over another spelling of the body", Signed(_door.Signature(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(JsonNode.Parse(_event)))))),
        new("signed over no body", Signed(_door.Signature([]))),
        new("the access token instead of a signature", _genuine.Without(Signature).And("Authorization", $"Bearer {OneBotForgeryHost.AccessToken}")),
        new("the access token beside a wrong signature", Signed("sha1=" + new string('0', 40)).And("Authorization", $"Bearer {OneBotForgeryHost.AccessToken}")),
        new("the access token in the address", _genuine.Without(Signature) with { Path = $"{_genuine.Path}?access_token={OneBotForgeryHost.AccessToken}" }),
        new("a caught signature and another person", _genuine.Replacing("\"user_id\":20001,\"message\"", "\"user_id\":20002,\"message\"")),
        new("a caught signature and other words", _genuine.Replacing("\"text\":\"forged\"", "\"text\":\"forger\"")),
        new("a caught signature and another message", _genuine.Replacing("\"message_id\":2", "\"message_id\":3")),
        new("a caught signature and another time", _genuine.Replacing("\"time\":1790000000", "\"time\":1790000001")),
        new("a caught signature and another group", _genuine.Replacing("\"message_type\":\"private\"", "\"message_type\":\"group\",\"group_id\":1")),
        new("a caught signature and a second person", _genuine.Replacing("\"user_id\":20001,\"message\"", "\"user_id\":20001,\"user_id\":20002,\"message\"")),
        new("a caught signature and a line break behind the body", _genuine with { Body = [.. _event, (byte)'\n'] }),
        new("a caught signature and a blank in the body", _genuine.Replacing("{\"time\"", "{ \"time\"")),
        new("a caught signature and a byte order mark", _genuine with { Body = [0xEF, 0xBB, 0xBF, .. _event] }),
        new("a caught signature and another escape of the same letter", _genuine.Replacing("forged", "\\u0066orged")),
        new("another bot's event", _other.Sign(_event) with { Path = _genuine.Path }),
        new("signed, and 301 seconds old", _door.Sign(OneBotApp.Message(_moment.AddSeconds(-301), "old", 4))),
        new("signed, and 301 seconds early", _door.Sign(OneBotApp.Message(_moment.AddSeconds(301), "early", 5))),
        new("signed, and sent again a day later", _door.Sign(OneBotApp.Message(_moment.AddDays(-1), "day", 6))),
        new("our event under the number of another account", _genuine.With(SelfId, "10002")),
        new("our event under a number with a sign", _genuine.With(SelfId, "+10001")),
        new("our event under a number with a point", _genuine.With(SelfId, "10001.0")),
        new("our event under a number in hexadecimal", _genuine.With(SelfId, "0x2711")),
        new("our event under a number that is too large", _genuine.With(SelfId, "18446744073709561617")),
        new("our event under a name", _genuine.With(SelfId, "bot")),
        new("signed, and about another account", About("\"self_id\":10002,")),
        new("signed, and about no account", About("")),
        new("signed, and about no account, as the header says", About("").With(SelfId, "0")),
        new("signed, and about the account 0", About("\"self_id\":0,").With(SelfId, "0")),
        new("signed, and about an account below zero", About("\"self_id\":-10001,").With(SelfId, "-10001")),
        new("signed, and about two accounts, the other one last", About("\"self_id\":10001,\"self_id\":10002,")),
        new("signed, and about an account in words", About("\"self_id\":\"bot\",")),
        new("signed, and of no time", Signed("\"time\":1790000000,", "")),
        new("signed, and of the time 0", Signed("\"time\":1790000000,", "\"time\":0,")),
        new("signed, and after the end of all calendars", Signed("\"time\":1790000000,", "\"time\":253402300800,")),
        new("signed, and of no kind", Signed("\"post_type\":\"message\",", "")),
        new("signed, and neither private nor of a group", Signed("\"private\"", "\"channel\"")),
        new("signed, and of a group that is not named", Signed("\"private\"", "\"group\"")),
        new("signed, and without its own number", Signed("\"message_id\":9,", "")),
        new("signed, and from nobody", Signed("\"user_id\":20001,\"message\"", "\"user_id\":0,\"message\"")),
        new("signed, and without what was said", Signed("\"message\":[", "\"said\":[")),
        new("signed, and no object", _door.Sign("[]"u8.ToArray())),
        new("signed, and no JSON", _door.Sign("oops"u8.ToArray())),
        new("signed, and empty", _door.Sign([])),
        new("signed, and nested deeply", _door.Sign(Encoding.UTF8.GetBytes("{\"message\":" + new string('[', 50_000)))),
    ];

    public static TheoryData<string> Names => [.. _forgeries.Select(forgery => forgery.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_forgery_is_refused_and_leaves_no_trace(string name) => await host.AssertRefusedAsync(_forgeries.Single(forgery => forgery.Name == name));

    [Fact]
    public void There_are_enough_of_them_and_no_two_alike() => ForgeryTable.AssertDistinct(_forgeries);

    [Fact]
    public async Task What_they_are_made_of_is_accepted() => await host.AssertAcceptedAsync(_door.Sign(OneBotApp.Message(_moment, "你好", 7)), _door.Bot, 204);

    [Fact]
    public Task A_forgery_that_comes_letter_by_letter_is_refused_as_well() => host.AssertSlowlyRefusedAsync(Signed("sha1=" + new string('0', 40)));

    [Fact]
    public Task A_genuine_request_that_breaks_off_leaves_no_trace() => host.AssertBrokenOffAsync(_door.Sign(OneBotApp.Message(_moment, "cut", 8)));

    private static RawRequest Signed(string signature) => _genuine.With(Signature, signature);

    /// <summary>The secret is right, the message is not.</summary>
    private static RawRequest Signed(string old, string replacement) =>
        _door.Sign(_genuine.Saying(Encoding.UTF8.GetString(OneBotApp.Message(_moment, "odd", 9))).Replacing(old, replacement).Body);

    private static RawRequest About(string account) => Signed("\"self_id\":10001,", account);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
