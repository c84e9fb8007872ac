namespace BotHost.Simulator;

/// <summary>A call that QQ does not carry out, and why.</summary>
/// <param name="code">A number of the wiki's page "错误与调试".</param>
/// <param name="detail">What was wrong with it.</param>
/// <param name="violation">The rule that a correct client would have kept; null where a correct client can meet this too.</param>
internal sealed class QQRefusedException(int code, string detail, string? violation) : Exception(detail)
{
    public int Code { get; } = code;

    public string? Violation { get; } = violation;
}
