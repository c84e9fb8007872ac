namespace BotHost.Simulator;

/// <summary>The call with which the console checks a bot's address, and the one answer that passes it.</summary>
/// <remarks>Source: "接收消息与事件", the part on the check of the address (https://developer.work.weixin.qq.com/document/path/90930).</remarks>
public sealed class WeComAddressCheck
{
    private readonly WeComCipher _cipher;
    private readonly DateTimeOffset _signedAt;
    private readonly WeComSealed _sealed;

    internal WeComAddressCheck(string echo, WeComCipher cipher, DateTimeOffset signedAt)
    {
        Echo = echo;
        _cipher = cipher;
        _signedAt = signedAt;
        _sealed = WeComSealed.Make(cipher, echo, signedAt);
    }

    /// <summary>What must come back: these bytes and no other.</summary>
    public string Echo { get; }

    /// <summary>Made by somebody who knows neither the token nor the key.</summary>
    public WeComAddressCheck Forged() => new(Echo, _cipher.Foreign(), _signedAt);

    /// <summary>Made for another company.</summary>
    public WeComAddressCheck For(string receiver) => new(Echo, _cipher.For(receiver), _signedAt);

    public HttpRequestMessage ToRequest(Uri webhookUrl)
    {
        return new(HttpMethod.Get, _sealed.Address(webhookUrl, "&echostr=" + Uri.EscapeDataString(_sealed.Encrypted)));
    }

    /// <summary>No quotes, no mark of an encoding, no end of line.</summary>
    public bool IsPassedBy(int status, ReadOnlySpan<byte> answer) => status == 200 && answer.SequenceEqual(System.Text.Encoding.UTF8.GetBytes(Echo));
}
