using System.Text.Json.Nodes;
using BotHost.Simulator;
using Microsoft.Extensions.Logging;

namespace BotHost.Tests.Webhooks;

/// <summary>A day in the life of a host with its log wide open: everything is in it but what nobody else may know.</summary>
public sealed class SecretsInLogsTests
{
    private const string Words = "the-words-of-a-person";
    private const string Answer = "the-words-of-the-model";

    [Fact]
    public async Task No_log_holds_a_secret_and_none_above_trace_holds_the_words_of_a_person()
    {
        using var logs = new RecordedLogs(LogLevel.Trace);
        await using var app = await BotHostApp.StartAsync(new BotHostSetup
        {
            Replace = logs.Install,
            Settings = new Dictionary<string, string>
            {
                ["Logging:LogLevel:Default"] = "Trace",
                ["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace",
                ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Trace",
            },
        });
        List<string> secrets = [app.DingTalk.AppSecret, app.Model.ApiKey, "tok-"];
        app.Model.Answer = _ => Answer;

        async Task AskAsync(DingTalkQuestion question, Func<DingTalkWebhook, DingTalkWebhook>? change = null)
        {
            var webhook = app.DingTalk.Ask(question with { Text = Words });
            webhook = change?.Invoke(webhook) ?? webhook;
            secrets.Add(webhook.Sign);
            secrets.Add(new Uri((string)JsonNode.Parse(webhook.Body)!["sessionWebhook"]!).Query["?session=".Length..]);
            await app.PostAsync(webhook);
            await app.UntilIdleAsync();
        }

        // What goes well,
        await AskAsync(new DingTalkQuestion());
        await AskAsync(new DingTalkQuestion { IsGroup = true });
        await AskAsync(new DingTalkQuestion { Kind = DingTalkMessageKind.Audio });
        await AskAsync(new DingTalkQuestion { Kind = DingTalkMessageKind.Unknown });
        await AskAsync(new DingTalkQuestion { MsgId = "m1" });
        await AskAsync(new DingTalkQuestion { MsgId = "m1" });
        await AskAsync(new DingTalkQuestion { IsGroup = true, Mention = false });
        await AskAsync(new DingTalkQuestion { RobotCode = "another" });
        // who is not let in,
        await AskAsync(new DingTalkQuestion(), webhook => webhook.Forged());
        await AskAsync(new DingTalkQuestion(), webhook => webhook.Stale());
        await RawConnection.SendOnceAsync(app.Webhook, RawRequest.Signed("dingtalk", "{}"u8.ToArray(), app.DingTalk.AppSecret, TimeProvider.System.GetUtcNow()));
        // a platform in trouble,
        foreach (var fault in new[] { SendFault.ServerError, SendFault.Reset, SendFault.Throttled, SendFault.TokenRefused, SendFault.FlowControlled })
        {
            app.DingTalk.Faults.FailNextSends(1, fault);
            await AskAsync(new DingTalkQuestion { IsGroup = fault == SendFault.TokenRefused });
        }

        app.DingTalk.RevokeToken();
        app.DingTalk.ExpireSessions();
        await AskAsync(new DingTalkQuestion());
        // and a model in trouble.
        app.Model.Answer = _ => new FakeAnswer(Answer) { Fault = ModelFault.BadKey };
        await AskAsync(new DingTalkQuestion());
        app.Model.Answer = _ => new FakeAnswer(Answer) { Fault = ModelFault.ContentFilter };
        await AskAsync(new DingTalkQuestion());

        var lines = logs.Lines;
        Assert.Contains(lines, line => line.Level == LogLevel.Trace);
        Assert.Contains(lines, line => line.Category.StartsWith("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Category.StartsWith("BotHost.", StringComparison.Ordinal) && line.Level == LogLevel.Warning);
        Assert.DoesNotContain(lines, line => secrets.Any(secret => line.Text.Contains(secret, StringComparison.Ordinal)));
        Assert.DoesNotContain(lines.Where(line => line.Level > LogLevel.Trace), line =>
            line.Text.Contains(Words, StringComparison.Ordinal) || line.Text.Contains(Answer, StringComparison.Ordinal));
    }
}
