using System.Text.Json.Nodes;
using BotHost.Adapters.WeComAiBot;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.WeComAiBot;

public sealed class WeComAiBotMentionsTests
{
    private static readonly JsonArray _cases =
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "wecom.json")))!["mention_stripping"]!.AsArray();

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, _cases.Count)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_recorded_texts_are_what_was_recorded(int index)
    {
        var given = _cases[index]!;
        using var bot = new WeComAiBotBot(WeComAiBotWebhooks.Options with { Name = (string?)given["bot_name"] ?? "" });
        var kind = (string)given["chattype"]! == "group" ? ChatKind.Group : ChatKind.Private;

        var parts = bot.Receive(WeComAiBotWebhooks.Text((string)given["content"]!, kind)).Accepted().Parts;

        Assert.Equal((string)given["expected_text"]!, MessageText.Of(parts));
    }

    [Theory]
    [InlineData("@RobotA\u2005问", "问")]
    [InlineData("@RobotA\u3000问", "问")]
    [InlineData("@RobotA\u00A0问", "问")]
    [InlineData("@RobotA\u200B问", "问")]
    [InlineData("\u200B@RobotA 问", "问")]
    [InlineData("@RobotA", "")]
    [InlineData("@robota 问", "@robota 问")]
    [InlineData("@@RobotA 问", "@ 问")]
    [InlineData("", "")]
    public void Any_blank_may_follow_and_the_name_is_exact(string text, string expected) => Assert.Equal(expected, new WeComAiBotMentions("RobotA").Without(text, isFirst: true));

    [Theory]
    [InlineData("@机器人 问", true, "问")]
    [InlineData("@机器人", true, "")]
    [InlineData("@机器人 问", false, "@机器人 问")]
    [InlineData("问 @机器人", true, "问 @机器人")]
    public void Without_a_name_only_the_very_beginning_can_be_the_mention(string text, bool isFirst, string expected) =>
        Assert.Equal(expected, new WeComAiBotMentions("").Without(text, isFirst));
}
