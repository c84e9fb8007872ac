using static BotHost.Simulator.FaultRows;

namespace BotHost.Simulator;

/// <summary>The rows of the fault table that only Azure has, in its own words.</summary>
/// <remarks>Source: "Content filtering" and "Azure OpenAI REST API reference", https://learn.microsoft.com/azure/ai-foundry/openai/.</remarks>
internal static class AzureFaultCases
{
    private const string Prompt = """{"choices":[],"prompt_filter_results":[{"prompt_index":0,"content_filter_results":{}}]}""";

    private const string Verdict = """{"choices":[{"index":0,"delta":{},"finish_reason":"content_filter","content_filter_results":{"violence":{"filtered":true,"severity":"high"}}}]}""";

    public static IEnumerable<ModelFaultCase> All => Rows().Select(row => row with { Only = [FaultApi.Azure] });

    private static IEnumerable<ModelFaultCase> Rows()
    {
        yield return Told("Azure: key", BadKey, AzureFaults.BadKey);
        yield return Told("Azure: no such deployment", NoModel, AzureFaults.DeploymentNotFound);
        yield return Told("Azure: wrong path", Address, AzureFaults.WrongPath);
        yield return Told("Azure: the question filtered", Filtered, AzureFaults.ContentFilter) with { Forever = false, IsKept = false };
        yield return Answered("Azure: rate, to wait in both forms", 2, AzureFaults.RateLimited(TimeSpan.FromSeconds(2)));
        yield return Case("Azure: rate, longer than a person waits", FaultOutcome.Told, Busy, 1, AzureFaults.RateLimited(TimeSpan.FromMinutes(30)));
        yield return Told("Azure: the answer filtered before its first word", Filtered, Stream(Prompt, Verdict)) with { Forever = false, IsKept = false };
        yield return Told("Azure: the answer filtered after its first words", Filtered, Stream(Prompt, Words(""), Verdict)) with { Forever = false, IsKept = false };
        yield return Answered("Azure: filter results after the words, without any", 1, Stream(
            Prompt, Words(ModelFaultPlay.Answer[6..]), """{"choices":[{"index":0,"delta":{},"finish_reason":null,"content_filter_offsets":{"start_offset":0},"content_filter_results":{}}]}""",
            """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""")) with { IsKept = true };
    }

    private static string Words(string rest) => $$$"""{"choices":[{"index":0,"delta":{"content":"{{{ModelFaultPlay.Answer[..6]}}}{{{rest}}}"},"finish_reason":null}]}""";

    private static ModelFault Stream(params string[] chunks) => ModelFault.Status(200, string.Concat(chunks.Append("[DONE]").Select(chunk => $"data: {chunk}\n\n")));
}
