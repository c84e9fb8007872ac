using System.Diagnostics;
using System.Text.Json.Nodes;
using BotHost.Conversation.Turns;

namespace BotHost.Tests.Vectors;

/// <summary>Every recorded failure of a call, and what the host does about it, as the platform and the administrator see it.</summary>
public sealed class FeishuFailureVectorTests(FeishuFailureHost host, VectorTally tally) : IClassFixture<FeishuFailureHost>
{
    public static TheoryData<string> Codes => [.. FeishuVectors.File.Section("outbound.errorActions").Where(entry => !entry.IsOfDownload()).Select(entry => entry.Name)];

    public static TheoryData<string> Answers =>
        [.. FeishuFailure.ReadAll().Where(failure => failure.Entry.Section == "outbound.responses").Select(failure => failure.Entry.Name)];

    [Theory]
    [MemberData(nameof(Codes))]
    public Task A_code_leads_to_what_the_table_says(string code) => CheckAsync(FeishuVectors.File.Find("outbound.errorActions", code));

    [Theory]
    [MemberData(nameof(Answers))]
    public Task A_recorded_refusal_leads_to_what_it_says(string name) => CheckAsync(FeishuVectors.File.Find("outbound.responses", name));

    [Fact]
    public async Task A_platform_that_says_how_long_to_wait_is_left_alone_so_long()
    {
        var failure = host.Failure(FeishuVectors.File.Find("outbound.responses", "rate_limited_429"));
        await host.EndAsync(failure);

        var sends = host.Sends(failure);

        var wait = TimeSpan.FromSeconds(int.Parse((string)failure.Answer["headers"]!["x-ogw-ratelimit-reset"]!, null));
        Assert.True(Stopwatch.GetElapsedTime(sends[0].Timestamp, sends[1].Timestamp) >= wait);
    }

    [Fact]
    public async Task The_administrator_is_told_which_scope_is_missing_and_what_support_asks_for()
    {
        var failure = host.Failure(FeishuVectors.File.Find("outbound.responses", "scope_missing"));

        var stored = await host.EndAsync(failure);

        Assert.Contains("im:message:send_as_bot", stored.Detail, StringComparison.Ordinal);
        Assert.Contains((string)failure.Answer["headers"]!["X-Tt-Logid"]!, stored.Detail, StringComparison.Ordinal);
    }

    private async Task CheckAsync(Vector entry)
    {
        var failure = host.Failure(entry);
        var stored = await host.EndAsync(failure);
        var sends = host.Sends(failure);
        switch (failure.Action)
        {
            case "refresh_token_once":
                AssertCalls(sends, "reply", "reply");
                Assert.Equal(sends[0].Body, sends[1].Body);
                Assert.NotEqual(sends[0].Headers["Authorization"], sends[1].Headers["Authorization"]);
                Assert.Equal((2, 0), (host.TokenCalls(failure), host.Tries(failure)));      // the same attempt
                break;
            case "backoff" or "retry_later_same_uuid" when failure.FailingCall == FailingCall.Message:
                AssertCalls(sends, "reply", "reply");
                Assert.Equal(sends[0].Body, sends[1].Body);
                Assert.Equal((1, 1), (host.TokenCalls(failure), host.Tries(failure)));      // a later attempt
                break;
            case "config_error" when failure.FailingCall == FailingCall.Token:
                Assert.Empty(sends);
                Assert.Equal(1, host.TokenCalls(failure));
                break;
            case "config_error" or "give_up":
                AssertCalls(sends, "reply");
                Assert.Equal(1, host.TokenCalls(failure));
                break;
            case "target_gone":
                AssertCalls(sends, "reply", "send");
                AssertOwnNames(sends);
                break;
            case "drop_thread_flag":
                AssertCalls(sends, "reply", "reply");
                Assert.DoesNotContain("reply_in_thread", sends[1].Body, StringComparison.Ordinal);
                AssertOwnNames(sends);
                break;
            case "fix_card":
                Assert.Equal(["interactive", "post"], sends.Select(send => send.Said("msg_type")));
                Assert.Contains(entry.Name == "card_bad_image" ? "[图](https://example.com/a.png)" : "```\\\\n| 列 |", sends[1].Body, StringComparison.Ordinal);
                Assert.DoesNotContain("![", sends[1].Body, StringComparison.Ordinal);
                AssertOwnNames(sends);
                break;
            case "split":
                AssertSplit(failure, sends);
                break;
            case "stop_updating":
                AssertCalls(sends, "create", "reply", "patch", "patch", "recall", "reply");
                Assert.Contains(failure.Text, sends[^1].Body, StringComparison.Ordinal);
                break;
            default:
                AssertCard(failure, sends);
                break;
        }

        Assert.Equal(failure.Action is "config_error" or "give_up" ? Outcome.Dead : Outcome.Answered, stored.Outcome);
        if (stored.Outcome == Outcome.Dead)
            Assert.Contains($" {failure.Code}", stored.Detail, StringComparison.Ordinal);
        tally.Ran(entry);
    }

    /// <summary>What happens to a card that grows: it was made, sent and changed once when the model's answer was complete.</summary>
    private void AssertCard(FeishuFailure failure, IReadOnlyList<PlatformCall> sends)
    {
        switch (failure.Action)
        {
            case "stop_and_fallback" when failure.FailingCall == FailingCall.Card:
                AssertCalls(sends, ["create", "reply", .. Enumerable.Repeat("patch", sends.Count - 2)]);
                Assert.Contains($"\\\"content\\\":\\\"{failure.Text}\\\"", sends[^1].Body, StringComparison.Ordinal);
                break;
            case "stop_and_fallback" when failure.Code == "200860":
                AssertCalls(sends, "create", "reply", "text", "text", "text", "close", "reply");
                Assert.Contains(failure.Text, sends[^1].Body, StringComparison.Ordinal);
                break;
            case "stop_and_fallback":
                AssertCalls(sends, "create", "reply", "text", "text", "recall", "reply");
                Assert.Contains(failure.Text, sends[^1].Body, StringComparison.Ordinal);
                break;
            case "reopen_or_full_update":
                AssertCalls(sends, "create", "reply", "text", "text", "replace");
                Assert.Contains(failure.Text, sends[^1].Body, StringComparison.Ordinal);
                break;
            case "raise_sequence" or "new_uuid" or "backoff":
                AssertCalls(sends, "create", "reply", "text", "text", "text", "close");
                Assert.Equal((failure.Text, failure.Text), (sends[3].Said("content"), sends[4].Said("content")));
                Assert.Equal(1, host.Tries(failure));
                break;
            default:
                Assert.Fail($"Nothing is known of {failure.Action}.");
                break;
        }

        var updates = sends.Where(send => send.Name() is "text" or "close" or "replace").ToList();
        AssertOwnNames(updates);
        Assert.Equal(updates.Select(update => update.Sequence()).Distinct().Order(), updates.Select(update => update.Sequence()));
        if (failure.Action == "raise_sequence")
            Assert.True(updates[2].Sequence() > 100_000);
    }

    /// <summary>The host splits before it sends; what is too long in one form all the same is sent in one that may be longer.</summary>
    private static void AssertSplit(FeishuFailure failure, IReadOnlyList<PlatformCall> sends)
    {
        Assert.All(sends, send => Assert.Equal("reply", send.Name()));
        AssertOwnNames(sends);
        Assert.Equal(["interactive", "post", "text", "text"], sends.Select(send => send.Said("msg_type")));
        var texts = sends.Where(send => send.Said("msg_type") == "text").Select(send => (string)JsonNode.Parse(send.Said("content"))!["text"]!);
        Assert.Equal(failure.Text, string.Join("\n\n", texts));
    }

    private static void AssertCalls(IReadOnlyList<PlatformCall> sends, params string[] names) => Assert.Equal(names, sends.Select(send => send.Name()));

    /// <summary>What is not the same has not the same name.</summary>
    private static void AssertOwnNames(IReadOnlyList<PlatformCall> sends) => Assert.Equal(sends.Count, sends.Select(send => send.Said("uuid")).Distinct().Count());
}
