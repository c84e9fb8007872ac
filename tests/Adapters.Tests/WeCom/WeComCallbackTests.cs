using System.Text;
using BotHost.Adapters.WeCom;

namespace BotHost.Adapters.Tests.WeCom;

public sealed class WeComCallbackTests
{
    private static readonly WeComSender _app = WeComSender.App;
    private static readonly WeComSender _before = _app with { Token = "before", EncodingAesKey = "tz8RWPm6Ac5ySGur9z81WuxX3nYV0xm2R4ayYafZTl1" };

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void The_check_of_an_address_gets_the_plain_text_and_nothing_else()
    {
        var response = Assert.IsType<WebhookResult.Answered>(Callback(_app).CheckAddress(_app.Check("4869230421567213"))).Response;

        Assert.Equal((200, "text/plain", "4869230421567213"), (response.Status, response.ContentType, Encoding.UTF8.GetString(response.Body.Span)));
    }

    /// <summary>Its signature would be good for that.</summary>
    [Theory]
    [InlineData("<xml><Content>private</Content></xml>")]
    [InlineData("{\"text\":\"private\"}")]
    [InlineData("")]
    public void A_message_that_is_sent_as_a_check_is_not_decrypted_for_its_sender(string message)
    {
        Assert.Equal(403, Assert.IsType<WebhookResult.Rejected>(Callback(_app).CheckAddress(_app.Check(message))).Status);
        Assert.Equal(403, Assert.IsType<WebhookResult.Rejected>(Callback(_app).CheckAddress(_app.Check(new string('1', 257)))).Status);
    }

    [Fact]
    public void A_check_that_is_no_longer_fresh_is_refused()
    {
        var check = _app.Check("1", _time);
        _time.Advance(TimeSpan.FromSeconds(301));

        Assert.Equal(403, Assert.IsType<WebhookResult.Rejected>(Callback(_app).CheckAddress(check)).Status);
    }

    [Fact]
    public void During_a_rotation_both_pairs_of_token_and_key_are_good_and_no_mixture()
    {
        var callback = Callback(_app, _before);

        Assert.Equal("new", Open(callback, _app, _app.Encrypt("new")));
        Assert.Equal("old", Open(callback, _before, _before.Encrypt("old")));
        Assert.Equal(403, Refusal(callback, _app, _before.Encrypt("mixed")).Status);
        Assert.Equal(403, Refusal(Callback(_app), _before, _before.Encrypt("old")).Status);
    }

    [Fact]
    public void A_rotation_of_the_key_alone_works_as_well()
    {
        var sameToken = _before with { Token = _app.Token };

        Assert.Equal("old", Open(Callback(_app, sameToken), sameToken, sameToken.Encrypt("old")));
    }

    /// <summary>Who has the token alone could otherwise ask for a recorded callback's every byte, one after the other.</summary>
    [Fact]
    public void Who_can_sign_and_not_encrypt_is_not_told_what_is_wrong_inside()
    {
        string[] signed =
        [
            _app.EncryptPlain(new byte[32]),                                                    // padding
            _app.EncryptPlain(WeComSender.Pad(new byte[3])),                                    // length
            (_app with { ReceiveId = "wwother" }).Encrypt("x"),                                 // receiver
            (_app with { EncodingAesKey = _before.EncodingAesKey }).Encrypt("x"),               // key
        ];

        Assert.All(signed, encrypted => Assert.Equal(403, Refusal(Callback(_app), _app, encrypted).Status));
        Assert.Equal(403, Refusal(Callback(_app), _before, _app.Encrypt("x")).Status);          // as not signed at all
    }

    [Fact]
    public void The_log_says_which_setting_to_look_at()
    {
        Assert.Contains("CorpId", Refusal(Callback(_app), _app, (_app with { ReceiveId = "wwother" }).Encrypt("x")).Reason, StringComparison.Ordinal);
        Assert.Contains("EncodingAesKey", Refusal(Callback(_app), _app, _app.EncryptPlain(new byte[32])).Reason, StringComparison.Ordinal);
        Assert.Equal("signature Forged", Refusal(Callback(_app), _before, _app.Encrypt("x")).Reason);
    }

    private WeComCallback Callback(params WeComSender[] pairs) =>
        new([.. pairs.Select(pair => new WeComSecret(pair.Token, pair.Key))], _app.ReceiveId, _time);

    private WeComLetter Receive(WeComCallback callback, WeComSender signer, string encrypted) =>
        callback.Open(WeComQuery.Read(signer.Query(encrypted, _time.GetUtcNow()))!, encrypted);

    private string Open(WeComCallback callback, WeComSender signer, string encrypted) =>
        Encoding.UTF8.GetString(Assert.IsType<WeComLetter.Opened>(Receive(callback, signer, encrypted)).Text.Span);

    private WebhookResult.Rejected Refusal(WeComCallback callback, WeComSender signer, string encrypted) =>
        Assert.IsType<WeComLetter.Refused>(Receive(callback, signer, encrypted)).Result;
}
