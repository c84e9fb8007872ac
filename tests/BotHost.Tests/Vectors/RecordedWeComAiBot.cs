namespace BotHost.Tests.Vectors;

/// <summary>How WeCom takes an AI bot's late answers when all is well. The others it fetches.</summary>
internal static class RecordedWeComAiBot
{
    public const string Api = "https://qyapi.weixin.qq.com";

    public static RecordedDialect Dialect { get; } = new()
    {
        Platform = "WeComAiBot",
        Good = _ => RecordedPlatform.Says(200, """{"errcode":0,"errmsg":"ok"}"""),
    };
}
