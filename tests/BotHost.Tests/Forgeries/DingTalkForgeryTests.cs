using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Forgeries;

/// <summary>Callbacks that DingTalk did not make. The body is not signed: whoever has caught a signature can say anything with it for an hour, but not as another robot.</summary>
[SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "A forger may use what he likes.")]
public sealed class DingTalkForgeryTests(DingTalkForgeryHost host) : IClassFixture<DingTalkForgeryHost>
{
    private const string Secret = DingTalkForgeryHost.Secret;

    private static readonly string _now = Milliseconds(TimeSpan.Zero);
    private static readonly RawRequest _genuine = DingTalkForgeryHost.Message("forged");
    private static readonly byte[] _key = Encoding.UTF8.GetBytes(Secret);

    private static readonly Forgery[] _forgeries =
    [
        .. Forging.OfHeaders(_genuine, "timestamp", "sign"),
        .. Forging.OfDoor(_genuine, DingTalkForgeryHost.OtherBot),
        new("sign in lower case", _genuine.With("sign", _genuine.Header("sign").ToLowerInvariant())),
        new("sign in upper case", _genuine.With("sign", _genuine.Header("sign").ToUpperInvariant())),
        new("sign in hexadecimal", _genuine.With("sign", Convert.ToHexString(Convert.FromBase64String(_genuine.Header("sign"))))),
        new("sign escaped as for an address", _genuine.With("sign", Uri.EscapeDataString(_genuine.Header("sign")))),
        new("sign of zeros", _genuine.With("sign", Convert.ToBase64String(new byte[32]))),
        new("sign of no bytes", _genuine.With("sign", "====")),
        new("sign with one bit turned", _genuine.With("sign", OneBitTurned(_genuine.Header("sign")))),
        new("signed with another bot's secret", RawRequest.Signed(DingTalkForgeryHost.Bot, _genuine.Body, DingTalkForgeryHost.OtherSecret, ForgeryHost.Moment)),
        new("signed with no secret", RawRequest.Signed(DingTalkForgeryHost.Bot, _genuine.Body, "", ForgeryHost.Moment)),
        new("signed with the secret in lower case", RawRequest.Signed(DingTalkForgeryHost.Bot, _genuine.Body, Secret.ToLowerInvariant(), ForgeryHost.Moment)),
        new("signed with the app's key", RawRequest.Signed(DingTalkForgeryHost.Bot, _genuine.Body, "dingdoor0001", ForgeryHost.Moment)),
        new("signed without the secret in the text", Signed(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(_now)))),
        new("signed with the two lines exchanged", Signed(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{Secret}\n{_now}")))),
        new("signed without the line break", Signed(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(_now + Secret)))),
        new("signed with a Windows line break", Signed(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{_now}\r\n{Secret}")))),
        new("signed with the body behind", Signed(HMACSHA256.HashData(_key, (byte[])[.. Encoding.UTF8.GetBytes($"{_now}\n{Secret}"), .. _genuine.Body]))),
        new("signed with SHA-1", Signed(HMACSHA1.HashData(_key, Encoding.UTF8.GetBytes($"{_now}\n{Secret}")))),
        new("signed with SHA-512", Signed(HMACSHA512.HashData(_key, Encoding.UTF8.GetBytes($"{_now}\n{Secret}")))),
        new("a hash and no signature", Signed(SHA256.HashData(Encoding.UTF8.GetBytes($"{_now}\n{Secret}")))),
        new("an hour and a millisecond old", At(Milliseconds(-(TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(1))))),
        new("an hour and a millisecond too early", At(Milliseconds(TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(1)))),
        new("a day old", At(Milliseconds(-TimeSpan.FromDays(1)))),
        new("a timestamp in seconds", At(_now[..^3])),
        new("a timestamp in microseconds", At(_now + "000")),
        new("a timestamp with a sign", At("+" + _now)),
        new("a timestamp below zero", At("-" + _now)),
        new("a timestamp with a point", At(_now + ".0")),
        new("a timestamp with commas", At("1,790,000,000,000")),
        new("a timestamp with an exponent", At("1.79e12")),
        new("a timestamp in hexadecimal", At("0x1A0C3E2F800")),
        new("a timestamp that is too large", At("99999999999999999999999")),
        new("the smallest timestamp", At("-9223372036854775808")),
        new("the largest timestamp", At("9223372036854775807")),
        new("a timestamp of zero", At("0")),
        new("a timestamp in words", At("now")),
        new("a timestamp changed after it was signed", _genuine.With("timestamp", Milliseconds(TimeSpan.FromMilliseconds(1)))),
        new("a caught signature with a message for another robot", _genuine with { Body = DingTalkForgeryHost.Body("r", ""","robotCode":"dingdoor0002" """) }, 200),
        new("a caught signature with the bot's own words", _genuine with { Body = DingTalkForgeryHost.Body("o", ""","chatbotUserId":"s1" """) }, 200),
        new("a caught signature with an encrypted body", _genuine.Saying("""{"encrypt":"AAAA"}""")),
        new("a caught signature with no sender", _genuine.Saying("""{"msgId":"x","conversationId":"c","conversationType":"1","msgtype":"text","text":{"content":"hi"}}""")),
        new("a caught signature with a conversation of no known kind", _genuine.Saying("""{"msgId":"x","conversationId":"c","conversationType":"3","senderId":"s","msgtype":"text","text":{"content":"hi"}}""")),
    ];

    public static TheoryData<string> Names => [.. _forgeries.Select(forgery => forgery.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_forgery_is_refused_and_leaves_no_trace(string name) => await host.AssertRefusedAsync(_forgeries.Single(forgery => forgery.Name == name));

    [Fact]
    public void There_are_enough_of_them_and_no_two_alike() => ForgeryTable.AssertDistinct(_forgeries);

    [Fact]
    public async Task What_they_are_made_of_is_accepted() => await host.AssertAcceptedAsync(DingTalkForgeryHost.Message("control"), DingTalkForgeryHost.Bot);

    [Fact]
    public Task A_forgery_that_comes_letter_by_letter_is_refused_as_well() => host.AssertSlowlyRefusedAsync(_genuine.With("sign", Convert.ToBase64String(new byte[32])));

    [Fact]
    public Task A_genuine_request_that_breaks_off_leaves_no_trace() => host.AssertBrokenOffAsync(DingTalkForgeryHost.Message("cut"));

    private static RawRequest Signed(byte[] sign) => _genuine.With("sign", Convert.ToBase64String(sign));

    /// <summary>Signed with the right secret, at another time.</summary>
    private static RawRequest At(string timestamp) => _genuine.With("timestamp", timestamp).With("sign", RawRequest.Sign(timestamp, Secret));

    private static string Milliseconds(TimeSpan later) => (ForgeryHost.Moment + later).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static string OneBitTurned(string sign)
    {
        var bytes = Convert.FromBase64String(sign);
        bytes[17] ^= 4;
        return Convert.ToBase64String(bytes);
    }
}
