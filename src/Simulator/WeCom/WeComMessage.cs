namespace BotHost.Simulator;

/// <summary>A message of an app as its reader sees it.</summary>
/// <param name="MsgType"><c>text</c>, <c>markdown</c> or <c>image</c>.</param>
/// <param name="Text">As much as is shown of it.</param>
/// <param name="Receivers">As they stand in the call.</param>
internal sealed record WeComMessage(string MsgType, string Text, IReadOnlyList<string> Receivers)
{
    /// <summary>Of a picture; empty otherwise.</summary>
    public string MediaId { get; init; } = "";

    public ReadOnlyMemory<byte> Picture { get; init; }

    /// <summary>Zero: the same message may come as often as it likes.</summary>
    public TimeSpan DuplicateInterval { get; init; }
}
