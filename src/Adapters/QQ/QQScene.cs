using BotHost.Conversation.Messages;

namespace BotHost.Adapters.QQ;

/// <summary>The four kinds of chat, each with addresses and rules of its own. The names are stored.</summary>
internal enum QQScene
{
    /// <summary>One to one (单聊, C2C).</summary>
    Private,
    Group,

    /// <summary>A text channel of a guild (频道).</summary>
    Channel,

    /// <summary>A direct message between members of a guild (频道私信).</summary>
    ChannelPrivate,
}

/// <summary>How long and how often one message may be answered. Source: 消息收发概述, the update of 2026-01-10.</summary>
internal static class QQScenes
{
    /// <summary>Answers to events; no page gives a time, others in the field found half an hour.</summary>
    private static readonly TimeSpan EventWindow = TimeSpan.FromMinutes(25);

    /// <summary>
    /// The platform's window less a margin: it counts from its own clock, and the call takes time. 60 minutes in private, 5 elsewhere.
    /// </summary>
    public static TimeSpan Window(this QQScene scene, bool isEvent)
    {
        if (isEvent)
            return EventWindow;
        return scene == QQScene.Private ? TimeSpan.FromMinutes(55) : TimeSpan.FromSeconds(270);
    }

    /// <summary>The answers that one message may get. Nothing is said of channels: their limit is taken for that of groups.</summary>
    public static int Replies(this QQScene scene) => scene == QQScene.Private ? 4 : 5;

    public static ChatKind Kind(this QQScene scene) => scene is QQScene.Private or QQScene.ChannelPrivate ? ChatKind.Private : ChatKind.Group;

    /// <summary>Channels know neither a type, nor a sequence, nor free markdown.</summary>
    public static bool IsChannel(this QQScene scene) => scene is QQScene.Channel or QQScene.ChannelPrivate;
}
