namespace BotHost.Simulator;

/// <summary>The kinds of messages that an AI bot is given: "接收消息" (https://developer.work.weixin.qq.com/document/path/100719).</summary>
public enum WeComAiBotMessageKind
{
    Text,

    /// <summary>A picture alone, which comes only in private.</summary>
    Image,

    /// <summary>Words around a picture.</summary>
    Mixed,

    /// <summary>What was recognised, without the sound; only in private.</summary>
    Voice,

    /// <summary>Only in private.</summary>
    File,

    /// <summary>Only in private.</summary>
    Video,

    /// <summary>One that no page knows yet.</summary>
    Unknown,
}
