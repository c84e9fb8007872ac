namespace BotHost.Simulator;

/// <summary>A body that is no chat request.</summary>
internal sealed class BadChatRequestException(string message) : Exception(message);
