namespace BotHost.Simulator;

/// <summary>A call that WeCom does not carry out, and why.</summary>
/// <param name="code">A number of the page "全局错误码" (https://developer.work.weixin.qq.com/document/path/90313).</param>
/// <param name="detail">What was wrong with it.</param>
/// <param name="violation">The rule that a correct client would have kept; null where a correct client can meet this too.</param>
internal sealed class WeComRefusedException(int code, string detail, string? violation) : Exception(detail)
{
    public int Code { get; } = code;

    public string? Violation { get; } = violation;
}
