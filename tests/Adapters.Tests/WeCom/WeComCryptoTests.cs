using System.Text;
using BotHost.Adapters.WeCom;

namespace BotHost.Adapters.Tests.WeCom;

public sealed class WeComCryptoTests
{
    private static readonly WeComSender _app = WeComSender.App;

    public static TheoryData<string> Callbacks => [.. WeComVectors.Entries("callbacks", "valid").Select(entry => entry.Text("id"))];

    public static TheoryData<string> Replies => [.. WeComVectors.Entries("passive_replies").Select(entry => entry.Text("id"))];

    public static TheoryData<string> WrongKeys => [.. WeComVectors.Entries("configuration_errors").Where(entry => entry["expected"] is null && entry["token"] is null).Select(entry => entry.Text("id"))];

    [Theory]
    [MemberData(nameof(Callbacks))]
    public void What_was_encrypted_by_another_tool_is_read_and_encrypted_again_to_the_same_text(string id)
    {
        var entry = WeComVectors.Entries("callbacks", "valid").Single(entry => entry.Text("id") == id);
        var key = WeComKey.Parse(entry.Text("encodingAESKey"))!;
        var decrypted = entry["decrypted"]!.AsObject();
        var plain = Encoding.UTF8.GetBytes(decrypted.Text("plaintext"));

        var encrypted = WeComCrypto.Seal(plain, key, entry.Text("receiveid"), Convert.FromHexString(decrypted.Text("random16_hex")));

        Assert.Contains(encrypted, entry.Text("raw_body").Replace("\\/", "/", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(decrypted.Text("plaintext"), Read(WeComCrypto.Open(encrypted, key, entry.Text("receiveid"))));
    }

    [Theory]
    [MemberData(nameof(Replies))]
    public void A_recorded_answer_is_encrypted_and_signed_to_the_same_text(string id)
    {
        var entry = WeComVectors.Entries("passive_replies").Single(entry => entry.Text("id") == id);
        var inputs = entry["inputs"]!.AsObject();
        var encrypted = WeComCrypto.Seal(Encoding.UTF8.GetBytes(inputs.Text("plaintext")), WeComKey.Parse(entry.Text("encodingAESKey"))!,
            entry.Text("receiveid"), Encoding.ASCII.GetBytes(inputs.Text("random16_ascii")));

        Assert.Equal(entry.Text("encrypt"), encrypted);
        Assert.Equal(entry.Text("signature"), WeComSignature.Sign(entry.Text("token"), inputs["timestamp"]!.ToString(), inputs.Text("nonce"), encrypted));
    }

    [Theory]
    [MemberData(nameof(WrongKeys))]
    public void What_is_no_EncodingAESKey_is_no_key(string id) =>
        Assert.Null(WeComKey.Parse(WeComVectors.Entries("configuration_errors").Single(entry => entry.Text("id") == id).Text("encodingAESKey")));

    [Fact]
    public void A_key_whose_last_character_has_bits_that_are_thrown_away_is_one() => Assert.Equal(32, WeComKey.Parse("tz8RWPm6Ac5ySGur9z81WuxX3nYV0xm2R4ayYafZTl1")?.Length);

    [Fact]
    public void Every_length_of_padding_is_taken_away()
    {
        for (var length = 0; length < 64; length++)
            Assert.Equal(new string('x', length), Read(Open(_app.Encrypt(new string('x', length)))));
    }

    [Fact]
    public void Padding_to_blocks_of_16_is_read_as_well()
    {
        byte[] plain = [.. "0123456789abcdef"u8, 0, 0, 0, 1, (byte)'x', .. Encoding.UTF8.GetBytes(_app.ReceiveId)];     // 39 bytes: 9 more make 48
        Assert.Equal("x", Read(Open(_app.EncryptPlain([.. plain, .. Enumerable.Repeat((byte)9, 9)]))));
    }

    [Fact]
    public void What_cannot_be_opened_says_why()
    {
        Assert.Equal(WeComFlaw.NoBase64, Flaw("!!! no Base64"));
        Assert.Equal(WeComFlaw.NoBase64, Flaw(_app.Encrypt("x").Insert(4, " ")));
        Assert.Equal(WeComFlaw.NoBase64, Flaw(_app.Encrypt("x")[..^1]));
        Assert.Equal(WeComFlaw.NoWholeBlocks, Flaw(""));
        Assert.Equal(WeComFlaw.NoWholeBlocks, Flaw(Convert.ToBase64String(new byte[17])));
        Assert.Equal(WeComFlaw.Padding, Flaw(_app.EncryptPlain(new byte[32])));
        Assert.Equal(WeComFlaw.Padding, Flaw(_app.EncryptPlain([.. Enumerable.Repeat((byte)33, 64)])));
        Assert.Equal(WeComFlaw.Padding, Flaw(_app.EncryptPlain([.. Enumerable.Repeat((byte)32, 16)])));
        Assert.Equal(WeComFlaw.Padding, Flaw(_app.EncryptPlain([.. new byte[30], 1, 2])));
        Assert.Equal(WeComFlaw.Length, Flaw(_app.EncryptPlain(WeComSender.Pad(new byte[19]))));
        Assert.Equal(WeComFlaw.Length, Flaw(_app.EncryptPlain(WeComSender.Pad([.. new byte[16], 0xFF, 0xFF, 0xFF, 0xFF, (byte)'x']))));
        Assert.Equal(WeComFlaw.Length, Flaw(_app.EncryptPlain(WeComSender.Pad([.. new byte[16], 0, 0, 0, 2, (byte)'x']))));
        Assert.Equal(WeComFlaw.OtherReceiver, Flaw((_app with { ReceiveId = "" }).Encrypt("x")));
        Assert.Equal(WeComFlaw.OtherReceiver, Flaw((_app with { ReceiveId = _app.ReceiveId + "0" }).Encrypt("x")));
        Assert.Equal(WeComFlaw.OtherReceiver, Flaw((_app with { ReceiveId = _app.ReceiveId.ToUpperInvariant() }).Encrypt("x")));
        Assert.Equal(WeComFlaw.NoUtf8, Flaw(_app.Encrypt([0xC3, 0x28])));
    }

    [Fact]
    public void A_turned_bit_anywhere_never_throws()
    {
        var bytes = Convert.FromBase64String(_app.Encrypt("你好，世界"));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotNull(Open(Convert.ToBase64String(bytes)));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    private static WeComOpened Open(string encrypted) => WeComCrypto.Open(encrypted, _app.Key, _app.ReceiveId);

    private static WeComFlaw Flaw(string encrypted) => Assert.IsType<WeComOpened.Failed>(Open(encrypted)).Flaw;

    private static string Read(WeComOpened opened) => Encoding.UTF8.GetString(Assert.IsType<WeComOpened.Message>(opened).Text.Span);
}
