using System.Globalization;
using System.Text;
using BotHost.Adapters.Crypto;
using BotHost.Adapters.QQ;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Adapters.Tests.QQ;

public sealed class QQSignatureTests : IDisposable
{
    private const long Now = 1_790_000_000;
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"op":0,"t":"X","d":{"content":"你好 <b>&"}}""");

    private readonly Ed25519Key _key = QQSignature.KeyOf(Webhooks.Ed25519, Webhooks.Secret);
    private readonly Ed25519Key _previous = QQSignature.KeyOf(Webhooks.Ed25519, "the one before");

    public void Dispose()
    {
        _key.Dispose();
        _previous.Dispose();
    }

    [Fact]
    public void During_a_rotation_either_secret_is_accepted_and_the_signer_is_known()
    {
        var signature = Webhooks.Sign(Text(Now), Body, "the one before");

        Assert.Equal(SignatureCheck.Genuine, QQSignature.Check(Text(Now), signature, Body, [_key, _previous], Moment, out var signer));
        Assert.Same(_previous, signer);
        Assert.Equal(SignatureCheck.Forged, Check(Text(Now), signature, out signer));
        Assert.Null(signer);
    }

    [Theory]
    [InlineData(0, SignatureCheck.Genuine)]
    [InlineData(300, SignatureCheck.Genuine)]
    [InlineData(-300, SignatureCheck.Genuine)]
    [InlineData(301, SignatureCheck.Stale)]
    [InlineData(-301, SignatureCheck.Stale)]
    public void Exactly_five_minutes_are_fresh_and_a_second_more_is_not(long offset, object expected)
    {
        var timestamp = Text(Now + offset);

        Assert.Equal(expected, Check(timestamp, Webhooks.Sign(timestamp, Body, Webhooks.Secret), out _));
    }

    [Theory]
    [InlineData("1790000000\0")]
    [InlineData(" 1790000000")]
    [InlineData("+1790000000")]
    [InlineData("１７９０００００００")]
    [InlineData("9223372036854775808")]
    [InlineData("1790000000.0")]
    public void Only_ASCII_digits_are_a_time_however_well_they_are_signed(string timestamp)
    {
        Assert.Equal(SignatureCheck.Malformed, Check(timestamp, Webhooks.Sign(timestamp, Body, Webhooks.Secret), out _));
    }

    [Fact]
    public void The_end_of_time_does_not_overflow()
    {
        var last = Text(long.MaxValue);

        Assert.Equal(SignatureCheck.Stale, Check(last, Webhooks.Sign(last, Body, Webhooks.Secret), out _));
        Assert.Equal(SignatureCheck.Stale, QQSignature.Check(last, Webhooks.Sign(last, Body, Webhooks.Secret), Body, [_key], DateTimeOffset.MinValue, out _));
    }

    [Fact]
    public void Hex_may_have_capitals_and_nothing_else_may_stand_around_it()
    {
        var signature = Webhooks.Sign(Text(Now), Body, Webhooks.Secret);

        Assert.Equal(SignatureCheck.Genuine, Check(Text(Now), signature.ToUpperInvariant(), out _));
        foreach (var wrong in new[] { signature + " ", " " + signature[1..], "0x" + signature[2..], signature[..^1], signature[..^2], signature[..^1] + "g", signature + signature })
            Assert.Equal(SignatureCheck.Malformed, Check(Text(Now), wrong, out _));
    }

    /// <summary>Ed25519 would refuse it as well, but only after all that it computes.</summary>
    [Fact]
    public void A_number_that_is_too_large_is_malformed_before_anything_is_computed()
    {
        var signature = Convert.FromHexString(Webhooks.Sign(Text(Now), Body, Webhooks.Secret));
        foreach (var bit in new byte[] { 0x20, 0x40, 0x80 })
            Assert.Equal(SignatureCheck.Malformed, Check(Text(Now), Convert.ToHexStringLower([.. signature[..^1], (byte)(signature[^1] | bit)]), out _));
    }

    [Theory]
    [InlineData(null, "00")]
    [InlineData("", "00")]
    [InlineData("1790000000", null)]
    [InlineData("1790000000", "")]
    public void A_missing_header_is_missing(string? timestamp, string? signature)
    {
        Assert.Equal(SignatureCheck.Missing, Check(timestamp, signature, out _));
    }

    [Fact]
    public void No_byte_may_move_between_the_timestamp_and_the_body()
    {
        var signature = Webhooks.Sign("1790000000", [.. "1"u8, .. Body], Webhooks.Secret);

        Assert.Equal(SignatureCheck.Genuine, QQSignature.Check("1790000000", signature, [.. "1"u8, .. Body], [_key], Moment, out _));
        Assert.NotEqual(SignatureCheck.Genuine, QQSignature.Check("17900000001", signature, Body, [_key], Moment, out _));
    }

    [Fact]
    public void No_forged_header_or_body_is_genuine_or_throws()
    {
        var genuine = Webhooks.Sign(Text(Now), Body, Webhooks.Secret);
        Prop.ForAll<string, string, byte[]>((timestamp, signature, body) =>
            Check(timestamp, signature, out _) != SignatureCheck.Genuine
            && Check(Text(Now), signature, out _) != SignatureCheck.Genuine
            && Check(timestamp, genuine, out _) != SignatureCheck.Genuine
            && QQSignature.Check(Text(Now), genuine, body, [_key], Moment, out _) != SignatureCheck.Genuine).QuickCheckThrowOnFailure();
    }

    private static DateTimeOffset Moment => DateTimeOffset.FromUnixTimeSeconds(Now);

    private SignatureCheck Check(string? timestamp, string? signature, out Ed25519Key? signer) =>
        QQSignature.Check(timestamp, signature, Body, [_key], Moment, out signer);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
