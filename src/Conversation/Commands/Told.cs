using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Commands;

/// <summary>What commands answer in words alone.</summary>
internal static class Told
{
    /// <summary>What was asked for.</summary>
    public static Task<Answer> Answer(string text) => Task.FromResult(new Answer { Kind = ReplyKind.Answer, Text = text });

    /// <summary>Why it is not done.</summary>
    public static Task<Answer> Notice(string text) => Task.FromResult(new Answer { Kind = ReplyKind.Notice, Text = text });
}
