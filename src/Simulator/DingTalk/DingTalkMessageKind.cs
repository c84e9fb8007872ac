namespace BotHost.Simulator;

/// <summary>What a person can send to a robot. In groups DingTalk passes on text, rich text and pictures only.</summary>
public enum DingTalkMessageKind
{
    Text,
    RichText,
    Picture,

    /// <summary>With what DingTalk's speech recognition made of it: the question's text.</summary>
    Audio,

    Video,
    File,

    /// <summary><c>unknownMsgType</c>: what robots get for everything they cannot receive.</summary>
    Unknown,
}
