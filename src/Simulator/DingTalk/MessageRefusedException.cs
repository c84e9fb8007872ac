namespace BotHost.Simulator;

/// <summary>A message that cannot be shown, and why.</summary>
internal sealed class MessageRefusedException(string code, string detail) : Exception(detail)
{
    public string Code { get; } = code;
}
