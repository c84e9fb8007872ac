using BotHost.Adapters.OneBot;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Adapters.Tests.OneBot;

public sealed class OneBotSignatureTests
{
    private static readonly byte[] Body = """{"post_type":"message"}"""u8.ToArray();

    [Fact]
    public void A_known_signature_is_genuine()
    {
        // printf 'The quick brown fox jumps over the lazy dog' | openssl dgst -sha1 -hmac key
        Assert.Equal(OneBotSignatureCheck.Genuine, OneBotSignature.Check(
            "sha1=de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9", "The quick brown fox jumps over the lazy dog"u8, ["key"]));
    }

    [Fact]
    public void Only_the_secret_and_the_bytes_it_signed_are_genuine()
    {
        var signature = Webhooks.Sign(Body, Webhooks.Secret);

        Assert.Equal(OneBotSignatureCheck.Genuine, Check(signature, Webhooks.Secret));
        Assert.Equal(OneBotSignatureCheck.Forged, Check(signature, Webhooks.Secret + "x"));
        Assert.Equal(OneBotSignatureCheck.Forged, OneBotSignature.Check(signature, [.. Body, (byte)' '], [Webhooks.Secret]));
    }

    [Fact]
    public void During_a_rotation_either_secret_is_accepted()
    {
        var signature = Webhooks.Sign(Body, "the one before");

        Assert.Equal(OneBotSignatureCheck.Genuine, Check(signature, Webhooks.Secret, "the one before"));
        Assert.Equal(OneBotSignatureCheck.Forged, Check(signature, Webhooks.Secret));
    }

    [Fact]
    public void An_empty_secret_proves_nothing()
    {
        Assert.Equal(OneBotSignatureCheck.Forged, Check(Webhooks.Sign(Body, ""), ""));
        Assert.Equal(OneBotSignatureCheck.Forged, Check(Webhooks.Sign(Body, "")));
    }

    [Theory]
    [InlineData(null, OneBotSignatureCheck.Missing)]
    [InlineData("", OneBotSignatureCheck.Missing)]
    [InlineData("sha1=", OneBotSignatureCheck.Malformed)]
    [InlineData("SHA1=de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9", OneBotSignatureCheck.Malformed)]
    [InlineData("sha1=de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d", OneBotSignatureCheck.Malformed)]
    [InlineData("sha1=de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d99", OneBotSignatureCheck.Malformed)]
    [InlineData("sha1=ge7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9", OneBotSignatureCheck.Malformed)]
    [InlineData("sha1=de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d９", OneBotSignatureCheck.Malformed)]
    [InlineData("sha1=de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9", OneBotSignatureCheck.Forged)]
    public void Anything_else_is_not(string? signature, object expected) => Assert.Equal(expected, Check(signature, Webhooks.Secret));

    [Fact]
    public void No_forged_header_is_genuine_or_throws()
    {
        Prop.ForAll<string>(signature =>
            Check(signature, Webhooks.Secret) != OneBotSignatureCheck.Genuine
            && Check("sha1=" + signature, Webhooks.Secret) != OneBotSignatureCheck.Genuine).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_change_of_one_byte_of_the_body_keeps_a_signature_genuine()
    {
        var signature = Webhooks.Sign(Body, Webhooks.Secret);
        Prop.ForAll<NonNegativeInt, byte>((place, value) =>
        {
            var changed = Body.ToArray();
            changed[place.Get % changed.Length] = value;
            return changed.SequenceEqual(Body) || OneBotSignature.Check(signature, changed, [Webhooks.Secret]) == OneBotSignatureCheck.Forged;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_long_secret_works_as_well()
    {
        var secret = new string('密', 2_000);
        Assert.Equal(OneBotSignatureCheck.Genuine, Check(Webhooks.Sign(Body, secret), secret));
    }

    private static OneBotSignatureCheck Check(string? signature, params string[] secrets) => OneBotSignature.Check(signature, Body, secrets);
}
