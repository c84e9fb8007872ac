using BotHost.Adapters.WeCom;

namespace BotHost.Adapters.Tests.WeCom;

public sealed class WeComSignatureTests
{
    private const string Token = "AppTok3nTest";
    private static readonly DateTimeOffset _now = DateTimeOffset.FromUnixTimeSeconds(1_767_225_600);

    public static TheoryData<string> Cases => [.. WeComVectors.Entries("signature", "cases").Select(entry => entry.Text("id"))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_recorded_signature_is_made_again(string id)
    {
        var entry = WeComVectors.Entries("signature", "cases").Single(entry => entry.Text("id") == id);

        Assert.Equal(entry.Text("signature"), WeComSignature.Sign(entry.Text("token"), entry.Text("timestamp"), entry.Text("nonce"), entry.Text("encrypt")));
    }

    [Fact]
    public void A_genuine_signature_is_good_for_five_minutes_both_ways()
    {
        Assert.Equal(SignatureCheck.Genuine, Check(_now));
        Assert.Equal(SignatureCheck.Genuine, Check(_now.AddSeconds(300)));
        Assert.Equal(SignatureCheck.Genuine, Check(_now.AddSeconds(-300)));
        Assert.Equal(SignatureCheck.Stale, Check(_now.AddSeconds(301)));
        Assert.Equal(SignatureCheck.Stale, Check(_now.AddSeconds(-301)));
    }

    [Fact]
    public void Whatever_is_changed_makes_a_forgery()
    {
        var good = Query();
        var last = good.Signature[^1] == '0' ? '1' : '0';

        Assert.Equal(SignatureCheck.Forged, Check(good with { Signature = good.Signature[..^1] + last }));
        Assert.Equal(SignatureCheck.Forged, Check(good with { Signature = good.Signature.ToUpperInvariant() }));
        Assert.Equal(SignatureCheck.Forged, Check(good with { Nonce = good.Nonce + "0" }));
        Assert.Equal(SignatureCheck.Forged, Check(good with { Timestamp = "1767225601" }));
        Assert.Equal(SignatureCheck.Forged, WeComSignature.Check(good, "b3RoZXI=", Token, _now));
        Assert.Equal(SignatureCheck.Forged, WeComSignature.Check(good, Encrypted, "another", _now));
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("-1767225600")]
    [InlineData("+1767225600")]
    [InlineData(" 1767225600")]
    [InlineData("1767225600.0")]
    [InlineData("99999999999999999999")]
    [InlineData("１７６７２２５６００")]
    public void What_is_no_time_is_malformed_although_it_is_signed(string timestamp) =>
        Assert.Equal(SignatureCheck.Malformed, Check(new WeComQuery(WeComSignature.Sign(Token, timestamp, "1", Encrypted), timestamp, "1")));

    [Fact]
    public void No_query_is_genuine_by_chance_or_throws()
    {
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++)
        {
            var query = new WeComQuery(Noise(random, 40), random.Next(2) == 0 ? "1767225600" : Noise(random, 12), Noise(random, 12));
            Assert.NotEqual(SignatureCheck.Genuine, WeComSignature.Check(query, Noise(random, 60), Noise(random, 8), _now));
        }
    }

    private const string Encrypted = "ZW5jcnlwdGVk";

    private static WeComQuery Query() => new(WeComSignature.Sign(Token, "1767225600", "99", Encrypted), "1767225600", "99");

    private static SignatureCheck Check(DateTimeOffset now) => WeComSignature.Check(Query(), Encrypted, Token, now);

    private static SignatureCheck Check(WeComQuery query) => WeComSignature.Check(query, Encrypted, Token, _now);

    /// <summary>Any characters, halves of pairs included.</summary>
    private static string Noise(Random random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => (char)random.Next(char.MaxValue)));
}
