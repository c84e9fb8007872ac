using BotHost.Conversation.Bots;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Tests.Turns;

/// <summary>Turns as the inbox would claim them.</summary>
internal static class TurnOf
{
    public static Turn Text(string text, BotProfile? bot = null, ChatKind chat = ChatKind.Private) => Parts([new TextPart(text)], bot, chat);

    public static Turn Parts(IReadOnlyList<Part> parts, BotProfile? bot = null, ChatKind chat = ChatKind.Private, int tries = 0) => new(
        new Claim
        {
            MessageId = 42,
            ConversationId = 7,
            Attempt = 1,
            ContextNo = 1,
            Bot = "bot",
            ReceivedAt = DateTimeOffset.UnixEpoch,
            Tries = tries,
            MessageJson = "",
        },
        new IncomingMessage
        {
            Bot = "bot",
            DedupKey = "m1",
            Chat = new Chat { Kind = chat, Id = "chat" },
            Sender = new Sender { Id = "staff-1", DisplayName = "王小明" },
            Parts = parts,
            SentAt = DateTimeOffset.UnixEpoch,
            ReplyAddress = "",
        },
        bot ?? new BotProfile { Name = "bot" });
}
