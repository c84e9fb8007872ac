using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Simulator.Tests.OneBot;

public sealed class QuestionTests
{
    private readonly ManualTimeProvider _clock = new(DateTimeOffset.FromUnixTimeSeconds(1_789_999_998));

    /// <summary>Both digests computed with OpenSSL over exactly these bytes.</summary>
    [Theory]
    [InlineData(
        """{"time":1789999998,"self_id":10001,"post_type":"message","message_type":"private","sub_type":"friend","message_id":100001,"user_id":20001,"message":[{"type":"text","data":{"text":"你好 😀"}}],"raw_message":"你好 😀","font":0,"sender":{"user_id":20001,"nickname":"张三","sex":"unknown","age":0}}""",
        "sha1=0b2c7023282790122ddb563bb976c2b91e9c4dd5")]
    [InlineData(
        """{"time":1789999998,"self_id":10001,"post_type":"meta_event","meta_event_type":"heartbeat","status":{"online":true,"good":true},"interval":30000}""",
        "sha1=40792d820fb76cd7e78e5aa05e31a1d334fea257")]
    public async Task The_signature_is_that_of_another_tool(string body, string signature)
    {
        await using var peer = await FakeOneBot.StartAsync(new() { Secret = "onebot-test-secret-密" });

        Assert.Equal(signature, peer.Post(Encoding.UTF8.GetBytes(body)).Signature);
    }

    [Fact]
    public async Task The_request_carries_the_body_its_account_and_its_signature()
    {
        await using var peer = await FakeOneBot.StartAsync();
        var webhook = peer.Ask(new() { Text = "你好" });

        using var request = webhook.ToRequest(new Uri("http://127.0.0.1:1/webhooks/onebot"));

        Assert.Equal("application/json", request.Content!.Headers.ContentType!.ToString());
        Assert.Equal(["10001"], request.Headers.GetValues("X-Self-ID"));
        Assert.Equal([webhook.Signature], request.Headers.GetValues("X-Signature"));
        Assert.Equal(webhook.Body, await request.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_private_question_is_as_the_standard_shows_it()
    {
        await using var peer = await FakeOneBot.StartAsync(new() { TimeProvider = _clock });

        var webhook = peer.Ask(new() { Text = "你好 😀", MessageId = "100001" });

        Assert.Equal(
            """{"time":1789999998,"self_id":10001,"post_type":"message","message_type":"private","sub_type":"friend","message_id":100001,"user_id":20001,"message":[{"type":"text","data":{"text":"你好 😀"}}],"raw_message":"你好 😀","font":0,"sender":{"user_id":20001,"nickname":"张三","sex":"unknown","age":0}}""",
            Encoding.UTF8.GetString(webhook.Body).Replace("\\uD83D\\uDE00", "😀", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_group_question_mentions_the_account_first()
    {
        await using var peer = await FakeOneBot.StartAsync();

        var said = JsonNode.Parse(peer.Ask(new() { Text = "讲个笑话", IsGroup = true, Card = "群名片" }).Body)!;

        Assert.Equal(("group", 30001, 20001), ((string?)said["message_type"], (int)said["group_id"]!, (int)said["user_id"]!));
        Assert.Equal("""[{"type":"at","data":{"qq":"10001"}},{"type":"text","data":{"text":" 讲个笑话"}}]""", said["message"]!.ToJsonString(Relaxed));
        Assert.Equal("[CQ:at,qq=10001] 讲个笑话", (string?)said["raw_message"]);
        Assert.Equal("群名片", (string?)said["sender"]!["card"]);
    }

    [Fact]
    public async Task In_the_other_format_the_message_is_a_string_of_codes()
    {
        await using var peer = await FakeOneBot.StartAsync(new() { Format = OneBotFormat.CqString });

        var said = JsonNode.Parse(peer.Ask(new() { Text = "a [b] &amp; c,d", IsGroup = true, ReplyTo = 99999 }).Body)!;

        Assert.Equal("[CQ:reply,id=99999][CQ:at,qq=10001] a &#91;b&#93; &amp;amp; c,d", (string?)said["message"]);
        Assert.Equal((string?)said["message"], (string?)said["raw_message"]);
    }

    [Theory]
    [InlineData(OneBotMessageKind.Picture, "image")]
    [InlineData(OneBotMessageKind.Voice, "record")]
    [InlineData(OneBotMessageKind.File, "file")]
    [InlineData(OneBotMessageKind.Face, "face")]
    [InlineData(OneBotMessageKind.Unknown, "hologram")]
    public async Task Each_kind_is_a_segment(OneBotMessageKind kind, string type)
    {
        await using var peer = await FakeOneBot.StartAsync();

        var said = JsonNode.Parse(peer.Ask(new() { Kind = kind }).Body)!;

        Assert.Equal(type, (string?)Assert.Single(said["message"]!.AsArray())!["type"]);
    }

    [Fact]
    public async Task Everybody_may_be_mentioned_without_the_account()
    {
        await using var peer = await FakeOneBot.StartAsync();

        var said = JsonNode.Parse(peer.Ask(new() { Text = "开会了", IsGroup = true, Mention = false, MentionAll = true }).Body)!;

        Assert.Equal("[CQ:at,qq=all] 开会了", (string?)said["raw_message"]);
    }

    [Fact]
    public async Task What_the_account_said_itself_and_its_heartbeat_are_no_messages_of_others()
    {
        await using var peer = await FakeOneBot.StartAsync();

        var own = JsonNode.Parse(peer.Ask(new() { Text = "x", FromSelf = true }).Body)!;
        var beat = JsonNode.Parse(peer.Beat().Body)!;

        Assert.Equal(("message_sent", 10001), ((string?)own["post_type"], (int)own["user_id"]!));
        Assert.Equal(("meta_event", "heartbeat"), ((string?)beat["post_type"], (string?)beat["meta_event_type"]));
    }

    [Fact]
    public async Task A_message_keeps_the_number_it_was_given_whatever_it_was_given_as()
    {
        await using var peer = await FakeOneBot.StartAsync();

        Assert.Equal(-2050000004, peer.Ask(new() { MessageId = "-2050000004" }).MessageId);
        Assert.Equal(peer.Ask(new() { MessageId = "msg-delivered-twice" }).MessageId, peer.Ask(new() { MessageId = "msg-delivered-twice" }).MessageId);
        Assert.NotEqual(peer.Ask(new()).MessageId, peer.Ask(new()).MessageId);
    }

    [Fact]
    public async Task A_forged_an_unsigned_and_a_changed_question_are_each_wrong_in_one_thing_only()
    {
        await using var peer = await FakeOneBot.StartAsync();
        var webhook = peer.Ask(new() { Text = "hi" });

        Assert.Equal(webhook.Body, webhook.Forged().Body);
        Assert.Matches("^sha1=[0-9a-f]{40}$", webhook.Forged().Signature);
        Assert.NotEqual(webhook.Signature, webhook.Forged().Signature);
        Assert.DoesNotContain("X-Signature", webhook.WithoutSignature().Headers.Keys);
        Assert.Equal(webhook.Signature, webhook.WithBody([1]).Signature);
    }

    [Fact]
    public async Task Without_a_secret_nothing_is_signed()
    {
        await using var peer = await FakeOneBot.StartAsync(new() { Secret = "" });

        Assert.DoesNotContain("X-Signature", peer.Ask(new()).Headers.Keys);
    }

    [Fact]
    public void Any_message_comes_back_out_of_its_string()
    {
        var words = ArbMap.Default.ArbFor<NonEmptyString>();

        Prop.ForAll(words, words, (text, value) =>
        {
            OneBotSegment[] message = [OneBotSegment.OfText(text.Get), OneBotSegment.Of("image", ("file", value.Get)), OneBotSegment.OfText(value.Get)];
            var back = CqCode.Read(CqCode.Write(message));
            return back.Count == 3 && message.Zip(back).All(pair => pair.First.Type == pair.Second.Type && pair.First.Data.Order().SequenceEqual(pair.Second.Data.Order()));
        }).QuickCheckThrowOnFailure();
    }

    private static System.Text.Json.JsonSerializerOptions Relaxed { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
