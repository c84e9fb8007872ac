namespace BotHost.Simulator;

/// <summary>An answer to one of WeCom's calls that WeCom could do nothing with.</summary>
/// <param name="rule">The rule that a correct client would have kept.</param>
/// <param name="detail">What was wrong with it.</param>
internal sealed class WeComBadAnswerException(string rule, string detail) : Exception(detail)
{
    public string Rule { get; } = rule;
}
