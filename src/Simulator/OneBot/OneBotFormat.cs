namespace BotHost.Simulator;

/// <summary>How <c>message</c> is written in events: <c>messagePostFormat</c> of NapCat, <c>post-format</c> of go-cqhttp.</summary>
public enum OneBotFormat
{
    /// <summary>NapCat's default.</summary>
    Array,

    /// <summary>go-cqhttp's default.</summary>
    CqString,
}
