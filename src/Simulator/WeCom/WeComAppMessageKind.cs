namespace BotHost.Simulator;

/// <summary>The kinds of messages that an app is given: "消息格式" (https://developer.work.weixin.qq.com/document/path/90239).</summary>
public enum WeComAppMessageKind
{
    Text,
    Image,

    /// <summary>Without its words: WeCom recognises none for apps.</summary>
    Voice,
    Video,
    Location,
    Link,

    /// <summary>Not in the page; seen by others.</summary>
    File,

    /// <summary>One that no page knows yet.</summary>
    Unknown,
}
