using BotHost.Conversation.Llm;
using BotHost.Conversation.Text;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Context;

/// <summary>Has a model say in a few words what was said in many.</summary>
internal static class Summariser
{
    /// <summary>The part of a model's room that a summary may take.</summary>
    private const int PartOfRoom = 8;

    private const int ShortestSummary = 100;

    private const int LongestSummary = 1_000;

    /// <summary>Models count words badly: what is longer by this is cut.</summary>
    private const double Tolerance = 1.5;

    /// <summary>What a summary of these turns costs is worth it: they are a good part of what is sent with every question, or soon will find no room.</summary>
    public static bool IsWorthIt(OldTurns old, LlmModel model, EngineLimits limits)
    {
        var isFull = old.TokensInAll > 0.85 * ModelRoom.Of(model).Tokens
            || old.Backwards.Count + (2 * ContextWindow.TurnsAsTheyWere) + 2 > limits.ContextEntries;
        return isFull || old.Tokens * 4 >= old.TokensInAll;
    }

    /// <returns>The summary, and what it cost; no text if the model made none.</returns>
    public static async Task<(string Text, LlmEvent.Usage Usage)> FoldAsync(OldTurns old, LlmModel model, Phrases phrases, CancellationToken cancellationToken)
    {
        var room = ModelRoom.Of(model);
        var most = Math.Clamp(room.Tokens / PartOfRoom, ShortestSummary, LongestSummary);
        var instruction = phrases.FoldTalk(most * 3 / 4);
        var said = room.Estimator.Estimate(instruction) + (old.Summary is { } earlier ? ContextWindow.Cost(earlier) : 0) + (3 * TokenEstimator.PerMessage);
        var turns = ContextWindow.Newest(old.Backwards, int.MaxValue, room.Without(said));
        if (turns.Count == 0)
        {
            return ("", new LlmEvent.Usage(0, 0));         // none of them fits even alone
        }

        var record = string.Join("\n\n", (old.Summary is { } summary ? turns.Prepend(summary) : turns).Select(entry => phrases.Said(entry.Kind, entry.Content)));
        var request = new LlmRequest
        {
            Messages = [LlmMessage.Of(LlmRole.System, instruction), LlmMessage.Of(LlmRole.User, record)],
            MaxOutputTokens = room.MaxOutputTokens,        // models that think count that as an answer, too
            HasFallback = true,                            // nobody waits for it: it is not tried for long
        };
        var (text, usage) = await AskAsync(model, request, cancellationToken);
        return (Cut(text, (int)(most * Tolerance), room.Estimator), usage ?? Estimate(request, text, room.Estimator));
    }

    private static async Task<(string Text, LlmEvent.Usage? Usage)> AskAsync(LlmModel model, LlmRequest request, CancellationToken cancellationToken)
    {
        var text = new System.Text.StringBuilder();
        LlmEvent.Usage? usage = null;
        var isWhole = false;
        await foreach (var happened in model.Client.StreamAsync(request, cancellationToken))
        {
            switch (happened)
            {
                case LlmEvent.Text piece:
                    text.Append(piece.Delta);
                    break;
                case LlmEvent.Usage counted:
                    usage = counted;
                    break;
                case LlmEvent.Finished finished:
                    isWhole = finished.Reason is not ("length" or "content_filter");
                    break;
            }
        }

        return (isWhole ? text.ToString().Trim() : "", usage);
    }

    private static string Cut(string text, int tokens, TokenEstimator estimator)
    {
        var needed = estimator.Estimate(text);
        if (needed <= tokens)
        {
            return text;
        }

        var end = (int)((long)text.Length * tokens / needed);
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)];
    }

    private static LlmEvent.Usage Estimate(LlmRequest request, string text, TokenEstimator estimator) => new(
        request.Messages.Sum(message => message.Content.OfType<LlmContent.Text>().Sum(words => estimator.Estimate(words.Value))), estimator.Estimate(text));
}
