namespace BotHost.Simulator;

/// <summary>What a person can send to a bot.</summary>
/// <remarks>Source: "接收消息内容".</remarks>
public enum FeishuMessageKind
{
    Text,

    /// <summary>A formatted text with a picture in it.</summary>
    Post,

    Image,
    File,
    Folder,
    Audio,

    /// <summary>A video.</summary>
    Media,

    Sticker,

    /// <summary>Somebody's card, of which a bot is only given the words.</summary>
    Interactive,

    MergeForward,
    ShareChat,
    ShareUser,
    Location,

    /// <summary>One that nobody has met yet.</summary>
    Unknown,
}
