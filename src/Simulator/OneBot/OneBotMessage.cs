namespace BotHost.Simulator;

/// <summary>A message as its reader sees it.</summary>
/// <param name="MsgType"><c>text</c>, or the type of the one other segment that is not a mention or a quote.</param>
/// <param name="Text">What is read, without mentions and quotes.</param>
/// <param name="AtUserIds">Those who are mentioned, as the simulation knows them.</param>
/// <param name="AsString">The whole of it as a CQ string.</param>
internal sealed record OneBotMessage(string MsgType, string Text, IReadOnlyList<string> AtUserIds, string AsString)
{
    /// <summary>As its bytes were sent; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Picture { get; init; }
}
