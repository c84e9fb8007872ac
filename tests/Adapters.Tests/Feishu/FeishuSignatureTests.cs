using System.Text;
using System.Text.Json.Nodes;
using BotHost.Adapters.Feishu;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Adapters.Tests.Feishu;

public sealed class FeishuSignatureTests
{
    private const string Key = "test key";
    private static readonly DateTimeOffset _now = DateTimeOffset.FromUnixTimeSeconds(FeishuWebhooks.Now);
    private static readonly byte[] _body = "{\"encrypt\":\"abc\"}"u8.ToArray();

    public static TheoryData<string> Crypto => FeishuVectors.Names("crypto");

    public static TheoryData<string> Signatures => FeishuVectors.Names("signatures");

    [Theory]
    [MemberData(nameof(Crypto))]
    public void A_recorded_body_is_decrypted(string name)
    {
        var vector = FeishuVectors.Find("crypto", name);

        Assert.Equal((string)vector["plaintext"]!, Encoding.UTF8.GetString(FeishuCrypto.Decrypt((string)vector["encrypt"]!, (string)vector["encryptKey"]!)!));
    }

    [Theory]
    [MemberData(nameof(Signatures))]
    public void A_recorded_signature_is_genuine_for_its_own_bytes_and_key_alone(string name)
    {
        var vector = FeishuVectors.Find("signatures", name);
        var body = Encoding.UTF8.GetBytes((string)vector["rawBody"]!);
        var now = DateTimeOffset.FromUnixTimeSeconds(long.Parse((string)vector["timestamp"]!, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(SignatureCheck.Genuine, Check(vector, body, (string)vector["encryptKey"]!, now));
        Assert.Equal(SignatureCheck.Forged, Check(vector, [.. body, (byte)' '], (string)vector["encryptKey"]!, now));
        Assert.Equal(SignatureCheck.Forged, Check(vector, body, (string)vector["encryptKey"]! + "x", now));
    }

    [Theory]
    [InlineData(0, SignatureCheck.Genuine)]
    [InlineData(300, SignatureCheck.Genuine)]
    [InlineData(-300, SignatureCheck.Genuine)]
    [InlineData(301, SignatureCheck.Stale)]
    [InlineData(-301, SignatureCheck.Stale)]
    public void Five_minutes_are_fresh_and_a_second_more_is_not(int offset, object expected)
    {
        var timestamp = (FeishuWebhooks.Now + offset).ToString(System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(expected, Check(timestamp));
    }

    [Theory]
    [InlineData("2026-05-29 04:26:38.052290112 +0800 CST m=+3612.100000001", SignatureCheck.Genuine)]
    [InlineData("2026-05-28 20:26:38 +0000 UTC", SignatureCheck.Genuine)]
    [InlineData("2026-05-28 20:26:38 +0000", SignatureCheck.Genuine)]
    [InlineData("2026-05-29 04:26:38 +0900 CST", SignatureCheck.Stale)]
    [InlineData("2026-13-29 04:26:38 +0800 CST", SignatureCheck.Malformed)]
    [InlineData("2026-05-29 04:26:38", SignatureCheck.Malformed)]
    [InlineData("2026-05-29T04:26:38Z", SignatureCheck.Malformed)]
    [InlineData("1780000000\0", SignatureCheck.Malformed)]
    [InlineData(" 1780000000", SignatureCheck.Malformed)]
    [InlineData("-1780000000", SignatureCheck.Malformed)]
    [InlineData("１７８０００００００", SignatureCheck.Malformed)]
    [InlineData("99999999999999999999", SignatureCheck.Malformed)]
    [InlineData("9223372036854775807", SignatureCheck.Stale)]
    public void A_time_is_read_in_seconds_or_as_Go_prints_it(string timestamp, object expected) => Assert.Equal(expected, Check(timestamp));

    [Fact]
    public void A_signature_in_capitals_is_another_text()
    {
        var signature = FeishuWebhooks.Sign("1780000000", "n", Key, _body);

        Assert.Equal(SignatureCheck.Forged, FeishuSignature.Check("1780000000", "n", signature.ToUpperInvariant(), _body, Key, _now));
    }

    [Fact]
    public void No_forged_header_is_genuine_or_throws()
    {
        Prop.ForAll<string?, string?, string?>((timestamp, nonce, signature) =>
            FeishuSignature.Check(timestamp, nonce, signature, _body, Key, _now) != SignatureCheck.Genuine
            && FeishuSignature.Check("1780000000", nonce, signature?.PadRight(64, 'é')[..64], _body, Key, _now) != SignatureCheck.Genuine)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Fact]
    public void No_body_makes_the_decryption_throw()
    {
        Prop.ForAll<string?, byte[]?>((text, bytes) =>
        {
            FeishuCrypto.Decrypt(text ?? "", Key);
            FeishuCrypto.Decrypt(Convert.ToBase64String(bytes ?? []), Key);
            FeishuCrypto.Decrypt(Convert.ToBase64String([.. new byte[16], .. (bytes ?? []).Concat(new byte[16]).Take(16)]), Key);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    private static SignatureCheck Check(string timestamp) =>
        FeishuSignature.Check(timestamp, "nonce", FeishuWebhooks.Sign(timestamp, "nonce", Key, _body), _body, Key, _now);

    private static SignatureCheck Check(JsonObject vector, byte[] body, string key, DateTimeOffset now) =>
        FeishuSignature.Check((string)vector["timestamp"]!, (string)vector["nonce"]!, (string)vector["signature"]!, body, key, now);
}
