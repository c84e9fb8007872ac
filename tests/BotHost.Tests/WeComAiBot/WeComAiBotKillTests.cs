using BotHost.Simulator;

namespace BotHost.Tests.WeComAiBot;

/// <summary>A host that dies in the moment in which WeCom has the answer, and nobody has closed the message.</summary>
public sealed class WeComAiBotKillTests
{
    [Fact]
    public async Task Killed_between_the_last_frame_and_the_closing_of_the_message_the_answer_is_not_sent_again()
    {
        await using var platform = await SimulatedWeComAiBot.StartAsync(options: new FakeWeComAiBotOptions { PollPace = TimeSpan.FromMilliseconds(100) });
        await using var host = await HostProcess.CreateAsync(new BotHostSetup
        {
            Settings = platform.Settings,
            Model = new FakeOpenAiOptions { Answer = _ => "好的" },
        });
        await host.StartAsync(crashAt: "AfterPartSent:1");
        await host.PostAsync(platform.Ask(new SimulatedQuestion { Person = new("zhangsan", "张三"), Text = "你好" }, host.Address));
        await host.UntilKilledAsync();
        Assert.Equal(1, host.Number("select count(*) from inbox where closed_at is null"));
        Assert.Equal(0, host.Number("select count(*) from delivered_part"));

        await host.StartAsync();
        platform.Fake.Through(new Uri(host.Address, "/webhooks/wecom-aibot"));
        await host.UntilIdleAsync();
        await platform.WaitForAsync(deliveries => deliveries.Count == 1 && deliveries[0].IsFinished, SimulatedWorld.Patience);      // it may have died before WeCom had read it

        Assert.Equal("好的", Assert.Single(platform.Deliveries).Text);
        Assert.Equal(0, platform.SendRequests);
        Assert.Equal(1, host.Model.TotalCalls);
        Assert.Equal(1, host.Number("select count(*) from inbox where outcome = 0"));
    }
}
