namespace BotHost.Simulator.Tests;

/// <summary>Starts what a test needs, for as long as the test may run.</summary>
internal static class Fakes
{
    /// <summary>Long enough for a busy machine; nobody waits for it to pass.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static Task<FakeDingTalk> DingTalkAsync(FakeDingTalkOptions? options = null)
    {
        return FakeDingTalk.StartAsync(options, TestContext.Current.CancellationToken);
    }

    public static Task<FakeFeishu> FeishuAsync(FakeFeishuOptions? options = null)
    {
        return FakeFeishu.StartAsync(options, TestContext.Current.CancellationToken);
    }

    public static Task<FakeOpenAi> OpenAiAsync(FakeOpenAiOptions? options = null)
    {
        return FakeOpenAi.StartAsync(options, TestContext.Current.CancellationToken);
    }
}
