using System.Globalization;

namespace BotHost.Simulator;

/// <summary>What stands around an encrypted text in the body of a call.</summary>
/// <remarks>Sources: "接收消息与事件" (https://developer.work.weixin.qq.com/document/path/90930), "回调和回复的加解密方案" (101033).</remarks>
internal sealed record WeComEnvelope(string ContentType, string Before, string After)
{
    public static WeComEnvelope Json { get; } = new("application/json", "{\"encrypt\":\"", "\"}");

    public static WeComEnvelope Xml(string corpId, int agentId) => new(
        "text/xml",
        $"<xml><ToUserName><![CDATA[{corpId}]]></ToUserName><Encrypt><![CDATA[",
        string.Create(CultureInfo.InvariantCulture, $"]]></Encrypt><AgentID><![CDATA[{agentId}]]></AgentID></xml>"));

    public string Around(string encrypted) => Before + encrypted + After;
}
