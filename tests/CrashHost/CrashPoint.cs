namespace BotHost.CrashHost;

/// <summary>Where the process may be told to die: each is one side of something that is written down or sent.</summary>
internal enum CrashPoint
{
    /// <summary>A verified message is about to be stored.</summary>
    BeforeMessageStored,

    /// <summary>It is on disk; the platform was not told yet.</summary>
    AfterMessageStored,

    /// <summary>The model has answered, and nobody has written it down.</summary>
    BeforeReplyStored,

    /// <summary>The answer is on disk, and nothing of it is sent.</summary>
    AfterReplyStored,

    /// <summary>The platform took a part, and nobody has written it down: the window in which a kill makes a repeat.</summary>
    AfterPartSent,

    /// <summary>A part that others follow is closed, and the next is about to be sent.</summary>
    AfterPartClosed,

    /// <summary>The message is closed.</summary>
    AfterMessageClosed,
}
