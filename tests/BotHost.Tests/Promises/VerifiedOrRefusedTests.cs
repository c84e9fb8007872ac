using System.Net;
using System.Net.Http.Headers;
using BotHost.Simulator;

namespace BotHost.Tests.Promises;

/// <summary>Promise 1: no byte of a message is acted on before its signature, freshness and addressing were checked.</summary>
public sealed class VerifiedOrRefusedTests
{
    private static readonly DingTalkQuestion _question = new() { Text = "hi" };

    [Fact]
    public async Task What_is_forged_or_stale_is_refused_with_an_empty_body_and_leaves_no_trace()
    {
        await using var bot = await BotHostApp.StartAsync();
        foreach (var webhook in new[] { bot.DingTalk.Ask(_question).Forged(), bot.DingTalk.Ask(_question).Stale() })
        {
            using var request = webhook.ToRequest(bot.Webhook);
            using var response = await bot.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        }

        AssertNothingHappened(bot);
    }

    [Fact]
    public async Task What_is_signed_and_no_message_is_refused_as_malformed()
    {
        await using var bot = await BotHostApp.StartAsync();
        foreach (var body in new[] { "", "not json", "[]", "null", "{}", "{\"msgtype\":\"text\"}", new string('[', 10_000) })
        {
            using var request = bot.DingTalk.Ask(_question).ToRequest(bot.Webhook);
            request.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
            using var response = await bot.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }

        AssertNothingHappened(bot);
    }

    [Fact]
    public async Task An_unknown_bot_is_not_found_and_another_method_is_not_allowed()
    {
        await using var bot = await BotHostApp.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, await bot.AskAsync(_question, bot: "nobody"));
        using var put = bot.DingTalk.Ask(_question).ToRequest(bot.Webhook);
        put.Method = HttpMethod.Put;
        using var notAllowed = await bot.Http.SendAsync(put);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, notAllowed.StatusCode);
        using var noHandshake = await bot.Http.GetAsync(bot.Webhook);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, noHandshake.StatusCode);
        AssertNothingHappened(bot);
    }

    [Fact]
    public async Task A_group_message_that_does_not_address_the_bot_is_acknowledged_and_forgotten()
    {
        await using var bot = await BotHostApp.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await bot.AskAsync(_question with { IsGroup = true, Mention = false }));
        AssertNothingHappened(bot);
    }

    private static void AssertNothingHappened(BotHostApp bot)
    {
        Assert.Equal(["0"], bot.Rows("select count(*) from inbox"));
        Assert.Equal(0, bot.Model.TotalCalls);
        Assert.Equal(0, bot.DingTalk.SendRequests);
    }
}
