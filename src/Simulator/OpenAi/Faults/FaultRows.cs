namespace BotHost.Simulator;

/// <summary>What the rows of the fault table are made of: the words that people must be told, and the usual ways to end.</summary>
internal static class FaultRows
{
    /// <summary>An outage is outlived for a minute: how many calls fit into that depends on chance.</summary>
    private const int LeastOfAnOutage = 6;

    private const int MostOfAnOutage = 20;

    public static Words BadKey { get; } = new("服务密钥无效", "service key", "invalid");

    public static Words NoAccess { get; } = new("没有访问权限", "no access");

    public static Words Region { get; } = new("当前网络区域无法使用该模型服务", "not available from this region");

    public static Words NoModel { get; } = new("模型不存在或已下线", "model", "unavailable");

    public static Words Address { get; } = new("服务地址配置有误", "misconfigured", "endpoint");

    public static Words Busy { get; } = new("请求繁忙", "busy");

    public static Words Quota { get; } = new("额度已用完，请联系管理员", "quota", "used up");

    public static Words TooLong { get; } = new("内容过长", "too long");

    public static Words BadRequest { get; } = new("请求无法处理", "request could not be processed");

    public static Words Image { get; } = new("图片无法识别", "the image could not be read");

    public static Words Filtered { get; } = new("内容触发安全策略，请换种说法", "blocked by the safety policy");

    public static Words Locked { get; } = new("上一条还在处理", "still working on the last one");

    public static Words Down { get; } = new("模型服务暂时不可用，请稍后再试", "temporarily unavailable");

    public static Words TimedOut { get; } = new("响应超时", "timed out");

    public static Words Interrupted { get; } = new("（回复中断，可发送“重试”）", "reply", "interrupted", "retry");

    public static Words Empty { get; } = new("模型没有返回内容", "no answer");

    public static Words Length { get; } = new("已达长度上限", "length limit", "reached");

    public static ModelFault Refusal(int status, string body) => ModelFault.Status(status, body);

    public static ModelFaultCase Answered(string name, int calls, ModelFault fault) => Case(name, FaultOutcome.Answered, Words.None, calls, fault);

    /// <summary>Refused for good, and told at once.</summary>
    public static ModelFaultCase Told(string name, Words words, int status, string body) => Told(name, words, Refusal(status, body));

    /// <summary>The same, however it is refused.</summary>
    public static ModelFaultCase Told(string name, Words words, ModelFault fault) => Case(name, FaultOutcome.Told, words, 1, fault) with { Forever = true };

    public static ModelFaultCase Outage(string name, Words words, ModelFault fault) =>
        Case(name, FaultOutcome.Told, words, LeastOfAnOutage, fault) with { Forever = true, MostCalls = MostOfAnOutage };

    public static ModelFaultCase Case(string name, FaultOutcome outcome, Words words, int calls, ModelFault fault) => new()
    {
        Name = name,
        Calls = [fault],
        Outcome = outcome,
        Chinese = words.Chinese,
        English = words.English,
        LeastCalls = calls,
        MostCalls = calls,
    };

    internal sealed record Words(string Chinese, params string[] English)
    {
        public static Words None { get; } = new("");
    }
}
