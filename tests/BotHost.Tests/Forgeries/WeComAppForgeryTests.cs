using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Forgeries;

/// <summary>Callbacks that WeCom did not make: by strangers, by who has recorded one, and by who has the token and not the key.</summary>
[SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "A forger may use what he likes.")]
[SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "A forger may use what he likes.")]
public sealed class WeComAppForgeryTests(WeComAppForgeryHost host) : IClassFixture<WeComAppForgeryHost>
{
    private static readonly DateTimeOffset _moment = ForgeryHost.Moment;
    private static readonly WeComApp _door = WeComAppForgeryHost.Door;
    private static readonly WeComApp _other = WeComAppForgeryHost.Other;

    private static readonly string _xml = _door.Xml(_moment, "forged", "99");
    private static readonly string _encrypted = _door.Encrypt(_xml);
    private static readonly RawRequest _genuine = _door.Post(_encrypted, _moment);
    private static readonly string _now = WeComApp.Stamp(_moment);
    private static readonly string[] _pieces = [_door.Token, _now, WeComApp.Nonce, _encrypted];
    private static readonly RawRequest _check = _door.Check(_door.Encrypt("4869230421567213"), _moment);

    /// <summary>What this door answers otherwise than the others do: it is also asked by GET, and its address has a query.</summary>
    private static readonly string[] _otherwise = ["GET", "an address below the bot's"];

    private static readonly Forgery[] _forgeries =
    [
        .. WeComSigning.OfQuery(_genuine, "msg_signature", "timestamp", "nonce"),
        .. Forging.OfDoor(_genuine, _other.Bot).Where(forgery => !_otherwise.Contains(forgery.Name)),
        new("GET", _genuine with { Method = "GET" }),
        new("an address below the bot's", _genuine with { Path = _genuine.Path.Replace("?", "/x?", StringComparison.Ordinal) }, 404),
        new("the address of another bot, with all that proves it", _genuine with { Path = _genuine.Path.Replace(_door.Bot, _other.Bot, StringComparison.Ordinal) }),
        new("a signature in upper case", Signed(_genuine.Query("msg_signature").ToUpperInvariant())),
        new("a signature in Base64", Signed(Uri.EscapeDataString(Convert.ToBase64String(Convert.FromHexString(_genuine.Query("msg_signature")))))),
        new("a signature of zeros", Signed(new string('0', 40))),
        new("the signature of nothing", Signed(WeComSigning.Sha1())),
        new("half a signature", Signed(_genuine.Query("msg_signature")[..20])),
        new("a signature under the name that WeChat has for it", _genuine with { Path = _genuine.Path.Replace("msg_signature", "signature", StringComparison.Ordinal) }),
        new("signed without the token", Signed(WeComSigning.Sha1([.. WeComSigning.Sorted(_now, WeComApp.Nonce, _encrypted)]))),
        new("signed without what is encrypted, as WeChat does", Signed(WeComSigning.Sha1([.. WeComSigning.Sorted(_door.Token, _now, WeComApp.Nonce)]))),
        new("signed without sorting", Signed(WeComSigning.Sha1(_pieces))),
        new("signed in the other order", Signed(WeComSigning.Sha1([.. WeComSigning.Sorted(_pieces).Reverse()]))),
        new("signed with commas", Signed(WeComSigning.Sha1(string.Join(',', WeComSigning.Sorted(_pieces))))),
        new("signed with SHA-256, cut", Signed(Hex(SHA256.HashData(Sorted()))[..40])),
        new("signed with MD5", Signed(Hex(MD5.HashData(Sorted())))),
        new("signed as an HMAC", Signed(Hex(HMACSHA1.HashData(Encoding.UTF8.GetBytes(_door.Token), Sorted())))),
        new("signed with the key", (_door with { Token = _door.EncodingAesKey }).Post(_encrypted, _moment)),
        new("signed with the app's secret", (_door with { Token = $"secret-of-{_door.Bot}" }).Post(_encrypted, _moment)),
        new("signed with the company's id", (_door with { Token = _door.CorpId }).Post(_encrypted, _moment)),
        new("signed with another bot's token", (_door with { Token = _other.Token }).Post(_encrypted, _moment)),
        new("signed over what was encrypted", Signed(_door.Signature(_now, WeComApp.Nonce, _xml))),
        new("signed over the whole body", Signed(_door.Signature(_now, WeComApp.Nonce, Encoding.UTF8.GetString(_genuine.Body)))),
        new("301 seconds old", _door.Post(_encrypted, _moment.AddSeconds(-301))),
        new("301 seconds early", _door.Post(_encrypted, _moment.AddSeconds(301))),
        new("a year old", _door.Post(_encrypted, _moment.AddYears(-1))),
        new("a timestamp in milliseconds", At(_now + "000")),
        new("a timestamp below zero", At("-" + _now)),
        new("a timestamp with a sign", At("+" + _now)),
        new("a timestamp with an exponent", At("1.79e9")),
        new("a timestamp that is too large", At("99999999999999999999")),
        new("a timestamp in words", At("yesterday")),
        new("timestamp and nonce exchanged", _genuine.WithQuery("timestamp", WeComApp.Nonce).WithQuery("nonce", _now)),
        new("an old callback that is fresh by its nonce", Exchanged(_moment.AddDays(-40))),
        new("a digit of the timestamp in the nonce", _genuine.WithQuery("timestamp", _now[1..]).WithQuery("nonce", WeComApp.Nonce + _now[0])),
        new("a caught signature under another text", _genuine with { Body = WeComApp.Envelope(_door.Encrypt(_door.Xml(_moment, "again", "98"))) }),
        new("a caught signature under the first block turned", _genuine with { Body = WeComApp.Envelope(Turned(_encrypted, 3)) }),
        new("a caught signature under the last block turned", _genuine with { Body = WeComApp.Envelope(Turned(_encrypted, ^1)) }),
        new("a caught signature under the text without its last block", _genuine with { Body = WeComApp.Envelope(Cut(_encrypted, 16)) }),
        new("a caught signature and another Encrypt before its own", _genuine.Replacing("<Encrypt>", $"<Encrypt>{_other.Encrypt(_xml)}</Encrypt><Encrypt>")),
        new("a caught signature and blanks around its text", _genuine.Replacing("<![CDATA[" + _encrypted, "<![CDATA[ " + _encrypted)),
        new("a caught signature, its text within another element", _genuine.Replacing("<Encrypt>", "<a><Encrypt>").Replacing("</Encrypt>", "</Encrypt></a>")),
        new("a caught signature, its text as an attribute", _genuine.Saying($"<xml><Encrypt value=\"{_encrypted}\"/></xml>")),
        new("a caught signature, another root", _genuine.Saying($"<root><Encrypt>{_encrypted}</Encrypt></root>")),
        new("a caught signature, another case", _genuine.Saying($"<xml><encrypt>{_encrypted}</encrypt></xml>")),
        new("a caught signature, two documents", _genuine with { Body = [.. _genuine.Body, .. _genuine.Body] }),
        new("a caught signature, in JSON", _genuine.Saying($$"""{"encrypt":"{{_encrypted}}"}""")),
        new("a DTD in front", _genuine with { Body = [.. "<!DOCTYPE xml>"u8, .. _genuine.Body] }),
        new("the text as an entity", _genuine.Saying($"<!DOCTYPE xml [<!ENTITY e \"{_encrypted}\">]><xml><Encrypt>&e;</Encrypt></xml>")),
        new("entities that grow", _genuine.Saying("<!DOCTYPE xml [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]><xml><Encrypt>&c;</Encrypt></xml>")),
        new("an entity from a file", _genuine.Saying("<!DOCTYPE xml [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><xml><Encrypt>&x;</Encrypt></xml>")),
        new("an entity from the network", _genuine.Saying("<!DOCTYPE xml SYSTEM \"http://127.0.0.1:1/x.dtd\"><xml><Encrypt>x</Encrypt></xml>")),
        new("elements in elements", _genuine.Saying(string.Concat(Enumerable.Repeat("<xml>", 100_000)))),
        new("not encrypted at all", _genuine.Saying(_xml)),
        new("another bot's callback", _other.Message(_moment, "x", "97") with { Path = _other.Message(_moment, "x", "97").Path.Replace(_other.Bot, _door.Bot, StringComparison.Ordinal) }),

        // Who has the token, and not the key.
        new("signed: another bot's message", _door.Post(_other.Encrypt(_other.Xml(_moment, "x", "96")), _moment)),
        new("signed: our message, encrypted with another bot's key", _door.Post(_other.Encrypt(_xml, _door.CorpId), _moment)),
        new("signed: only Base64", _door.Post(Convert.ToBase64String(Encoding.UTF8.GetBytes(_xml)), _moment)),
        new("signed: no Base64", _door.Post("!!!", _moment)),
        new("signed: Base64 of an address", _door.Post(_encrypted.Replace('+', '-').Replace('/', '_') + "-_", _moment)),
        new("signed: the first block turned", _door.Post(Turned(_encrypted, 18), _moment)),
        new("signed: the last block turned", _door.Post(Turned(_encrypted, ^1), _moment)),
        new("signed: the last block left out", _door.Post(Cut(_encrypted, 16), _moment)),
        new("signed: not whole blocks", _door.Post(Cut(_encrypted, 5), _moment)),
        new("signed: one block", _door.Post(Cut(_encrypted, Convert.FromBase64String(_encrypted).Length - 16), _moment)),

        // Who has both, and is another company.
        new("encrypted: for another company", _door.Post(_door.Encrypt(_xml, _other.CorpId), _moment)),
        new("encrypted: for nobody, as AI bots' are", _door.Post(_door.Encrypt(_xml, ""), _moment)),
        new("encrypted: for a company whose id begins with ours", _door.Post(_door.Encrypt(_xml, _door.CorpId + "0"), _moment)),
        new("encrypted: for the beginning of our company's id", _door.Post(_door.Encrypt(_xml, _door.CorpId[..^1]), _moment)),
        new("encrypted: for our company in capitals", _door.Post(_door.Encrypt(_xml, _door.CorpId.ToUpperInvariant()), _moment)),
        new("encrypted: a length below zero", _door.Post(_door.EncryptPlain(WeComApp.Pad([.. new byte[16], 0xFF, 0xFF, 0xFF, 0xFF, .. Encoding.UTF8.GetBytes(_xml)])), _moment)),
        new("encrypted: a length of nothing", _door.Post(_door.EncryptPlain(WeComApp.Pad([.. new byte[20], .. Encoding.UTF8.GetBytes(_xml)])), _moment)),
        new("encrypted: no padding", _door.Post(_door.EncryptPlain(new byte[64]), _moment)),
        new("encrypted: from everybody", _door.Post(_door.Encrypt(_door.Xml(_moment, "x", "95", from: "@all")), _moment)),
        new("encrypted: from two", _door.Post(_door.Encrypt(_door.Xml(_moment, "x", "95", from: "zhangsan|lisi")), _moment)),
        new("encrypted: a DTD inside", _door.Post(_door.Encrypt("<!DOCTYPE xml>" + _xml), _moment)),
        new("encrypted: without a message id", _door.Post(_door.Encrypt(_xml.Replace("<MsgId>99</MsgId>", "", StringComparison.Ordinal)), _moment)),

        .. WeComSigning.OfQuery(_check, "msg_signature", "echostr").Where(forgery => forgery.Name != "none of the parameters")
            .Select(forgery => forgery with { Name = $"check: {forgery.Name}" }),
        new("check: none of the parameters", _check with { Path = _check.Path.Split('?')[0] }),
        new("check: 301 seconds old", _door.Check(_door.Encrypt("1"), _moment.AddSeconds(-301))),
        new("check: another bot's", _other.Check(_other.Encrypt("1"), _moment) with { Path = _other.Check(_other.Encrypt("1"), _moment).Path.Replace(_other.Bot, _door.Bot, StringComparison.Ordinal) }),
        new("check: for another company", _door.Check(_door.Encrypt("1", _other.CorpId), _moment)),
        new("check: a caught message, to be decrypted", _door.Check(_encrypted, _moment)),
        new("check: with blanks for plus signs", _check with { Path = _check.Path.Replace("%2B", "+", StringComparison.Ordinal).Replace("%3D", "%20", StringComparison.Ordinal) }),
        new("check: posted", _check with { Method = "POST" }),
        new("check: HEAD", _check with { Method = "HEAD" }, 405),
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
        await host.AssertAcceptedAsync(_door.Message(_moment, "你好", "2"), _door.Bot);
        await host.AssertAcceptedAsync(_door.Post(_door.Encrypt(_door.Xml(_moment, "你好", "3")), _moment.AddSeconds(-300)), _door.Bot);

        var answer = await RawConnection.SendOnceAsync(host.App.Webhook, _check);
        Assert.Equal((200, "4869230421567213"), (answer.Status, Encoding.UTF8.GetString(answer.Body)));
    }

    /// <summary>Everything that is found out under the encryption before the receiver is known.</summary>
    [Fact]
    public async Task Who_has_the_token_alone_learns_nothing_of_what_is_inside()
    {
        var unsigned = await host.AssertRefusedAsync(new Forgery("not signed", Signed(new string('0', 40))));
        foreach (var inside in new[] { Turned(_encrypted, 18), Turned(_encrypted, ^1), Cut(_encrypted, 16), _door.EncryptPlain(new byte[64]), _door.Encrypt(_xml, "") })
        {
            var signed = await host.AssertRefusedAsync(new Forgery("signed", _door.Post(inside, _moment)));

            Assert.Equal(unsigned.Status, signed.Status);
        }
    }

    [Fact]
    public Task A_forgery_that_comes_letter_by_letter_is_refused_as_well() => host.AssertSlowlyRefusedAsync(Signed(new string('0', 40)));

    [Fact]
    public Task A_genuine_request_that_breaks_off_leaves_no_trace() => host.AssertBrokenOffAsync(_door.Message(_moment, "cut", "94"));

    private static RawRequest Signed(string signature) => _genuine.WithQuery("msg_signature", signature);

    /// <summary>Signed with the right token, at another time.</summary>
    private static RawRequest At(string timestamp) => _door.PostSigned(_encrypted, timestamp, WeComApp.Nonce);

    /// <summary>A genuine callback of long ago, whose nonce happened to be the time that is now.</summary>
    private static RawRequest Exchanged(DateTimeOffset then)
    {
        var recorded = _door.PostSigned(_door.Encrypt(_door.Xml(then, "recorded", "93")), WeComApp.Stamp(then), _now);
        return recorded.WithQuery("timestamp", _now).WithQuery("nonce", WeComApp.Stamp(then));
    }

    private static byte[] Sorted() => Encoding.UTF8.GetBytes(string.Concat(WeComSigning.Sorted(_pieces)));

    private static string Turned(string encrypted, Index at)
    {
        var bytes = Convert.FromBase64String(encrypted);
        bytes[at] ^= 1;
        return Convert.ToBase64String(bytes);
    }

    private static string Cut(string encrypted, int bytes) => Convert.ToBase64String(Convert.FromBase64String(encrypted)[..^bytes]);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
