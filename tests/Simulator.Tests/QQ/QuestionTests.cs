using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Simulator.Tests.QQ;

public sealed class QuestionTests
{
    private static readonly Uri Address = new("http://127.0.0.1:1/webhooks/qq");

    [Fact]
    public async Task The_request_carries_the_body_and_the_headers_of_a_real_call()
    {
        await using var platform = await FakeQQ.StartAsync(new() { AppId = "102000001" });
        var webhook = platform.Ask(new() { Text = "你好" });

        using var request = webhook.ToRequest(Address);

        Assert.Equal(HttpMethod.Post, request.Method);
        Assert.Equal("application/json", request.Content!.Headers.ContentType!.ToString());
        Assert.Equal(["QQBot-Callback"], request.Headers.GetValues("User-Agent"));
        Assert.Equal(["102000001"], request.Headers.GetValues("X-Bot-Appid"));
        Assert.Equal(["Ed25519"], request.Headers.GetValues("X-Signature-Method"));
        Assert.Equal([webhook.Timestamp], request.Headers.GetValues("X-Signature-Timestamp"));
        Assert.Equal([webhook.Signature], request.Headers.GetValues("X-Signature-Ed25519"));
        Assert.Equal(new QQSigner(platform.AppSecret).Sign(webhook.Timestamp, webhook.Body), webhook.Signature);
        Assert.Equal(webhook.Body, await request.Content.ReadAsByteArrayAsync());
    }

    /// <summary>A body of the published shape, signed with OpenSSL.</summary>
    [Fact]
    public async Task A_body_of_ones_own_is_signed_as_another_tool_signs_it()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_789_999_999));
        await using var platform = await FakeQQ.StartAsync(new() { AppId = "102000001", AppSecret = "TestSecret0123456789abcdefghijkl", TimeProvider = clock });

        var webhook = platform.Post("""{"d":{"plain_token":"Zt7bQ1nE4rXcW9uKp2Ls","event_ts":"1789999999"},"op":13}"""u8.ToArray());

        Assert.Equal("12a0dffb964a1f54fada5aff35d93d72e693094f691a6c7345c615b0cda765fa86389c5e3d74b05622b6f0fe801a8bac310367f8d21d20633fd685c58617dc01", webhook.Signature);
    }

    [Fact]
    public async Task A_private_question_is_an_event_of_its_asker()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));
        await using var platform = await FakeQQ.StartAsync(new() { TimeProvider = clock });

        var webhook = platform.Ask(new() { Text = "你好", PersonId = "ming", MsgId = "ROBOT1.0_a!" });

        var envelope = JsonNode.Parse(webhook.Body)!;
        var said = envelope["d"]!;
        Assert.Equal((0, "C2C_MESSAGE_CREATE"), ((int)envelope["op"]!, (string?)envelope["t"]));
        Assert.Equal(webhook.EventId, (string?)envelope["id"]);
        Assert.Matches("^C2C_MESSAGE_CREATE:[0-9a-z]+$", webhook.EventId);
        Assert.Equal(("ROBOT1.0_a!", "你好", "2026-09-21T22:13:20+08:00"), ((string?)said["id"], (string?)said["content"], (string?)said["timestamp"]));
        Assert.Equal(platform.UserOpenId("ming"), (string?)said["author"]!["user_openid"]);
        Assert.Null(said["group_openid"]);
    }

    [Fact]
    public async Task A_person_has_another_id_in_groups_and_another_one_for_every_bot()
    {
        await using var one = await FakeQQ.StartAsync(new() { AppId = "102000001" });
        await using var other = await FakeQQ.StartAsync(new() { AppId = "102000002" });

        string[] ids = [one.UserOpenId("ming"), one.MemberOpenId("ming"), other.UserOpenId("ming"), other.MemberOpenId("ming"), one.UserOpenId("hong")];

        Assert.Equal(5, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9A-F]{32}$", id));
    }

    [Fact]
    public async Task A_group_question_has_lost_its_mention_and_kept_the_blanks()
    {
        await using var platform = await FakeQQ.StartAsync();

        var envelope = JsonNode.Parse(platform.Ask(new() { Text = "讲个笑话", IsGroup = true, GroupId = "g", PersonId = "ming", Nick = "小明" }).Body)!;

        var said = envelope["d"]!;
        Assert.Equal(("GROUP_AT_MESSAGE_CREATE", " 讲个笑话 "), ((string?)envelope["t"], (string?)said["content"]));
        Assert.Equal((platform.GroupOpenId("g"), platform.GroupOpenId("g")), ((string?)said["group_openid"], (string?)said["group_id"]));
        Assert.Equal((platform.MemberOpenId("ming"), "小明"), ((string?)said["author"]!["member_openid"], (string?)said["author"]!["username"]));
        Assert.Null(said["author"]!["user_openid"]);
    }

    [Theory]
    [InlineData(true, false, true, "single")]
    [InlineData(false, true, true, "all")]
    [InlineData(false, false, null, null)]
    public async Task Where_the_bot_hears_everything_the_mentions_say_whom_it_concerns(bool mention, bool all, bool? isYou, string? scope)
    {
        await using var platform = await FakeQQ.StartAsync();

        var envelope = JsonNode.Parse(platform.Ask(new() { Text = "大家早", IsGroup = true, HearsAll = true, Mention = mention, MentionAll = all }).Body)!;

        var mentioned = envelope["d"]!["mentions"]?[0];
        Assert.Equal("GROUP_MESSAGE_CREATE", (string?)envelope["t"]);
        Assert.Equal((isYou, scope), ((bool?)mentioned?["is_you"], (string?)mentioned?["scope"]));
    }

    [Fact]
    public async Task One_message_may_come_in_two_envelopes_and_twice_in_the_same()
    {
        await using var platform = await FakeQQ.StartAsync();

        var mention = platform.Ask(new() { IsGroup = true, MsgId = "m1" });
        var again = platform.Ask(new() { IsGroup = true, MsgId = "m1" });
        var heard = platform.Ask(new() { IsGroup = true, MsgId = "m1", HearsAll = true });

        Assert.Equal((mention.EventId, mention.MsgId), (again.EventId, again.MsgId));
        Assert.NotEqual(mention.EventId, heard.EventId);
        Assert.Equal("m1", (string?)JsonNode.Parse(heard.Body)!["d"]!["id"]);
        Assert.NotEqual(platform.Ask(new()).MsgId, platform.Ask(new()).MsgId);
    }

    [Theory]
    [InlineData(QQMessageKind.Picture, "image/jpeg")]
    [InlineData(QQMessageKind.Voice, "voice")]
    [InlineData(QQMessageKind.Video, "video/mp4")]
    [InlineData(QQMessageKind.File, "file")]
    public async Task What_is_not_text_is_attached(QQMessageKind kind, string type)
    {
        await using var platform = await FakeQQ.StartAsync();

        var said = JsonNode.Parse(platform.Ask(new() { Text = "今天天气怎么样", Kind = kind }).Body)!["d"]!;

        var attached = said["attachments"]![0]!;
        Assert.Equal((0, type), ((int)said["message_type"]!, (string?)attached["content_type"]));
        Assert.StartsWith("https://multimedia.nt.qq.com.cn/", (string?)attached["url"], StringComparison.Ordinal);
        Assert.Equal(kind == QQMessageKind.Voice ? "今天天气怎么样" : null, (string?)attached["asr_refer_text"]);
    }

    [Fact]
    public async Task A_message_of_an_unknown_kind_has_neither_words_nor_attachments()
    {
        await using var platform = await FakeQQ.StartAsync();

        var said = JsonNode.Parse(platform.Ask(new() { Text = "x", Kind = QQMessageKind.Unknown }).Body)!["d"]!;

        Assert.Equal((199, ""), ((int)said["message_type"]!, (string?)said["content"]));
        Assert.Null(said["attachments"]);
    }

    [Fact]
    public async Task A_forged_a_stale_and_a_changed_question_are_each_wrong_in_one_thing_only()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));
        await using var platform = await FakeQQ.StartAsync(new() { AppId = "102000001", TimeProvider = clock });
        var signer = new QQSigner(platform.AppSecret);
        var webhook = platform.Ask(new() { Text = "hi" });

        var forged = webhook.Forged();
        var stale = webhook.Stale();
        var changed = webhook.WithBody("{}"u8.ToArray());
        var other = webhook.For("102000002");

        Assert.Equal((webhook.Body, webhook.Timestamp, 128), (forged.Body, forged.Timestamp, forged.Signature.Length));
        Assert.NotEqual(webhook.Signature, forged.Signature);
        Assert.Equal("1789999699", stale.Timestamp);
        Assert.Equal(signer.Sign(stale.Timestamp, stale.Body), stale.Signature);
        Assert.Equal(webhook.Signature, changed.Signature);
        Assert.NotEqual(webhook.Body, changed.Body);
        Assert.Equal(("102000002", webhook.Signature), (other.Headers["X-Bot-Appid"], other.Signature));
        Assert.DoesNotContain(webhook.WithoutSignature().Headers.Keys, name => name.StartsWith("X-Signature", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_redelivery_may_be_stamped_anew()
    {
        await using var platform = await FakeQQ.StartAsync();
        var webhook = platform.Ask(new() { Text = "hi" });

        var again = webhook.SignedAt(DateTimeOffset.FromUnixTimeSeconds(1_790_000_060));

        Assert.Same(webhook.Body, again.Body);
        Assert.Equal("1790000060", again.Timestamp);
        Assert.Equal(new QQSigner(platform.AppSecret).Sign("1790000060", again.Body), again.Signature);
    }

    [Fact]
    public async Task The_check_of_an_address_is_passed_by_the_published_answer_and_by_no_other()
    {
        await using var platform = await FakeQQ.StartAsync(new() { AppId = "11111111", AppSecret = "DG5g3B4j9X2KOErG" });

        var check = platform.CheckAddress("Arq0D5A61EgUu4OxUvOp", "1725442341");

        Assert.Equal("""{"d":{"plain_token":"Arq0D5A61EgUu4OxUvOp","event_ts":"1725442341"},"op":13}""", Encoding.UTF8.GetString(check.Webhook.Body));
        const string Published = "87befc99c42c651b3aac0278e71ada338433ae26fcb24307bdc5ad38c1adc2d01bcfcadc0842edac85e85205028a1132afe09280305f13aa6909ffc2d652c706";
        Assert.True(check.IsPassedBy($$"""{"plain_token":"Arq0D5A61EgUu4OxUvOp","signature":"{{Published}}"}"""));
        Assert.False(check.IsPassedBy($$"""{"plain_token":"Arq0D5A61EgUu4OxUvOp","signature":"{{check.Webhook.Signature}}"}"""));
        Assert.False(check.IsPassedBy($$"""{"signature":"{{Published}}"}"""));
        Assert.False(check.IsPassedBy("ok"));
    }

    [Fact]
    public async Task Any_words_arrive_as_they_were_said()
    {
        await using var platform = await FakeQQ.StartAsync();

        // A surrogate without its other half is no text that JSON could carry.
        var words = ArbMap.Default.ArbFor<string>().Filter(text => text is not null && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text);
        Prop.ForAll(words, text => (string?)JsonNode.Parse(platform.Ask(new() { Text = text }).Body)!["d"]!["content"] == text).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Questions_may_be_asked_and_signed_from_many_sides_at_once()
    {
        await using var platform = await FakeQQ.StartAsync();
        var signer = new QQSigner(platform.AppSecret);

        var webhooks = new QQWebhook[100];
        Parallel.For(0, webhooks.Length, i => _ = (webhooks[i] = platform.Ask(new() { Text = i.ToString(CultureInfo.InvariantCulture) })).Signature);

        Assert.All(webhooks, webhook => Assert.Equal(signer.Sign(webhook.Timestamp, webhook.Body), webhook.Signature));
        Assert.Equal(100, webhooks.Select(webhook => webhook.MsgId).Distinct().Count());
    }
}
