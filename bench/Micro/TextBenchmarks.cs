using BenchmarkDotNet.Attributes;
using BotHost.Conversation.Text;

namespace BotHost.Bench.Micro;

/// <summary>What every answer costs before it is sent: cutting it to the platform's size, and counting it for the context.</summary>
public class TextBenchmarks
{
    // DingTalk's part: the sender's own limits.
    private const int MaxPartBytes = 9_000;
    private const int MaxPartCharacters = 3_000;

    private string _short = "";
    private string _long = "";
    private string _line = "";

    [GlobalSetup]
    public void SetUp()
    {
        _short = Section(1);
        _long = string.Concat(Enumerable.Range(1, 100).Select(Section));
        _line = new string('长', 350_000);       // a megabyte without a single place to cut at
    }

    [Benchmark]
    public int SplitShortAnswer() => AnswerSplitter.Split(_short, MaxPartBytes, MaxPartCharacters).Count;

    [Benchmark]
    public int SplitLongAnswer() => AnswerSplitter.Split(_long, MaxPartBytes, MaxPartCharacters).Count;

    [Benchmark]
    public int SplitOneMegabyteLine() => AnswerSplitter.Split(_line, MaxPartBytes, MaxPartCharacters).Count;

    [Benchmark]
    public int EstimateShortAnswer() => TokenEstimator.O200k.Estimate(_short);

    [Benchmark]
    public int EstimateLongAnswer() => TokenEstimator.O200k.Estimate(_long);

    private static string Section(int number)
    {
        return $"""
            ## 第{number}节：会议安排

            今天下午三点的项目例会改到 B 座 1203 会议室。请提前准备：上周的进度、风险清单，以及需要协调的资源。Please bring the *draft budget*, too.

            - 负责人：王小明
            - 时间：15:00–16:30

            ```csharp
            var room = await calendar.FindRoomAsync("B-1203", cancellationToken);
            ```


            """;
    }
}
