using System.Globalization;
using System.Text.Json;
using BotHost.Adapters.Json;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.QQ;

/// <summary>Translates one event. Sources: the pages of the events under 事件 (bot.q.qq.com/wiki), 频道消息事件.</summary>
internal sealed class QQEvents(QQOptions options, TimeProvider time)
{
    /// <summary>What became of an event.</summary>
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        public sealed record Message(IncomingMessage Value) : Outcome;

        /// <summary>Genuine and not for us.</summary>
        public sealed record Nothing(string Reason) : Outcome;

        /// <summary>A message that cannot be stored, compared or answered.</summary>
        public sealed record Unusable(string Flaw) : Outcome;
    }

    public Outcome Read(QQEnvelope envelope)
    {
        var data = envelope.D;
        return envelope.T switch
        {
            "C2C_MESSAGE_CREATE" => Said(envelope, QQScene.Private, First(data.Child("author"), ["user_openid", "id"])),
            "GROUP_AT_MESSAGE_CREATE" => Said(envelope, QQScene.Group, Group(data)),
            "GROUP_MESSAGE_CREATE" => data.Items("mentions").Any(QQParts.IsYou)
                ? Said(envelope, QQScene.Group, Group(data))
                : new Outcome.Nothing("a group message that does not address the bot"),
            "AT_MESSAGE_CREATE" => Said(envelope, QQScene.Channel, data.Text("channel_id")),
            "DIRECT_MESSAGE_CREATE" => Said(envelope, QQScene.ChannelPrivate, data.Text("guild_id")),
            "FRIEND_ADD" or "C2C_MSG_RECEIVE" => Happened(envelope, QQScene.Private, data.Text("openid"), data.Text("openid")),
            "GROUP_ADD_ROBOT" => Happened(envelope, QQScene.Group, Group(data), data.Text("op_member_openid")),
            "INTERACTION_CREATE" => Pressed(envelope),
            // MESSAGE_CREATE brings every message of a private guild; those that mention the bot come as AT_MESSAGE_CREATE as well.
            "MESSAGE_CREATE" => new Outcome.Nothing("a channel message; AT_MESSAGE_CREATE brings those that address the bot"),
            _ => new Outcome.Nothing("an event that asks for no answer"),
        };
    }

    /// <summary>A person said something.</summary>
    private Outcome Said(QQEnvelope envelope, QQScene scene, string target)
    {
        var data = envelope.D;
        var author = data.Child("author");
        if (author.Flag("bot"))
            return new Outcome.Nothing("written by a bot");
        var sender = First(author, scene switch
        {
            QQScene.Private => ["user_openid", "id"],
            QQScene.Group => ["member_openid", "id"],
            _ => ["id"],
        });
        var id = data.Text("id");
        if (!IsId(id))
            return new Outcome.Unusable("d.id is missing or no id");
        if (!IsId(target))
            return new Outcome.Unusable("the chat is missing or no id");
        if (!IsId(sender))
            return new Outcome.Unusable("the sender is missing or no id");

        var quote = QQParts.Ext(data, "msg_idx");
        var received = time.GetUtcNow();
        var address = new QQReplyAddress
        {
            Scene = scene,
            Target = target,
            MessageId = id,
            Quote = !scene.IsChannel() && IsId(quote) ? quote : null,
            Asker = scene == QQScene.Channel ? sender : null,
            ReceivedAt = received.ToUnixTimeMilliseconds(),
        };
        var nick = data.Child("member").Text("nick");
        return new Outcome.Message(Message(address, id, sender, received) with
        {
            Sender = new Sender { Id = sender, DisplayName = Untrusted.Name(nick.Length > 0 ? nick : author.Text("username")) },
            Parts = QQParts.Read(data, scene, options.BaseUrl),
            SentAt = Moment(data.Text("timestamp")) ?? received,
        });
    }

    /// <summary>A person met the bot: it may introduce itself.</summary>
    private Outcome Happened(QQEnvelope envelope, QQScene scene, string target, string sender)
    {
        if (!IsId(envelope.Id))
            return new Outcome.Nothing("an event without an id, which cannot be answered");
        if (!IsId(target))
            return new Outcome.Unusable("the chat is missing or no id");
        var received = time.GetUtcNow();
        var address = new QQReplyAddress { Scene = scene, Target = target, EventId = envelope.Id, ReceivedAt = received.ToUnixTimeMilliseconds() };
        return new Outcome.Message(Message(address, envelope.Id, IsId(sender) ? sender : target, received) with
        {
            Kind = MessageKind.Event,
            SentAt = Moment(envelope.D.Text("timestamp")) ?? received,
        });
    }

    /// <summary>A button, or the menu of a private chat: a command that came as such.</summary>
    private Outcome Pressed(QQEnvelope envelope)
    {
        var data = envelope.D;
        if (data.Text("type") is not ("11" or "12"))
            return new Outcome.Nothing("an interaction that asks for no answer");
        var resolved = data.Child("data").Child("resolved");
        // Either of the two names the kind of chat, and either may be missing.
        var (scene, target, sender) = (data.Text("chat_type"), data.Text("scene")) switch
        {
            ("2", _) or ("", "c2c") => (QQScene.Private, data.Text("user_openid"), data.Text("user_openid")),
            ("1", _) or ("", "group") => (QQScene.Group, Group(data), data.Text("group_member_openid")),
            _ => (QQScene.Channel, data.Text("channel_id"), resolved.Text("user_id")),
        };
        var interaction = data.Text("id");
        if (!IsId(interaction) || !IsId(envelope.Id))
            return new Outcome.Nothing("an interaction without an id, which cannot be answered");
        if (!IsId(target) || !IsId(sender))
            return new Outcome.Unusable("the chat or the sender is missing or no id");

        var command = Untrusted.Text(resolved.Text("button_data")).Trim();
        var received = time.GetUtcNow();
        var address = new QQReplyAddress
        {
            Scene = scene,
            Target = target,
            EventId = envelope.Id,
            Interaction = interaction,
            Asker = scene == QQScene.Channel ? sender : null,
            ReceivedAt = received.ToUnixTimeMilliseconds(),
        };
        return new Outcome.Message(Message(address, interaction, sender, received) with
        {
            Kind = MessageKind.Command,
            Parts = command.Length > 0 ? [new TextPart(command)] : [],
            SentAt = Moment(data.Text("timestamp")) ?? received,
        });
    }

    private IncomingMessage Message(QQReplyAddress address, string dedupKey, string sender, DateTimeOffset received) => new()
    {
        Bot = options.Bot,
        DedupKey = dedupKey,
        Chat = new Chat { Kind = address.Scene.Kind(), Id = address.Target },
        Sender = new Sender { Id = sender },
        Parts = [],
        SentAt = received,
        ExpiresAt = address.Until,
        ReplyAddress = address.ToJson(),
    };

    private static string Group(JsonElement data) => First(data, ["group_openid", "group_id"]);

    private static string First(JsonElement element, string[] names) => names.Select(name => element.Text(name)).FirstOrDefault(text => text.Length > 0) ?? "";

    /// <summary>Ids become part of a path, and in a path dots alone mean another one.</summary>
    private static bool IsId(string id) => Untrusted.IsId(id) && id.AsSpan().ContainsAnyExcept('.');

    /// <summary>RFC 3339, or Unix seconds; null for anything else: an old server wrote times of its own kind.</summary>
    private static DateTimeOffset? Moment(string timestamp)
    {
        if (long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
        return DateTimeOffset.TryParse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
    }
}
