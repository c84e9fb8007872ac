using System.Text;

namespace BotHost.Simulator.Tests.WeCom;

/// <summary>
/// What is compared with was made by npm @wecom/crypto 1.0.1, or published by the vendor beside its own sample code (the key of wx5823bf96d3bd56c7).
/// </summary>
public sealed class CipherTests
{
    private const string AppKey = "oztpiKPFY9gsmgmVAsbTM9lSzAPd2y6FQwDVSHPLsv0";
    private const string BotKey = "019mD9DfGQaietHM1CR4ZWlg32jFk7VLrmGxz8Pk7h2";

    [Theory]
    [InlineData("abc", "1767225600", "1597468123", "Bxyz=", "d93fb5a6f84adbf1966002c62eb5765a33299bc5")]
    [InlineData("Token1", "1767225600", "99", "+/Zz0==", "cf72c674baa30156d5d889e7b24e5db06b87c9f9")]
    [InlineData("0", "1", "2", "3", "c4b5c86bd577da3d93fea7c89cba61c78b48e589")]
    [InlineData("aB", "Ab", "AB", "ab", "e9cd60b13f9e32d4a61631b0f13afeaae771aef3")]
    [InlineData("x", "5", "5", "x", "304ad6700da97c1fe6caddd294f8bd433406cd80")]
    public void The_signature_sorts_by_the_numbers_of_characters(string token, string timestamp, string nonce, string encrypted, string signature)
    {
        Assert.Equal(signature, new WeComCipher(token, AppKey, "").Sign(timestamp, nonce, encrypted));
    }

    [Theory]
    [InlineData(AppKey, "ww1234567890abcdef", "d754f9a36b00a719", "4869230421567213", "v5GXLkQlh98bVR0GGnrCI+YwQ7Kc9uzyY9N8v44OU9wiP6ZfVGIYJ+QIcLvOjonpaEExnJlWhCS1CwyfeP4Xfg==")]
    [InlineData("tz8RWPm6Ac5ySGur9z81WuxX3nYV0xm2R4ayYafZTl1", "wwfedcba0987654321", "ad252b50bb4b164a", "1616140317555161061", "5tAzzY9DstTeOQpnpGAHdtSI+Pcgbva6mQbTiXiRfpal3I3QBARM/cRbUbpaQTUeb4k5hiiBskMic45pbWfqrg==")]
    [InlineData(BotKey, "", "9df9e95fe748ec2c", "012345678901", "dqVmSyuv4v/zEs9N2sk58XTYYgLN2c134lcqoxCoD23UqdgBJ+QtvV/l5XiHA1TwP6CZr4ASeP1MImoKm8KUfA==")]
    [InlineData(BotKey, "", "a4a777baf69079d2", """{"msgtype":"stream","stream":{"id":"st-7f3a9c","finish":false,"content":"正在思考…\n今天广州有雨"}}""", "UiKjnxXb9WOLvzgSVNiAM0lY9JqNkDXwzK+2jjKSyvftmeDS1mvRhMEk+g9etpfdKSNd7lJ7YWsIJJxuC4fya6a03FY4k/lRz9N2VK8ARzx1wRrdvnYOxExS64hGLtDSlJi+kbr0k3EkV9oCH2esJyV7biQx7dENHh5mCu9rtZEMDgtTXciB05WGRxQQGW6jatC1Pn39u9thjbxLrUxxDQ==")]
    [InlineData("jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7", "c41b64491c2468d0", "1616140317555161061", "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==")]
    public void A_text_is_hidden_as_another_tool_hides_it(string key, string receiver, string random, string text, string encrypted)
    {
        var cipher = new WeComCipher("token", key, receiver);

        Assert.Equal(encrypted, cipher.Encrypt(Encoding.UTF8.GetBytes(text), Encoding.ASCII.GetBytes(random)));
        Assert.Equal(text, Encoding.UTF8.GetString(cipher.Decrypt(encrypted)));
    }

    /// <summary>Made with the same key for ww1234567890abcdef.</summary>
    [Theory]
    [InlineData("", "ww1234567890abcdef")]
    [InlineData("ww1234567890abcde", "ww1234567890abcdef")]
    [InlineData("wwfedcba0987654321", "ww1234567890abcdef")]
    public void What_was_made_for_another_receiver_is_refused(string receiver, string other)
    {
        var text = new WeComCipher("token", AppKey, other).Encrypt("hi"u8, new byte[16]);

        Assert.Throws<WeComBadAnswerException>(() => new WeComCipher("token", AppKey, receiver).Decrypt(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("AAAA")]
    [InlineData("dqVmSyuv4v/zEs9N2sk58XTYYgLN2c134lcqoxCoD20=")]
    public void What_is_not_encrypted_at_all_is_refused(string text)
    {
        Assert.Throws<WeComBadAnswerException>(() => new WeComCipher("token", BotKey, "").Decrypt(text));
    }

    [Fact]
    public void A_stranger_has_another_token_and_another_key()
    {
        var ours = new WeComCipher("token", AppKey, "ww1");
        var theirs = ours.Foreign();

        Assert.NotEqual(ours.Sign("1", "2", "3"), theirs.Sign("1", "2", "3"));
        Assert.Throws<WeComBadAnswerException>(() => ours.Decrypt(theirs.Encrypt("hi"u8, new byte[16])));
    }
}
