using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Simulator.Tests.Feishu;

/// <summary>The calls with which people's questions come: hidden, signed, forged, late, twice.</summary>
public sealed class QuestionTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_780_000_000);

    [Fact]
    public async Task A_question_is_encrypted_and_signed_with_the_encrypt_key()
    {
        await using var platform = await Fakes.FeishuAsync();

        var webhook = platform.Ask(new() { Text = "你好 🌸" });

        Assert.Equal(webhook.Plaintext, Decrypt(platform.EncryptKey, webhook));
        Assert.Equal(Signature(platform.EncryptKey, webhook), webhook.Signature);
        Assert.Equal("你好 🌸", (string?)JsonNode.Parse((string)Message(webhook)["content"]!)!["text"]);
        Assert.Equal((platform.AppId, platform.VerificationToken), ((string?)Header(webhook)["app_id"], (string?)Header(webhook)["token"]));
    }

    [Fact]
    public async Task A_request_carries_the_headers_and_the_body_that_were_signed()
    {
        await using var platform = await Fakes.FeishuAsync();
        var webhook = platform.Ask(new() { Text = "hi" });

        using var request = webhook.ToRequest(new Uri("http://127.0.0.1/webhooks/feishu"));

        Assert.Equal(webhook.Body, await request.Content!.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal([webhook.Timestamp], request.Headers.GetValues("X-Lark-Request-Timestamp"));
        Assert.Equal([webhook.Nonce], request.Headers.GetValues("X-Lark-Request-Nonce"));
        Assert.Equal([webhook.Signature], request.Headers.GetValues("X-Lark-Signature"));
    }

    [Fact]
    public async Task Without_an_encrypt_key_a_question_comes_plain_and_unsigned()
    {
        await using var platform = await Fakes.FeishuAsync(new() { EncryptKey = "" });

        var webhook = platform.Ask(new() { Text = "hi" });

        Assert.Equal(webhook.Plaintext, Encoding.UTF8.GetString(webhook.Body));
        Assert.Equal(["Content-Type"], webhook.Headers.Keys);
        Assert.NotEqual(platform.VerificationToken, (string?)JsonNode.Parse(webhook.Forged().Body)!["header"]!["token"]);
        Assert.Equal((string?)Message(webhook)["message_id"], (string?)JsonNode.Parse(webhook.Forged().Body)!["event"]!["message"]!["message_id"]);
    }

    [Fact]
    public async Task A_forged_question_is_hidden_and_signed_with_another_key()
    {
        await using var platform = await Fakes.FeishuAsync();

        var forged = platform.Ask(new() { Text = "hi" }).Forged();

        Assert.NotEqual(Signature(platform.EncryptKey, forged), forged.Signature);
        Assert.ThrowsAny<Exception>(() => JsonNode.Parse(Decrypt(platform.EncryptKey, forged)));
    }

    [Fact]
    public async Task A_redelivery_says_the_same_and_looks_different()
    {
        var clock = new ManualTimeProvider(Now);
        await using var platform = await Fakes.FeishuAsync(new() { TimeProvider = clock });
        var first = platform.Ask(new() { Text = "hi" });

        var again = first.SignedAt(Now.AddSeconds(15));

        Assert.Equal((first.EventId, first.MessageId, first.Plaintext), (again.EventId, again.MessageId, again.Plaintext));
        Assert.Equal("1780000015", again.Timestamp);
        Assert.NotEqual((first.Nonce, first.Signature), (again.Nonce, again.Signature));
        Assert.NotEqual(Iv(first), Iv(again));
        Assert.Equal(again.Plaintext, Decrypt(platform.EncryptKey, again));
        Assert.Equal(Signature(platform.EncryptKey, again), again.Signature);
    }

    [Fact]
    public async Task The_same_message_may_come_as_another_event()
    {
        await using var platform = await Fakes.FeishuAsync();

        var first = platform.Ask(new() { Text = "hi", MessageId = "m1" });
        var again = platform.Ask(new() { Text = "hi", MessageId = "m1", EventId = "e2" });

        Assert.Equal(first.MessageId, again.MessageId);
        Assert.Equal("e2", (string?)Header(again)["event_id"]);
        Assert.NotEqual(first.EventId, again.EventId);
        Assert.NotEqual(platform.Ask(new()).MessageId, platform.Ask(new()).MessageId);
    }

    [Fact]
    public async Task A_stale_question_is_rightly_signed_more_than_five_minutes_ago()
    {
        await using var platform = await Fakes.FeishuAsync(new() { TimeProvider = new ManualTimeProvider(Now) });

        var stale = platform.Ask(new() { Text = "hi" }).Stale();

        Assert.Equal("1779999699", stale.Timestamp);
        Assert.Equal(Signature(platform.EncryptKey, stale), stale.Signature);
    }

    [Fact]
    public async Task A_question_may_be_old_and_its_delivery_new()
    {
        await using var platform = await Fakes.FeishuAsync(new() { TimeProvider = new ManualTimeProvider(Now) });

        var webhook = platform.Ask(new() { Text = "hi", SentAt = Now.AddHours(-1) });

        Assert.Equal("1780000000", webhook.Timestamp);
        Assert.Equal("1779996400000", (string?)Message(webhook)["create_time"]);
    }

    [Fact]
    public async Task Who_is_mentioned_stands_in_the_text_as_a_placeholder()
    {
        await using var platform = await Fakes.FeishuAsync();

        var message = Message(platform.Ask(new() { Text = "请发给 @李雷 谢谢", IsGroup = true, Mentioned = [new("li", "李雷")] }));

        Assert.Equal("""{"text":"@_user_1 请发给 @_user_2 谢谢"}""", (string?)message["content"]);
        Assert.Equal(
            [("@_user_1", platform.BotOpenId, "测试助手"), ("@_user_2", FeishuIds.Person("li"), "李雷")],
            message["mentions"]!.AsArray().Select(mention => ((string?)mention!["key"], (string?)mention["id"]!["open_id"], (string?)mention["name"])));
    }

    [Fact]
    public async Task A_group_hears_more_than_what_mentions_the_bot()
    {
        await using var platform = await Fakes.FeishuAsync();

        var passing = Message(platform.Ask(new() { Text = "hi", IsGroup = true, Mention = false }));
        var everybody = Message(platform.Ask(new() { Text = "明天放假", IsGroup = true, Mention = false, MentionAll = true }));
        var other = Message(platform.Ask(new() { Text = "@李雷 看一下", IsGroup = true, Mention = false, Mentioned = [new("li", "李雷")] }));

        Assert.Equal(("""{"text":"hi"}""", "group", null), ((string?)passing["content"], (string?)passing["chat_type"], passing["mentions"]));
        Assert.Equal(("""{"text":"@_all 明天放假"}""", null), ((string?)everybody["content"], everybody["mentions"]));
        Assert.Equal("""{"text":"@_user_1 看一下"}""", (string?)other["content"]);
        Assert.Equal("李雷", (string?)Assert.Single(other["mentions"]!.AsArray())!["name"]);
    }

    [Fact]
    public async Task The_check_of_the_address_has_the_documented_body()
    {
        var config = Vectors.Config("B");
        await using var platform = await Fakes.FeishuAsync(new() { EncryptKey = "", VerificationToken = (string?)config["verificationToken"] });
        await using var hidden = await Fakes.FeishuAsync();

        Assert.Equal(Vectors.Challenge, Encoding.UTF8.GetString(platform.Challenge("ajls384kdjx98XX").Body));
        var unsigned = hidden.Challenge("c").WithoutSignature();
        Assert.Equal("c", (string?)JsonNode.Parse(Decrypt(hidden.EncryptKey, unsigned))!["challenge"]);
        Assert.Equal(["Content-Type"], unsigned.Headers.Keys);
    }

    [Fact]
    public async Task Who_takes_a_question_back_cannot_be_answered()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var question = platform.Ask(new() { Text = "hi" });

        var recalled = JsonNode.Parse(platform.Withdraw(question.MessageId).Plaintext)!;

        Assert.Equal(("im.message.recalled_v1", question.MessageId), ((string?)recalled["header"]!["event_type"], (string?)recalled["event"]!["message_id"]));
        Assert.Equal(230011, (await client.ReplyAsync(question.MessageId, "hi")).Code);
        Assert.Empty(platform.Deliveries);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task Any_words_arrive_as_they_were_said()
    {
        await using var platform = await Fakes.FeishuAsync();

        // A surrogate without its other half is no text that JSON could carry.
        var words = ArbMap.Default.ArbFor<string>().Filter(text => text is not null && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text);
        Prop.ForAll(words, text => Said(platform, text) == text).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Questions_may_be_asked_from_many_sides_at_once()
    {
        await using var platform = await Fakes.FeishuAsync(new() { CallsPerSecond = 0, CallsPerMinute = 0, SendsPerSecondAndChat = 0 });
        using var client = await FeishuClient.ConnectAsync(platform);

        var questions = new FeishuWebhook[200];
        Parallel.For(0, questions.Length, i => questions[i] = platform.Ask(new() { PersonId = $"p{i % 20}" }));
        await Parallel.ForAsync(0, questions.Length, TestContext.Current.CancellationToken, async (i, _) => await client.ReplyAsync(questions[i].MessageId, i.ToString(CultureInfo.InvariantCulture)));

        Assert.Equal(Enumerable.Range(1, questions.Length), platform.Deliveries.Select(delivery => (int)delivery.Sequence));
        Assert.All(platform.Deliveries, delivery => Assert.Equal($"p{int.Parse(delivery.Text, CultureInfo.InvariantCulture) % 20}", delivery.Target));
        Assert.Empty(platform.Violations);
    }

    private static string? Said(FakeFeishu platform, string text)
    {
        var said = JsonNode.Parse(Decrypt(platform.EncryptKey, platform.Ask(new() { Text = text })))!["event"]!["message"]!["content"];
        return (string?)JsonNode.Parse((string)said!)!["text"];
    }

    private static JsonNode Header(FeishuWebhook webhook) => JsonNode.Parse(webhook.Plaintext)!["header"]!;

    private static JsonNode Message(FeishuWebhook webhook) => JsonNode.Parse(webhook.Plaintext)!["event"]!["message"]!;

    private static byte[] Hidden(FeishuWebhook webhook) => JsonElement.Parse(webhook.Body).GetProperty("encrypt").GetBytesFromBase64();

    private static string Iv(FeishuWebhook webhook) => Convert.ToHexString(Hidden(webhook).AsSpan(0, 16));

    private static string Decrypt(string key, FeishuWebhook webhook)
    {
        var hidden = Hidden(webhook);
        using var aes = Aes.Create();
        aes.Key = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        return Encoding.UTF8.GetString(aes.DecryptCbc(hidden.AsSpan(16), hidden.AsSpan(0, 16)));
    }

    private static string Signature(string key, FeishuWebhook webhook)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(webhook.Headers["X-Lark-Request-Timestamp"] + webhook.Headers["X-Lark-Request-Nonce"] + key), .. webhook.Body];
        return Convert.ToHexStringLower(SHA256.HashData(signed));
    }
}
