using BotHost.Conversation.Llm;
using BotHost.Conversation.Text;
using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Budgets;

/// <summary>What a request is going to take of a budget: an estimate, for nobody has counted yet.</summary>
internal static class RequestTokens
{
    public static long Of(LlmRequest request)
    {
        var tokens = (long)TokenEstimator.PerReply;
        foreach (var message in request.Messages)
        {
            tokens += TokenEstimator.PerMessage;
            foreach (var content in message.Content)
            {
                tokens += Of(content);
            }
        }

        foreach (var tool in request.Tools)
        {
            tokens += TokenEstimator.O200k.Estimate(tool.Name) + TokenEstimator.O200k.Estimate(tool.Description) + TokenEstimator.O200k.Estimate(tool.ParametersSchema);
        }

        return tokens;
    }

    private static long Of(LlmContent content) => content switch
    {
        LlmContent.Text text => TokenEstimator.O200k.Estimate(text.Value),
        LlmContent.Image => PromptPictures.TokensPerPicture,
        LlmContent.ToolCall call => TokenEstimator.O200k.Estimate(call.Name) + TokenEstimator.O200k.Estimate(call.Arguments),
        LlmContent.ToolResult result => TokenEstimator.O200k.Estimate(result.Output),
        _ => 0,
    };
}
