using BotHost.Simulator;

namespace BotHost.Tests.Models;

/// <summary>A model at Azure, at its addresses of both kinds and with its key in a header of its own.</summary>
public sealed class AzureTests
{
    public static TheoryData<bool, string> Addresses => new() { { false, "ChatCompletions" }, { true, "ChatCompletions" }, { false, "Responses" } };

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task It_is_asked_at_its_addresses_of_both_kinds(bool atDeployment, string api)
    {
        await using var azure = await FakeOpenAi.StartAsync(new FakeOpenAiOptions { Azure = true }, TestContext.Current.CancellationToken);
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup
        {
            Settings = new Dictionary<string, string>(azure.SettingsFor(Enum.Parse<FakeApi>(api)))
            {
                ["Models:default:BaseUrl"] = (atDeployment ? azure.DeploymentUrl : azure.BaseUrl).AbsoluteUri,
                ["Models:default:Model"] = atDeployment ? "whatever" : azure.Model,
            },
        });

        Assert.Equal(["echo: one"], await bot.ConverseAsync(new DingTalkQuestion { Text = "one" }));
        Assert.Equal(["echo: two"], await bot.ConverseAsync(new DingTalkQuestion { Text = "two" }));

        Assert.Equal(["user: one", "assistant: echo: one", "user: two"], azure.Requests[^1].Messages.Select(message => message.ToString()));
        Assert.Equal(azure.Model, azure.Requests[^1].Model);
        Assert.Empty(azure.Violations);
    }

    [Fact]
    public async Task A_question_that_its_filter_stopped_is_told_kindly_and_forgotten()
    {
        await using var azure = await FakeOpenAi.StartAsync(new FakeOpenAiOptions { Azure = true }, TestContext.Current.CancellationToken);
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup { Settings = azure.SettingsFor(FakeApi.ChatCompletions) });
        azure.Faults.FailNext(AzureFaults.ContentFilter);

        Assert.Contains("安全策略", Assert.Single(await bot.ConverseAsync(new DingTalkQuestion { Text = "bad" })), StringComparison.Ordinal);
        await bot.ConverseAsync(new DingTalkQuestion { Text = "good" });
        Assert.Equal(["user: good"], azure.Requests[^1].Messages.Select(message => message.ToString()));
    }
}
