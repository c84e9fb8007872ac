using BotHost.Adapters;
using BotHost.Adapters.DingTalk;
using BotHost.Adapters.Feishu;
using BotHost.Adapters.OneBot;
using BotHost.Adapters.QQ;
using BotHost.Adapters.WeComAiBot;
using BotHost.Adapters.WeComApp;

namespace BotHost;

/// <summary>The platforms of this build: a new one is one word here.</summary>
internal static class Platforms
{
    public static IReadOnlyList<Platform> All { get; } =
    [
        new DingTalkPlatform(), new FeishuPlatform(), new QQPlatform(), new OneBotPlatform(), new WeComAppPlatform(), new WeComAiBotPlatform(),
    ];
}
