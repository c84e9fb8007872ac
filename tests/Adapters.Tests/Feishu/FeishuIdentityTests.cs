using System.Net;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.Tests.Feishu;

public sealed class FeishuIdentityTests
{
    private const string Known = """{"code":0,"msg":"ok","bot":{"activate_status":2,"app_name":"小助手","open_id":"ou_bot"}}""";

    [Fact]
    public async Task The_bot_knows_itself_when_the_host_has_started_and_asks_again_every_day()
    {
        using var bot = new FeishuBot().WithToken().Answers(Known);

        await bot.Identity.StartAsync(CancellationToken.None);
        Assert.Equal("ou_bot", bot.Identity.OpenId);

        await Eventually.UntilAsync(() => bot.Time.Due.Contains(bot.Time.GetUtcNow() + TimeSpan.FromHours(24)));
        bot.WithToken("t-0002").Answers(Known.Replace("ou_bot", "ou_renamed", StringComparison.Ordinal));
        bot.Time.Advance(TimeSpan.FromHours(24));
        await Eventually.UntilAsync(() => bot.Identity.OpenId == "ou_renamed");
        await bot.Identity.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task While_the_platform_does_not_say_it_is_asked_again_and_the_start_goes_on()
    {
        using var bot = new FeishuBot().WithToken();
        var asked = new List<DateTimeOffset>();
        foreach (var (status, body) in new[] { (500, "{}"), (200, """{"code":0,"bot":{}}"""), (200, Known) })
        {
            bot.Http.Answers((_, _) =>
            {
                asked.Add(bot.Time.GetUtcNow());
                return Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) });
            });
        }

        await bot.Identity.StartAsync(CancellationToken.None);
        Assert.Equal("", bot.Identity.OpenId);

        await Eventually.UntilAsync(() =>
        {
            bot.Time.Advance(TimeSpan.FromMilliseconds(100));
            return bot.Identity.OpenId == "ou_bot";
        });
        await bot.Identity.StopAsync(CancellationToken.None);
        Assert.True(asked[1] - asked[0] >= TimeSpan.FromSeconds(1));
        Assert.True(asked[2] - asked[1] >= TimeSpan.FromSeconds(2));
        Assert.Equal(2, bot.IdentityLog.Lines.Count(line => line.Level == LogLevel.Warning));
    }

    [Fact]
    public async Task A_platform_that_does_not_answer_holds_up_no_start()
    {
        using var bot = new FeishuBot().WithToken();
        bot.Http.Answers(async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, bot.Time, cancellationToken);
            return new HttpResponseMessage();
        });

        var start = bot.Identity.StartAsync(CancellationToken.None);
        await Eventually.UntilAsync(() => bot.Http.Unplayed == 0);
        Assert.False(start.IsCompleted);
        bot.Time.Advance(TimeSpan.FromSeconds(2));
        await start;
        await bot.Identity.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_day_on_which_the_platform_does_not_say_it_changes_nothing()
    {
        using var bot = await FeishuBot.KnownAsync();
        bot.Http.Answers(500, "{}");

        Assert.False(await bot.Identity.AskAsync(CancellationToken.None));
        Assert.Equal(FeishuVectors.BotOpenId, bot.Identity.OpenId);
    }
}
