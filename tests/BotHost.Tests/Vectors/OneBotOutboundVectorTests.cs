using BotHost.Adapters;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Simulator;
using BotHost.Tests.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Tests.Vectors;

/// <summary>The host is brought to make each recorded call to an OneBot client, and what it sends is compared byte for byte.</summary>
public sealed class OneBotOutboundVectorTests(VectorTally tally) : IAsyncDisposable
{
    private const string Private = "private message, array format";
    private const string Group = "group message, array format, @ self first";

    /// <summary>A client that refuses without a reason is left alone for a minute.</summary>
    private static readonly TimeSpan _later = TimeSpan.FromMinutes(2);

    private OutboundHost? _host;

    private RecordedPlatform Client => _host!.Platform;

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task A_private_answer_is_sent_as_recorded()
    {
        var entry = Outbound("HTTP send_private_msg");
        await StartAsync("你好");
        Client.Answer = _ => entry.Response();

        var stored = await _host!.AskAsync(Question(Private), 204);

        entry.AssertCalled(Assert.Single(Client.Sends));
        Assert.Equal(Outcome.Answered, stored.Outcome);
        Assert.Equal(["77"], _host.App.Rows("select platform_id from delivered_part"));
    }

    [Fact]
    public async Task An_answer_that_the_client_could_not_send_is_sent_again_later()
    {
        var entry = Outbound("HTTP send_private_msg");
        await StartAsync("你好");
        Client.Answer = _ => entry.Response(Client.Sends.Count == 1 ? 1 : 0);

        await _host!.PostAsync(Question(Private), 204);
        await _host.UntilDeferredAsync();
        await _host.RestartLaterAsync(_later);
        await _host.App.UntilIdleAsync();

        Assert.Equal(2, Client.Sends.Count);
        Assert.All(Client.Sends, call => entry.AssertCalled(call));
        Assert.Equal(Outcome.Answered, Assert.Single(_host.App.Stored()).Outcome);
    }

    /// <summary>Text and picture are recorded as one message; the host sends the picture as a message of its own, after the text or alone.</summary>
    [Fact]
    public async Task An_answer_in_a_group_is_sent_as_recorded_and_its_picture_after_it()
    {
        var entry = Outbound("HTTP send_group_msg: quote, mention, text, base64 image");
        await StartAsync("模型输出里的 [CQ:at,qq=all] 只是文字");

        var stored = await _host!.AskAsync(Question(Group), 204);
        Assert.Equal(Outcome.Answered, stored.Outcome);
        Assert.IsType<SendResult.Delivered>(await _host.SendPictureAsync(stored, part: 1));
        Assert.IsType<SendResult.Delivered>(await _host.SendPictureAsync(stored, part: 0));

        Assert.Equal(3, Client.Sends.Count);
        entry.AssertCalled(Client.Sends[0], json => json["message"]!.AsArray().RemoveAt(3));
        entry.AssertCalled(Client.Sends[1], json => json["message"]!.AsArray().RemoveRange(0, 3));
        entry.AssertCalled(Client.Sends[2], json => json["message"]!.AsArray().RemoveAt(2));
    }

    [Fact]
    public async Task An_event_is_answered_with_nothing_that_could_be_an_order()
    {
        var entry = Outbound("no quick operation");
        await StartAsync("你好");

        var response = await RawConnection.SendOnceAsync(_host!.App.Webhook, Question(Private));

        Assert.Equal(((int)entry.Json["response"]!["status"]!, 0), (response.Status, response.Body.Length));
        await _host.App.UntilIdleAsync();
        Assert.Single(Client.Sends);
    }

    /// <summary>Only <c>doctor</c> asks.</summary>
    [Fact]
    public async Task The_account_is_asked_for_as_recorded()
    {
        var entry = Outbound("get_login_info");
        await StartAsync("你好");
        Client.Answer = call => call.Url.EndsWith("/get_login_info", StringComparison.Ordinal) ? entry.Response() : null;

        var findings = await _host!.App.Services.GetRequiredKeyedService<IBotProbe>("onebot").CheckAsync(TestContext.Current.CancellationToken).ToListAsync();

        entry.AssertCalled(Client.Calls[0]);
        Assert.Contains(findings, finding => finding is { Health: ProbeHealth.Good, Result: "logged in as 10001" });
    }

    private Vector Outbound(string name)
    {
        var entry = QQVectors.File.Find("outbound.onebot", name);
        tally.Ran(entry);
        return entry;
    }

    private async Task StartAsync(string answer)
    {
        _host = await OutboundHost.StartAsync(RecordedOneBot.Dialect, QQVectors.Now, new FakeOpenAiOptions { Answer = _ => answer }, new Dictionary<string, string>
        {
            ["Bots:onebot:Platform"] = "OneBot",
            ["Bots:onebot:BaseUrl"] = RecordedOneBot.Api,
            ["Bots:onebot:Secret"] = QQVectors.File.Find("onebot", Private).Text("secret"),
            ["Bots:onebot:AccessToken"] = "my-token",
        }, new RecordedPicture());
    }

    private static RawRequest Question(string name) => QQVectors.Request(QQVectors.File.Find("onebot", name).Json, "onebot");
}
