using System.Globalization;
using System.Runtime.CompilerServices;

namespace BotHost.Conversation.Llm;

/// <summary>
/// The built-in model of a host without a key: proves that the platform's side works, and says what is still to be set.
/// </summary>
internal sealed class OfflineLlmClient : ILlmClient
{
    /// <summary>Graphemes of the question that are repeated: enough to recognise it.</summary>
    private const int MaxQuestion = 500;

    public async IAsyncEnumerable<LlmEvent> StreamAsync(LlmRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var question = Question(request);
        foreach (var piece in question.Any(IsCjk) ? Chinese(question) : English(question))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new LlmEvent.Text(piece);
        }

        await Task.CompletedTask;
        yield return new LlmEvent.Finished("stop");
    }

    private static IEnumerable<string> Chinese(string question) =>
    [
        "连接正常，机器人已经收到你的消息。",
        "目前还没有配置大模型：请管理员设置环境变量 OPENAI_API_KEY 和 OPENAI_MODEL，然后重新启动。",
        .. question.Length > 0 ? [$"\n\n你的问题是：{question}"] : Array.Empty<string>(),
    ];

    private static IEnumerable<string> English(string question) =>
    [
        "The connection works: the bot received your message. ",
        "No model is configured yet: the administrator sets OPENAI_API_KEY and OPENAI_MODEL in the environment and restarts the host.",
        .. question.Length > 0 ? [$"\n\nYour question was: {question}"] : Array.Empty<string>(),
    ];

    private static string Question(LlmRequest request)
    {
        var last = request.Messages.LastOrDefault(message => message.Role == LlmRole.User);
        var text = string.Concat(last?.Content.OfType<LlmContent.Text>().Select(part => part.Value) ?? []).Trim();
        var graphemes = new StringInfo(text);
        return graphemes.LengthInTextElements <= MaxQuestion ? text : graphemes.SubstringByTextElements(0, MaxQuestion) + "…";
    }

    /// <summary>Han with its punctuation, kana and full-width forms: who writes them reads Chinese sooner than English.</summary>
    private static bool IsCjk(char c) => c is (>= '\u3000' and <= '\u9fff') or (>= '\uf900' and <= '\ufaff') or (>= '\uff00' and <= '\uffef');
}
