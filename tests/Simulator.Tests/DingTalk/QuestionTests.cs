using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Simulator.Tests.DingTalk;

public sealed class QuestionTests
{
    [Fact]
    public async Task The_request_carries_the_body_and_both_headers()
    {
        await using var platform = await Fakes.DingTalkAsync();
        var webhook = platform.Ask(new() { Text = "你好" });

        using var request = webhook.ToRequest(new Uri("http://127.0.0.1:1/webhooks/dingtalk"));

        Assert.Equal(HttpMethod.Post, request.Method);
        Assert.Equal("application/json; charset=utf-8", request.Content!.Headers.ContentType!.ToString());
        Assert.Equal([webhook.Timestamp], request.Headers.GetValues("timestamp"));
        Assert.Equal([webhook.Sign], request.Headers.GetValues("sign"));
        Assert.Equal(webhook.Body, await request.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_forged_question_differs_in_nothing_but_its_sign()
    {
        await using var platform = await Fakes.DingTalkAsync();
        var webhook = platform.Ask(new() { Text = "hi" });

        var forged = webhook.Forged();

        Assert.Equal((webhook.Body, webhook.Timestamp), (forged.Body, forged.Timestamp));
        Assert.NotEqual(webhook.Sign, forged.Sign);
        Assert.Equal(HMACSHA256.HashSizeInBytes, Convert.FromBase64String(forged.Sign).Length);
    }

    [Fact]
    public async Task A_stale_question_is_rightly_signed_more_than_an_hour_ago()
    {
        await using var platform = await Fakes.DingTalkAsync();
        var webhook = platform.Ask(new() { Text = "hi" });

        var stale = webhook.Stale();

        Assert.Equal(3_601_000, Milliseconds(webhook) - Milliseconds(stale));
        Assert.Equal(Sign(platform.AppSecret, stale.Timestamp), stale.Sign);
    }

    [Fact]
    public async Task A_redelivery_has_the_same_body_under_a_new_signature()
    {
        await using var platform = await Fakes.DingTalkAsync();
        var webhook = platform.Ask(new() { Text = "hi" });

        var again = webhook.SignedAt(DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds(webhook) + 60_000));

        Assert.Same(webhook.Body, again.Body);
        Assert.Equal(Sign(platform.AppSecret, again.Timestamp), again.Sign);
        Assert.NotEqual(webhook.Sign, again.Sign);
    }

    [Fact]
    public async Task Questions_are_told_apart_by_their_ids_unless_they_are_given_one()
    {
        await using var platform = await Fakes.DingTalkAsync();

        Assert.NotEqual(platform.Ask(new()).MsgId, platform.Ask(new()).MsgId);
        Assert.Equal("m1", (string?)Body(platform.Ask(new() { MsgId = "m1" }))["msgId"]);
    }

    [Fact]
    public async Task A_group_hears_only_those_who_mention_the_robot()
    {
        await using var platform = await Fakes.DingTalkAsync();

        var mentioned = Body(platform.Ask(new() { Text = "hi", IsGroup = true }));
        var passing = Body(platform.Ask(new() { Text = "hi", IsGroup = true, Mention = false }));

        Assert.Equal((" hi", true), ((string?)mentioned["text"]!["content"], (bool)mentioned["isInAtList"]!));
        Assert.Equal(mentioned["chatbotUserId"]!.ToString(), mentioned["atUsers"]![0]!["dingtalkId"]!.ToString());
        Assert.Equal(("hi", false), ((string?)passing["text"]!["content"], (bool)passing["isInAtList"]!));
        Assert.Empty(passing["atUsers"]!.AsArray());
    }

    [Fact]
    public async Task Any_words_arrive_as_they_were_said()
    {
        await using var platform = await Fakes.DingTalkAsync();

        // A surrogate without its other half is no text that JSON could carry.
        var words = ArbMap.Default.ArbFor<string>().Filter(text => text is not null && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text);
        Prop.ForAll(words, text => (string?)Body(platform.Ask(new() { Text = text }))["text"]!["content"] == text).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Questions_may_be_asked_from_many_sides_at_once()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);

        var sessions = new Uri[200];
        Parallel.For(0, sessions.Length, i => sessions[i] = DingTalkClient.SessionOf(platform.Ask(new() { StaffId = $"s{i % 20}" })));
        await Parallel.ForAsync(0, sessions.Length, TestContext.Current.CancellationToken, async (i, _) => await client.SendBySessionAsync(sessions[i], i.ToString(CultureInfo.InvariantCulture)));

        Assert.Equal(sessions.Length, sessions.Distinct().Count());
        Assert.Equal(Enumerable.Range(1, sessions.Length), platform.Deliveries.Select(delivery => (int)delivery.Sequence));
        Assert.All(platform.Deliveries, delivery => Assert.Equal($"s{int.Parse(delivery.Text, CultureInfo.InvariantCulture) % 20}", delivery.Target));
    }

    private static JsonNode Body(DingTalkWebhook webhook) => JsonNode.Parse(webhook.Body)!;

    private static long Milliseconds(DingTalkWebhook webhook) => long.Parse(webhook.Timestamp, CultureInfo.InvariantCulture);

    private static string Sign(string secret, string timestamp)
    {
        return Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}\n{secret}")));
    }
}
