namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>What a number in a cell means, as far as its format tells.</summary>
internal enum NumberShape : byte
{
    Plain,
    Percent,
    Day,
    TimeOfDay,
    Moment,

    /// <summary>Hours that do not end at 24.</summary>
    Duration,
}
