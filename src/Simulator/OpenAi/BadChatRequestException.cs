namespace BotHost.Simulator;

/// <summary>A body that is none that the real one takes.</summary>
internal sealed class BadChatRequestException(string message, string code = "invalid_request") : Exception(message)
{
    /// <summary>What the answer gives as the error's code.</summary>
    public string Code => code;
}
