using BotHost.Adapters.Tests.WeCom;
using System.Text;
using System.Text.Json.Nodes;
using BotHost.Adapters.WeCom;
using BotHost.Adapters.WeComAiBot;
using BotHost.Conversation.Media;

namespace BotHost.Adapters.Tests.WeComAiBot;

/// <summary>Recorded answers, made by another tool with random bytes of their own.</summary>
public sealed class WeComAiBotVectorTests
{
    private static readonly JsonObject[] _replies =
    [
        .. JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "wecom.json")))!["passive_replies"]!.AsArray()
            .Select(reply => reply!.AsObject()).Where(reply => (string)reply["robot_kind"]! == "aibot"),
    ];

    public static TheoryData<string> Names => [.. _replies.Select(reply => (string)reply["id"]!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_recorded_answer_is_sealed_byte_for_byte(string name)
    {
        var reply = Find(name);
        var inputs = reply["inputs"]!;

        var body = WeComAiBotMessage.Seal(
            Encoding.UTF8.GetBytes((string)inputs["plaintext"]!),
            new WeComSecret((string)reply["token"]!, WeComKey.Parse((string)reply["encodingAESKey"]!)!),
            (string)inputs["nonce"]!,
            DateTimeOffset.FromUnixTimeSeconds((long)inputs["timestamp"]!),
            Encoding.ASCII.GetBytes((string)inputs["random16_ascii"]!));

        Assert.Equal((string)reply["response_body"]!, Encoding.UTF8.GetString(body));
    }

    [Theory]
    [InlineData("reply-aibot-stream-first", false, "正在思考…")]
    [InlineData("reply-aibot-stream-refresh", false, "正在思考…\n今天广州有雨")]
    public void A_frame_is_written_as_it_was_recorded(string name, bool finish, string content)
    {
        Assert.Equal((string)Find(name)["inputs"]!["plaintext"]!, Encoding.UTF8.GetString(WeComAiBotMessage.Stream("st-7f3a9c", finish, content)));
    }

    [Fact]
    public void A_last_frame_with_a_picture_is_written_as_it_was_recorded()
    {
        // The recorded text has its emoji as they are; ours may be escaped, which is the same JSON.
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse((string)Find("reply-aibot-stream-finish-image")["inputs"]!["plaintext"]!),
            JsonNode.Parse(WeComAiBotMessage.Stream("st-7f3a9c", finish: true, "今天广州有雨 🌧️", new StoredMedia("image/png", WeComMedia.Png)))));
    }

    [Fact]
    public void A_welcome_is_written_as_it_was_recorded()
    {
        Assert.Equal((string)Find("reply-aibot-welcome")["inputs"]!["plaintext"]!, Encoding.UTF8.GetString(WeComAiBotMessage.Welcome("你好，我是 RobotA")));
    }

    private static JsonObject Find(string name) => _replies.Single(reply => (string)reply["id"]! == name);
}
