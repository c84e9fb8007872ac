using System.Globalization;
using BotHost.Adapters.DingTalk;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Adapters.Tests.DingTalk;

public sealed class DingTalkSignatureTests
{
    private const string Secret = Webhooks.Secret;
    private const long Now = 1_770_000_000_000;

    public static TheoryData<string, string, string> Known =>
        [.. Vectors.Section("signature_only").Select(item => ((string)item["secret"]!, (string)item["timestamp"]!, (string)item["sign"]!))];

    [Theory]
    [MemberData(nameof(Known))]
    public void A_known_pair_is_genuine(string secret, string timestamp, string sign)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(timestamp, CultureInfo.InvariantCulture));

        Assert.Equal(SignatureCheck.Genuine, DingTalkSignature.Check(timestamp, sign, [secret], now));
        Assert.Equal(SignatureCheck.Forged, DingTalkSignature.Check(timestamp, sign, [secret + "x"], now));
    }

    [Fact]
    public void During_a_rotation_either_secret_is_accepted()
    {
        var (timestamp, sign) = (Text(Now), Webhooks.Sign(Text(Now), "the one before"));

        Assert.Equal(SignatureCheck.Genuine, Check(timestamp, sign, [Secret, "the one before"]));
        Assert.Equal(SignatureCheck.Forged, Check(timestamp, sign, [Secret]));
    }

    [Fact]
    public void An_empty_secret_proves_nothing()
    {
        Assert.Equal(SignatureCheck.Forged, Check(Text(Now), Webhooks.Sign(Text(Now), ""), [""]));
        Assert.Equal(SignatureCheck.Forged, Check(Text(Now), Webhooks.Sign(Text(Now), ""), []));
    }

    [Theory]
    [InlineData(0, SignatureCheck.Genuine)]
    [InlineData(3_600_000, SignatureCheck.Genuine)]
    [InlineData(-3_600_000, SignatureCheck.Genuine)]
    [InlineData(3_600_001, SignatureCheck.Stale)]
    [InlineData(-3_600_001, SignatureCheck.Stale)]
    public void Exactly_one_hour_is_fresh_and_a_millisecond_more_is_not(long offset, object expected)
    {
        var timestamp = Text(Now + offset);

        Assert.Equal(expected, Check(timestamp, Webhooks.Sign(timestamp, Secret), [Secret]));
    }

    [Theory]
    [InlineData("1770000000000\0")]
    [InlineData(" 1770000000000")]
    [InlineData("+1770000000000")]
    [InlineData("1,770,000,000,000")]
    [InlineData("１７７００００００００００")]
    [InlineData("9223372036854775808")]
    public void Only_ASCII_digits_are_a_time_however_well_they_are_signed(string timestamp)
    {
        Assert.Equal(SignatureCheck.Malformed, Check(timestamp, Webhooks.Sign(timestamp, Secret), [Secret]));
    }

    [Fact]
    public void The_end_of_time_does_not_overflow()
    {
        var last = Text(long.MaxValue);

        Assert.Equal(SignatureCheck.Stale, Check(last, Webhooks.Sign(last, Secret), [Secret]));
        Assert.Equal(SignatureCheck.Stale, DingTalkSignature.Check(last, Webhooks.Sign(last, Secret), [Secret], DateTimeOffset.MinValue));
    }

    [Fact]
    public void A_secret_too_long_for_the_stack_works_as_well()
    {
        var secret = new string('密', 2_000);

        Assert.Equal(SignatureCheck.Genuine, Check(Text(Now), Webhooks.Sign(Text(Now), secret), [secret]));
    }

    [Fact]
    public void No_forged_header_is_genuine_or_throws()
    {
        var genuine = Webhooks.Sign(Text(Now), Secret);
        Prop.ForAll<string, string>((timestamp, sign) =>
            DingTalkSignature.Check(timestamp, sign, [Secret], DateTimeOffset.FromUnixTimeMilliseconds(Now)) != SignatureCheck.Genuine
            && Check(Text(Now), sign, [Secret]) != SignatureCheck.Genuine
            && Check(timestamp, genuine, [Secret]) != SignatureCheck.Genuine).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_change_of_one_character_keeps_a_signature_genuine()
    {
        var sign = Webhooks.Sign(Text(Now), Secret);
        Prop.ForAll<NonNegativeInt, char>((place, character) =>
        {
            var at = place.Get % sign.Length;
            var changed = sign[..at] + character + sign[(at + 1)..];
            return changed == sign || Check(Text(Now), changed, [Secret]) != SignatureCheck.Genuine;
        }).QuickCheckThrowOnFailure();
    }

    private static SignatureCheck Check(string? timestamp, string? sign, string[] secrets)
    {
        return DingTalkSignature.Check(timestamp, sign, secrets, DateTimeOffset.FromUnixTimeMilliseconds(Now));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
