using System.Globalization;
using System.Text;
using BotHost.Simulator;

namespace BotHost.Bench.Load;

/// <summary>The long answers under which growth is measured: plain words that no platform writes in another way, with a beginning and an end that can be told apart.</summary>
internal static class GrowingText
{
    private const int Sentences = 30;

    /// <summary>What the model says to the question of that number.</summary>
    public static string Of(int message)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"q{message} 的回答从这里开始。");
        for (var number = 1; number <= Sentences; number++)
            text.Append(CultureInfo.InvariantCulture, $"第{number}点，先看上周留下的问题，再定这周由谁来做、做到哪一步。");
        return text.Append(CultureInfo.InvariantCulture, $"q{message} 的回答到这里结束。").ToString();
    }

    /// <summary>The model's part: it answers whichever question it is asked.</summary>
    public static FakeAnswer Answer(ChatRequest request)
    {
        return Questions.NumberIn(request.LastUserText) is { } message ? Of(message) : "这不是测量里的问题。";
    }
}
