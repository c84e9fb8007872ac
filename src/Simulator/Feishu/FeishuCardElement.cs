namespace BotHost.Simulator;

/// <summary>A part of a card that has words, or at least a name.</summary>
/// <param name="Id">Empty where it has none.</param>
/// <param name="Tag">Such as <c>markdown</c>.</param>
/// <param name="Text">Its words; null where it is not a text.</param>
internal sealed record FeishuCardElement(string Id, string Tag, string? Text);
