namespace BotHost.Simulator;

/// <summary>What a person can send, as segments: <c>text</c>, <c>image</c>, <c>record</c>, <c>file</c>, <c>face</c>.</summary>
public enum OneBotMessageKind
{
    Text,
    Picture,
    Voice,
    File,
    Face,

    /// <summary>A segment of a type that the standard does not know.</summary>
    Unknown,
}
