using BotHost.Conversation.Audit;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Telemetry;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Access;

/// <summary>
/// Who may talk to a bot, where, and how fast. Asked before a command is obeyed or a model is asked. Who is refused is told so, kindly and
/// not again and again: a flood of messages must not become a flood of refusals. What was told is remembered in this process only.
/// </summary>
internal sealed class Entrance(EngineMetrics metrics, TimeProvider time)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly Pace _messages = new(time);
    private readonly Pace _told = new(time);

    /// <returns>Null if it is let in; nothing is looked up and nothing remembered for a bot whose administrator limits nothing.</returns>
    public Refusal? Refuse(Turn turn)
    {
        var bot = turn.Bot;
        var sender = turn.Message.Sender.Id;
        var phrases = Phrases.In(bot.Language);
        if (bot.DenyUsers.Count > 0 && bot.DenyUsers.Contains(sender))
        {
            return Refuse(turn, "person", "The person is on the deny list.", $"{bot.Name}|{sender}", Minute, phrases.PersonNotAllowed);
        }

        if (bot.AllowUsers.Count > 0 && !bot.AllowUsers.Contains(sender) && !bot.Admins.Contains(sender))
        {
            return Refuse(turn, "person", "The person is not on the allow list.", $"{bot.Name}|{sender}", Minute, phrases.PersonNotAllowed);
        }

        if (bot.AllowChats.Count > 0 && turn.Message.Chat is { Kind: ChatKind.Group, Id: var chat } && !bot.AllowChats.Contains(chat))
        {
            return Refuse(turn, "chat", "The group is not on the list of chats.", $"{bot.Name}|group|{chat}", Day, phrases.ChatNotAllowed);
        }

        return bot.Limits.MessagesPerMinute > 0 && IsTooFast(turn)
            ? Refuse(turn, "rate", "The person sent too many messages in a minute.", $"{bot.Name}|fast|{sender}", Minute, phrases.TooFast(bot.Limits.MessagesPerMinute))
            : null;
    }

    /// <summary>
    /// By the moment at which a message came, not that of its turn: who waited in a line was not fast. An attempt after the first counts no
    /// more, and what acts at once, such as a stop, never does.
    /// </summary>
    private bool IsTooFast(Turn turn) =>
        turn is { Claim.Tries: 0, Message: { Kind: not MessageKind.Event, Lane: Lane.InOrder } }
        && !_messages.TryPass($"{turn.Bot.Name}|{turn.Message.Sender.Id}", turn.Claim.ReceivedAt, Minute / turn.Bot.Limits.MessagesPerMinute, Minute);

    private Refusal Refuse(Turn turn, string why, string reason, string key, TimeSpan again, string words)
    {
        metrics.Refused(turn.Claim.Bot, why);
        // An attempt that was to tell it and was cut off is made again.
        if (turn.Claim.Tries == 0 && !_told.TryPass(key, time.GetUtcNow(), again, again))
        {
            return new Refusal(reason, Told: null);
        }

        return new Refusal(reason, new Answer
        {
            Kind = ReplyKind.Notice,
            Text = words,
            Writes = why == "rate" ? [] : [SqlAudit.With(new AuditEntry(turn.Bot.Name, turn.Message.Sender.Id, "refused", $"{why}, message {turn.Reference}"))],
        });
    }
}
