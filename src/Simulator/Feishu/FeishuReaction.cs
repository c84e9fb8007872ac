namespace BotHost.Simulator;

/// <summary>A sign that the bot put on a message and has not taken away.</summary>
public sealed record FeishuReaction(string Id, string MessageId, string EmojiType);
