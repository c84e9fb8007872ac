namespace BotHost.Tests.Vectors;

/// <summary>A DingTalk bot for every recorded request, each with the secret of its request.</summary>
public sealed class DingTalkVectorHost : VectorHost
{
    private const string AppKey = "dingtestappkey0001";

    /// <summary>For the test that looks at the acknowledgement alone. No test shares a robot: a message is new to a robot once.</summary>
    public const string SilentRobot = "silent-robot";

    /// <summary>Both in the group of the recorded message.</summary>
    public static IReadOnlyList<string> TwoRobots { get; } = ["one-robot", "other-robot"];

    internal override RecordedDialect Dialect => RecordedDingTalk.Dialect;

    protected override DateTimeOffset Now => DingTalkVectors.Now;

    protected override void Configure(Dictionary<string, string> settings)
    {
        foreach (var (key, value) in RecordedDingTalk.Settings)
        {
            settings[key] = value;
        }

        foreach (var entry in DingTalkVectors.File.Selected.Where(entry => entry.Json.ContainsKey("secret")))
        {
            Add(settings, entry.Bot, entry.Secret());
        }

        var recorded = DingTalkVectors.File.Find("valid", "private-text-chinese");
        Add(settings, DingTalkVectors.File.Find("duplicate_delivery", "duplicate_delivery").Bot, recorded.Secret());
        foreach (var robot in TwoRobots.Append(SilentRobot))
        {
            Add(settings, robot, recorded.Secret());
        }
    }

    private void Add(Dictionary<string, string> settings, string bot, string secret) =>
        Add(settings, bot, ("AppKey", AppKey), ("AppSecret", secret), ("RobotNames", "测试助手"));
}
