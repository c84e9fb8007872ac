using System.Text.RegularExpressions;
using BotHost.Simulator;

namespace BotHost.Tests.Models;

/// <summary>
/// A model with a small window and its own way of counting: so many tokens to a character, which is not what the host estimates. It refuses what
/// is longer. Asked for a summary it names the person and says no more.
/// </summary>
internal sealed partial class CountingModel(int window, double tokensPerCharacter)
{
    /// <summary>The fold of a conversation is asked for by an instruction of the system, which the bot under test has none of.</summary>
    private const string FoldRequest = "整理成一份摘要";

    private int _refused;
    private int _summaries;

    /// <summary>What becomes of a wish for a summary; null: it is made.</summary>
    public FakeAnswer? Summary { get; set; }

    public int Refused => Volatile.Read(ref _refused);

    /// <summary>How often a summary was wished for.</summary>
    public int Summaries => Volatile.Read(ref _summaries);

    public static bool IsFold(ChatRequest request) => request.Messages[0] is { Role: "system", Text: var text } && text.Contains(FoldRequest, StringComparison.Ordinal);

    /// <summary>Question and answer, as it counts.</summary>
    public int Count(string text) => (int)(text.Length * tokensPerCharacter);

    /// <summary>A long answer that says which question it answers.</summary>
    public static string AnswerTo(string question) => $"answer to {question.Split(':')[0]}: {string.Concat(Enumerable.Repeat("with many words that say little ", 12)).Trim()}";

    public FakeAnswer Answer(ChatRequest request)
    {
        var tokens = request.Messages.Sum(message => Count(message.Text) + 4);
        if (IsFold(request))
        {
            Interlocked.Increment(ref _summaries);
            if (Summary is { } instead)
            {
                return instead;
            }
        }

        if (tokens > window)
        {
            Interlocked.Increment(ref _refused);
            return new FakeAnswer("") { Fault = ModelFault.ContextLongerThan(window, tokens) };
        }

        return new FakeAnswer(IsFold(request) ? Name().Match(request.LastUserText) is { Success: true, Value: var name } ? name : "nothing" : AnswerTo(request.LastUserText)) { PromptTokens = tokens };
    }

    [GeneratedRegex("my name is [A-Z][a-z]+ [A-Z][a-z]+")]
    private static partial Regex Name();
}
