using System.Text;

namespace BotHost.Simulator.Tests.QQ;

/// <summary>The signatures are those of RFC 8032 under the key that QQ derives.</summary>
public sealed class SignerTests
{
    /// <summary>RFC 8032, section 7.1: TEST 1, TEST 2, TEST 3 and TEST SHA(abc).</summary>
    [Theory]
    [InlineData(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData(
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    [InlineData(
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704")]
    public void The_examples_of_the_standard_come_out(string seed, string publicKey, string message, string signature)
    {
        var key = new Ed25519(Convert.FromHexString(seed));

        Assert.Equal(publicKey, Convert.ToHexStringLower(key.PublicKey));
        Assert.Equal(signature, Convert.ToHexStringLower(key.Sign(Convert.FromHexString(message))));
    }

    /// <summary>Computed with OpenSSL from PKCS#8 keys; the first three secrets are published ones.</summary>
    [Theory]
    [InlineData("naOC0ocQE3shWLAfffVLB1rhYPG7", "d7c362fe78aef81ff23287b493628b5db02a3c4fe30b215e4d19609b5d76673a")]
    [InlineData("DG5g3B4j9X2KOErG", "8b28ded5630f9051c205dd04c6ec56ad0b08b8812b2fe30ee9aece0ab41926f3")]
    [InlineData("123456abcdef", "1c3039fbc8134a9df2a09f47cf4bf9303440988cec3b22056b62470b85fa80a7")]
    [InlineData("A", "db995fe25169d141cab9bbba92baa01f9f2e1ece7df4cb2ac05190f37fcc1f9d")]
    [InlineData("abcde", "2388fb3c30bcb94e7646430d83ef7f5324744b65b8e0f63d4f4129fd99a5746a")]
    [InlineData("TestSecret0123456789abcdefghijkl", "e753a1afec9840d02063a1365abc7796d99a1d4ff39c7151f244631eb3cf4003")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789", "23bc54912c1e6e92c4a86825c867e27ffdc555bffbd4244f17a26abfffee965d")]
    [InlineData("密钥密钥", "7e7fc5bb1df8ff682e3d76881df6ad39fcc624768ee535f5ce010fbbf8da6bbb")]
    public void A_secret_of_any_length_gives_the_key_that_QQ_derives(string secret, string publicKey)
    {
        Assert.Equal(publicKey, Convert.ToHexStringLower(new QQSigner(secret).PublicKey));
    }

    /// <summary>The sample of the page "安全和授权", with the body that its signature is of, and the unit test of the official SDK.</summary>
    [Theory]
    [InlineData(
        "naOC0ocQE3shWLAfffVLB1rhYPG7", "1725442341", "{\n  \"op\": 0,\n  \"d\": {},\n  \"t\": \"GATEWAY_EVENT_NAME\"\n}",
        "865ad13a61752ca65e26bde6676459cd36cf1be609375b37bd62af366e1dc25a8dc789ba7f14e017ada3d554c671a911bfdf075ba54835b23391d509579ed002")]
    [InlineData(
        "123456abcdef", "1728981195",
        """{"id":"ROBOT1.0_veoihSEXDc8Q.g-6eLpNIa11bH8MisOjn-m-LKxCPntMk6exUXgcWCGpVO7L2QKTNZzjZzFFDSbiOFcqAPWyVA!!","content":"哦一下","timestamp":"2024-10-15T16:33:15+08:00","author":{"id":"675860273","user_openid":"675860273"}}""",
        "e949b5b94ef4103df903fb031d1d16e358db3db83e79e117edd404c8508be3ce8a76d7bad1bed353194c126a1a5915b4ad8b5288c1191cc53a12acffccd82004")]
    [InlineData(
        "DG5g3B4j9X2KOErG", "1725442341", "Arq0D5A61EgUu4OxUvOp",
        "87befc99c42c651b3aac0278e71ada338433ae26fcb24307bdc5ad38c1adc2d01bcfcadc0842edac85e85205028a1132afe09280305f13aa6909ffc2d652c706")]
    public void Published_signatures_come_out(string secret, string timestamp, string body, string signature)
    {
        Assert.Equal(signature, new QQSigner(secret).Sign(timestamp, Encoding.UTF8.GetBytes(body)));
    }

    [Fact]
    public void A_secret_that_is_empty_gives_no_key()
    {
        Assert.Throws<ArgumentException>(() => new QQSigner(""));
    }

    /// <summary>openssl pkeyutl -sign -rawin, with the key of 32 times "s", over "1790000000" and 10,000 times "x".</summary>
    [Fact]
    public void A_long_message_is_signed_as_another_tool_signs_it()
    {
        var body = Encoding.UTF8.GetBytes(new string('x', 10_000));

        Assert.Equal("1a8fe6babfcf74b7c64c735f5344c64c7bec01c8ebf5dabcf85759f798942d7d5a92bf26e9f1c6e9b01a9529709ef8a03481c290a2cd27abf33d2413af2d900f", new QQSigner("s").Sign("1790000000", body));
    }
}
