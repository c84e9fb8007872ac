using BotHost.Conversation.Commands;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Tests.Turns;

namespace BotHost.Conversation.Tests.Commands;

public sealed class ControlWordsTests
{
    [Theory]
    [InlineData("/stop")]
    [InlineData(" STOP\n")]
    [InlineData("停止")]
    [InlineData("/停止")]
    [InlineData("/status")]
    [InlineData("/状态")]
    public void Do_not_wait_their_turn(string text) => Assert.True(ControlWords.Are(TurnOf.Text(text).Message));

    [Theory]
    [InlineData("stop it")]
    [InlineData("/stop now")]
    [InlineData("状态")]
    [InlineData("/retry")]
    [InlineData("new")]
    [InlineData("")]
    public void All_others_do(string text) => Assert.False(ControlWords.Are(TurnOf.Text(text).Message));

    [Fact]
    public void They_are_heard_in_a_voice_message_and_under_a_quote()
    {
        Assert.True(ControlWords.Are(TurnOf.Parts([new AttachmentPart { Kind = AttachmentKind.Audio, Reference = "r", Transcript = "停止" }]).Message));
        Assert.True(ControlWords.Are(TurnOf.Parts([new QuotePart("q", "text", "an answer"), new TextPart("/stop")]).Message));
        Assert.False(ControlWords.Are(TurnOf.Parts([new QuotePart("q", "text", "/stop"), new TextPart("why?")]).Message));
    }

    [Fact]
    public void An_event_is_no_word() => Assert.False(ControlWords.Are(TurnOf.Text("/stop").Message with { Kind = MessageKind.Event }));
}
