using System.Net;
using System.Net.Sockets;
using BotHost.Adapters;
using BotHost.Simulator;
using BotHost.Tests.Webhooks;
using Microsoft.Extensions.Logging;

namespace BotHost.Tests.Promises;

/// <summary>Promise 7: over a limit the host refuses early and clearly, and what it refused is welcome later.</summary>
public sealed class BoundedTests
{
    [Fact]
    public async Task Over_the_backlog_limit_the_platform_is_told_to_try_again_and_its_redelivery_is_answered()
    {
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup { Settings = Limit("Backlog", 2) });
        bot.Model.Faults.PauseAnswers();
        Assert.Equal(HttpStatusCode.OK, await bot.AskAsync("one"));
        Assert.Equal(HttpStatusCode.OK, await bot.AskAsync("two"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await bot.AskAsync("three", id: "m3"));
        using (var ready = await bot.Http.GetAsync(new Uri(bot.Webhook, "/health/ready")))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        }

        bot.Model.Faults.ResumeAnswers();
        await bot.UntilIdleAsync();
        Assert.Equal(HttpStatusCode.OK, await bot.AskAsync("three", id: "m3"));
        await bot.UntilIdleAsync();
        Assert.Equal(["echo: one", "echo: two", "echo: three"], bot.Sent);
        Assert.Equal(1, bot.Counted.Accepted("Refused"));
    }

    [Fact]
    public async Task The_backlog_limit_holds_against_many_who_come_at_once()
    {
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup { Settings = Limit("Backlog", 5) });
        bot.Model.Faults.PauseAnswers();
        var statuses = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => bot.AskAsync($"{i}", staffId: $"staff-{i}"))));
        Assert.Equal(5, statuses.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(95, statuses.Count(status => status == HttpStatusCode.ServiceUnavailable));
        Assert.Equal(["5"], bot.Rows("select count(*) from inbox"));
    }

    [Fact]
    public async Task Never_more_turns_run_at_once_than_allowed_and_the_rest_follows()
    {
        const int People = 12, AtOnce = 3;
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup { Settings = Limit("TurnsAtOnce", AtOnce) });
        bot.Model.Faults.PauseAnswers();
        for (var i = 0; i < People; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await bot.AskAsync("one", staffId: $"staff-{i}"));
            Assert.Equal(HttpStatusCode.OK, await bot.AskAsync("two", staffId: $"staff-{i}"));
        }

        await bot.Model.Faults.WaitForHeldCallsAsync(AtOnce, SimulatedWorld.Patience);
        bot.Model.Faults.ResumeAnswers();
        await bot.UntilIdleAsync();
        Assert.Equal(2 * People, bot.Sent.Count);
        Assert.Equal(AtOnce, bot.Model.MaxConcurrentCalls);
    }

    [Theory]
    [InlineData(WebhookRequest.MaxBodyBytes, false, HttpStatusCode.OK)]
    [InlineData(WebhookRequest.MaxBodyBytes, true, HttpStatusCode.OK)]
    [InlineData(WebhookRequest.MaxBodyBytes + 1, false, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(WebhookRequest.MaxBodyBytes + 1, true, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(WebhookRequest.MaxBodyBytes * 20, true, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_may_have_a_mebibyte_and_not_one_byte_more_however_it_is_sent(int bytes, bool chunked, HttpStatusCode expected)
    {
        using var errors = new RecordedLogs(LogLevel.Error);
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup { Replace = errors.Install });
        var webhook = bot.DingTalk.Ask(new DingTalkQuestion { Text = "hi" });
        var padded = new byte[bytes];
        padded.AsSpan().Fill((byte)' ');
        webhook.Body.CopyTo(padded, 0);
        using var request = webhook.ToRequest(bot.Webhook);
        request.Content = new ByteArrayContent(padded);
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true;      // so that a refusal is read before the body is sent in vain
        using var response = await bot.Http.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
        await bot.UntilIdleAsync();
        Assert.Equal(expected == HttpStatusCode.OK ? ["echo: hi"] : [], bot.Sent);
        await bot.RestartAsync();                   // by now the server is done with the request, and has said what it thinks of it
        Assert.Empty(errors.Lines);
    }

    [Fact]
    public async Task A_caller_that_goes_away_in_the_middle_of_its_body_is_nobodys_error()
    {
        using var errors = new RecordedLogs(LogLevel.Error);
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup { Replace = errors.Install });
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, bot.Webhook.Port);
            var upload = client.GetStream();
            await upload.WriteAsync("POST /webhooks/dingtalk HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 1000\r\n\r\n"u8.ToArray());
            using var answers = new StreamReader(upload);
            Assert.Equal("HTTP/1.1 100 Continue", await answers.ReadLineAsync());       // its body is being waited for
            await upload.WriteAsync("half of"u8.ToArray());
        }

        await bot.RestartAsync();
        Assert.Empty(errors.Lines);
    }

    private static Dictionary<string, string> Limit(string name, int value) => new() { [$"Limits:{name}"] = $"{value}" };
}
