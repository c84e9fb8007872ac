using BotHost.Conversation.Context;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Tests.Inbox;

internal static class Answers
{
    public static Answer Of(string text) => new() { Kind = ReplyKind.Answer, Text = text };

    /// <summary>An answer that is remembered; every entry counts one token.</summary>
    public static Answer Remembered(long messageId, string question, string answer) => Of(answer) with
    {
        Entries = [new ContextEntry(messageId, EntryKind.User, question, 1), new ContextEntry(messageId, EntryKind.Assistant, answer, 1)],
        Usage = new TurnUsage("m", 1, 1, Estimated: false),
    };
}
