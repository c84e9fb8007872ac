using BotHost.Tests.Vectors;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Forgeries;

public sealed class DingTalkForgeryHost : ForgeryHost
{
    public const string Bot = "dingtalk-door";
    public const string OtherBot = "dingtalk-other";
    public const string Secret = "Secret-of-the-first-robot-0123456789";
    public const string OtherSecret = "Secret-of-the-other-robot-0123456789";

    internal override RecordedDialect Dialect => RecordedDingTalk.Dialect;

    /// <summary>A private message, signed as the platform signs.</summary>
    internal static RawRequest Message(string id, string bot = Bot, string secret = Secret) => RawRequest.Signed(bot, Body(id), secret, Moment);

    internal static byte[] Body(string id, string more = "") => System.Text.Encoding.UTF8.GetBytes(
        $$$"""{"msgId":"{{{id}}}","conversationId":"cidDoor==","conversationType":"1","senderId":"s1","senderStaffId":"e1","msgtype":"text","text":{"content":"hi"}{{{more}}}}""");

    protected override void Configure(Dictionary<string, string> settings)
    {
        foreach (var (key, value) in RecordedDingTalk.Settings)
        {
            settings[key] = value;
        }

        Add(settings, Bot, ("AppKey", "dingdoor0001"), ("AppSecret", Secret));
        Add(settings, OtherBot, ("AppKey", "dingdoor0002"), ("AppSecret", OtherSecret));
    }

    protected override async Task PrepareAsync()
    {
        await AssertAcceptedAsync(Message("first"), Bot);
        await AssertAcceptedAsync(Message("first", OtherBot, OtherSecret), OtherBot);
    }
}
