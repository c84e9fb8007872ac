namespace BotHost.Simulator;

/// <summary>A call that the peer does not carry out, and why.</summary>
/// <param name="status">The HTTP status: 200 for what only an action can find wrong.</param>
/// <param name="rule">What a correct client would have kept.</param>
/// <param name="detail">What was wrong with it.</param>
internal sealed class OneBotRefusedException(int status, string rule, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    public string Rule { get; } = rule;

    /// <summary>1400 and so on where HTTP says it too; else what NapCat says to nearly everything.</summary>
    public int Retcode => Status == 200 ? 1200 : 1000 + Status;
}
