namespace BotHost.Simulator;

/// <summary>A message of an app as its reader sees it.</summary>
/// <param name="MsgType"><c>text</c> or <c>markdown</c>.</param>
/// <param name="Text">As much as is shown of it.</param>
/// <param name="Receivers">As they stand in the call.</param>
internal sealed record WeComMessage(string MsgType, string Text, IReadOnlyList<string> Receivers)
{
    /// <summary>Zero: the same message may come as often as it likes.</summary>
    public TimeSpan DuplicateInterval { get; init; }
}
