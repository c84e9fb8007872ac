using System.Net;
using BotHost.Simulator;

namespace BotHost.Tests.Feishu;

/// <summary>The real host between a simulated Feishu and a simulated model.</summary>
public sealed class FeishuEndToEndTests
{
    private static readonly SimulatedPerson _person = new("ou_person1", "李雷");

    [Fact]
    public async Task A_short_answer_is_a_message_and_a_long_one_grows_in_one_card_that_is_finished()
    {
        await using var feishu = await SimulatedFeishu.StartAsync();
        await using var app = await BotHostApp.StartAsync(new BotHostSetup { Settings = new Dictionary<string, string>(feishu.Settings) { ["Bots:feishu:Reaction"] = "Typing" } });

        await AskAsync(app, feishu, new SimulatedQuestion { Person = _person, Text = "你好" });
        Assert.Equal("echo: 你好", Assert.Single(feishu.Deliveries).Text);

        app.Model.Answer = _ => new FakeAnswer("# 标题\n\n第一句话。第二句话。\n\n- 一\n- 二\n\n```python\nprint(1)\n```\n完。") { Chunks = 12, TokenDelay = TimeSpan.FromMilliseconds(250) };
        await AskAsync(app, feishu, new SimulatedQuestion { Person = _person, Group = new SimulatedGroup("oc_group1", "组"), Text = "说说" });

        var card = feishu.Deliveries[^1];
        Assert.Equal(2, feishu.Deliveries.Count);
        Assert.True(card.IsFinished);
        Assert.True(card.Updates >= 3);
        Assert.EndsWith("完。", card.Text, StringComparison.Ordinal);
        Assert.Empty(feishu.Violations);
    }

    [Fact]
    public async Task A_card_lost_in_the_middle_gives_way_to_one_message()
    {
        await using var feishu = await SimulatedFeishu.StartAsync();
        await using var app = await BotHostApp.StartAsync(new BotHostSetup { Settings = feishu.Settings });
        app.Model.Answer = _ => new FakeAnswer("一。二。三。四。五。六。") { Chunks = 6, TokenDelay = TimeSpan.FromMilliseconds(600) };
        feishu.Changed += _ => feishu.Fake.LoseCards();

        await AskAsync(app, feishu, new SimulatedQuestion { Person = _person, Text = "数" });

        Assert.Equal("一。二。三。四。五。六。", feishu.Deliveries[^1].Text);
        Assert.Equal(2, feishu.Deliveries.Count);
        Assert.All(feishu.Deliveries, delivery => Assert.True(delivery.IsFinished));
    }

    private static async Task AskAsync(BotHostApp app, SimulatedFeishu feishu, SimulatedQuestion question)
    {
        using var request = feishu.Ask(question, new Uri(app.Webhook, "/"));
        using var response = await app.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await app.UntilIdleAsync();
    }
}
