using BotHost.Conversation.Llm;
using BotHost.Conversation.Llm.Failures;

namespace BotHost.Conversation.Tests.Llm;

/// <summary>What the servers say; the texts are those of OpenAI, vLLM, DashScope, llama.cpp and gateways before Anthropic's models.</summary>
public sealed class ContextLimitsTests
{
    public static TheoryData<string, int, int?, bool> Texts => new()
    {
        { "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens. Please reduce the length of the messages.", 8_192, 9_000, false },
        { "This model's maximum context length is 4,096 tokens. However, you requested 5000 tokens (4000 in the messages, 1000 in the completion).", 4_096, 4_000, false },
        { "'max_tokens' or 'max_completion_tokens' is too large: 4096. This model's maximum context length is 8192 tokens and your request has 5000 input tokens (4096 > 8192 - 5000).", 8_192, 5_000, false },
        { "Range of input length should be [1, 6144]", 6_144, null, true },
        { "the request exceeds the available context size (4096). try increasing the context size or enable context shift", 4_096, null, false },
        { "request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it", 4_096, 5_000, false },
        { "prompt is too long: 210000 tokens > 200000 maximum", 200_000, 210_000, true },
        { "Request too large for m in organization org-1 on tokens per min (TPM): Limit 30000, Requested 42000. The input or output tokens must be reduced.", 30_000, 42_000, false },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void The_limit_and_what_was_counted_are_read(string text, int limit, int? counted, bool ofQuestion) =>
        Assert.Equal(new ContextLimit(limit) { Counted = counted, OfQuestion = ofQuestion }, ContextLimits.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("the request exceeds the available context size. try increasing it")]
    [InlineData("maximum context length is 99999999999999999999 tokens")]
    [InlineData("maximum context length is 0 tokens")]
    public void Words_without_a_limit_teach_nothing(string text) => Assert.Null(ContextLimits.Read(text));
}
