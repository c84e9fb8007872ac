using System.Net;
using System.Net.Sockets;
using System.Text;
using BotHost.Conversation;
using BotHost.Conversation.Turns;
using BotHost.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace BotHost.Tests.Promises;

/// <summary>Promise 8: on SIGTERM it takes no more work, lets running answers end, hands back the rest, and is gone by 30 s with exit code 0.</summary>
public sealed class StopTests
{
    private static readonly TimeSpan _goneBy = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_product_gives_running_answers_25_seconds_and_the_whole_stop_less_than_30()
    {
        await using var bot = await BotHostApp.StartAsync();
        Assert.Equal(TimeSpan.FromSeconds(25), bot.Services.GetRequiredService<EngineLimits>().StopGrace);
        Assert.InRange(bot.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout, TimeSpan.FromSeconds(26), _goneBy);
    }

    [Fact]
    public async Task Running_answers_end_and_the_process_with_them()
    {
        await using var host = await HostProcess.CreateAsync();
        await host.StartAsync();
        host.Model.Faults.PauseAnswers();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await host.AskAsync($"{i}", staffId: $"staff-{i}"));
        }

        await host.Model.Faults.WaitForHeldCallsAsync(3, SimulatedWorld.Patience);
        var told = TimeProvider.System.GetTimestamp();
        await host.TerminateAsync();
        await Eventually.TrueAsync(async () => await host.AskAsync("too late", staffId: "late") is null, "nobody listens any more");
        host.Model.Faults.ResumeAnswers();
        Assert.Equal(0, await host.UntilExitAsync());
        Assert.InRange(TimeProvider.System.GetElapsedTime(told), TimeSpan.Zero, _goneBy);
        Assert.Equal(["echo: 0", "echo: 1", "echo: 2"], host.Sent.Where(text => text != "echo: too late").Order());
        Assert.Equal(3, host.Model.Requests.Count(request => request.LastUserText != "too late"));
        Assert.All(host.Model.Requests.Take(3), request => Assert.False(request.Aborted));
    }

    [Fact]
    public async Task An_answer_that_outlasts_the_grace_is_handed_back_and_given_after_the_restart()
    {
        await using var host = await HostProcess.CreateAsync();
        await host.StartAsync(stopGrace: TimeSpan.FromSeconds(0.5));
        host.Model.Faults.PauseAnswers();
        Assert.Equal(HttpStatusCode.OK, await host.AskAsync("one"));
        Assert.Equal(HttpStatusCode.OK, await host.AskAsync("two"));
        await host.Model.Faults.WaitForHeldCallsAsync(1, SimulatedWorld.Patience);
        await host.TerminateAsync();
        Assert.Equal(0, await host.UntilExitAsync());
        Assert.True(Assert.Single(host.Model.Requests).Aborted);
        Assert.Equal(2, host.Number("select count(*) from inbox where closed_at is null and tries = 0 and not exists (select 1 from reply where inbox_id = inbox.id)"));
        Assert.Equal(0, host.Number("select count(*) from conversation where lease_owner is not null"));

        host.Model.Faults.ResumeAnswers();
        await host.StartAsync();
        await host.UntilIdleAsync();
        Assert.Equal(["echo: one", "echo: two"], host.Sent);
        Assert.Equal(3, host.Model.TotalCalls);
    }

    [Fact]
    public async Task A_send_on_its_way_when_it_is_told_to_stop_is_written_down_and_not_repeated()
    {
        await using var host = await HostProcess.CreateAsync();
        await host.StartAsync();
        host.DingTalk.Faults.PauseSendAnswers();
        Assert.Equal(HttpStatusCode.OK, await host.AskAsync("one"));
        await host.DingTalk.Faults.WaitForHeldSendAnswersAsync(1, SimulatedWorld.Patience);
        await host.TerminateAsync();
        await Eventually.TrueAsync(async () => await host.AskAsync("one", id: "probe") is null, "nobody listens any more");
        host.DingTalk.Faults.ResumeSends();
        Assert.Equal(0, await host.UntilExitAsync());
        Assert.Equal(1, host.Number("select count(*) from inbox where closed_at is not null and dedup_key <> 'probe'"));
    }

    [Fact]
    public async Task An_idle_host_is_gone_at_once()
    {
        await using var host = await HostProcess.CreateAsync();
        await host.StartAsync();
        await host.TerminateAsync();
        Assert.Equal(0, await host.UntilExitAsync());
    }

    [Fact]
    public async Task A_message_that_is_still_coming_in_is_stored_and_acknowledged_and_left_to_the_next_start()
    {
        await using var bot = await BotHostApp.StartAsync();
        var webhook = bot.DingTalk.Ask(new DingTalkQuestion { Text = "hi" });
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, bot.Webhook.Port);
        var upload = client.GetStream();
        await upload.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /webhooks/dingtalk HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Type: application/json\r\n"
            + $"timestamp: {webhook.Timestamp}\r\nsign: {webhook.Sign}\r\nContent-Length: {webhook.Body.Length}\r\n\r\n"));
        using var answers = new StreamReader(upload, Encoding.ASCII);
        Assert.Equal("HTTP/1.1 100 Continue", await answers.ReadLineAsync());           // its body is being waited for
        Assert.Equal("", await answers.ReadLineAsync());

        var worker = bot.Services.GetRequiredService<TurnWorker>();
        var stopping = bot.Services.GetRequiredService<IHost>().StopAsync();
        await Eventually.TrueAsync(() => !worker.IsRunning, "no more work is taken");
        await upload.WriteAsync(webhook.Body);
        Assert.Equal("HTTP/1.1 200 OK", await answers.ReadLineAsync());
        await stopping;
        Assert.Empty(bot.Sent);

        await bot.RestartAsync();
        await bot.UntilIdleAsync();
        Assert.Equal(["echo: hi"], bot.Sent);
    }
}
