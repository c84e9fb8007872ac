using BotHost.Conversation.Commands;
using BotHost.Conversation.Llm;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Turns;

/// <summary>Who answers a turn: the model that was chosen, or one that stands in for it.</summary>
internal sealed partial class ModelChain(LlmModels models, ModelAttempts attempts, ILogger<ModelChain> logger)
{
    /// <summary>The model that is asked first: the one that people chose, or else the bot's.</summary>
    public LlmModel First(Turn turn) => models.Find(Name(turn));

    /// <returns>Who answered last, what was heard, and the question as it was asked in the end.</returns>
    public async Task<(LlmModel Model, Heard Heard, Question Question)> AskAsync(
        Turn turn, Question question, Func<string, GrowingAnswer> grow, CancellationToken cancellationToken)
    {
        var model = First(turn);
        var (heard, asked) = await attempts.AskAsync(turn, model, question, hasFallback: false, grow, cancellationToken);
        if (heard.Failure is { } failure)
        {
            Log.ModelFailed(logger, turn.Reference, turn.Claim.Bot, model.Name, failure.Kind, failure.Detail);
        }

        return (model, heard, asked);
    }

    private string Name(Turn turn) => ModelChoice.Of(turn.Claim.Settings, turn.Bot, models);

    private static partial class Log
    {
        [LoggerMessage(EventId = 321, Level = LogLevel.Warning, Message = "Message {MessageId} of {Bot}: model {Model} failed, {Kind}: {Detail}")]
        public static partial void ModelFailed(ILogger logger, string messageId, string bot, string model, LlmFailureKind kind, string detail);
    }
}
