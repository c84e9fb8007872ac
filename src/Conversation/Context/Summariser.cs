using System.Text;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Text;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Context;

/// <summary>Has a model say in a few words what was said in many.</summary>
internal static class Summariser
{
    /// <summary>The part of a model's room that a summary may take.</summary>
    private const int PartOfRoom = 8;

    /// <summary>Entries that are few before the limit of them is reached: two turns.</summary>
    private const int Few = 4;

    private const int ShortestSummary = 100;

    private const int LongestSummary = 1_000;

    /// <summary>Models count words badly: what is longer by this is cut.</summary>
    private const double Tolerance = 1.5;

    /// <summary>What a summary of these turns costs is worth it: they are a good part of what is sent with every question, or soon will find no room.</summary>
    public static bool IsWorthIt(OldTurns old, LlmModel model, EngineLimits limits)
    {
        var isFull = old.TokensInAll > 0.85 * ModelRoom.Of(model).Tokens
            || old.EntriesInAll + Few > limits.ContextEntries;
        return isFull || old.Tokens * 4 >= old.TokensInAll;
    }

    /// <summary>Folds the oldest of these turns, as many as the model can be told at once.</summary>
    public static async Task<MadeSummary> FoldAsync(OldTurns old, LlmModel model, Phrases phrases, CancellationToken cancellationToken)
    {
        var room = ModelRoom.Of(model);
        var most = Math.Clamp(room.Tokens / PartOfRoom, ShortestSummary, LongestSummary);
        var instruction = phrases.FoldTalk(most * 3 / 4);
        var left = room.Without(
            room.Estimator.Estimate(instruction) + (old.Summary is { } earlier ? ContextWindow.Cost(earlier) : 0) + (3 * TokenEstimator.PerMessage));
        if (left == 0)
        {
            return new MadeSummary(old, "", new LlmEvent.Usage(0, 0));
        }

        var folded = old.Oldest(left);
        var turns = Cut(string.Join("\n\n", folded.Backwards.Reverse().Select(entry => phrases.Said(entry.Kind, entry.Content))), left, room.Estimator);
        var record = old.Summary is { } summary ? $"{phrases.Said(summary.Kind, summary.Content)}\n\n{turns}" : turns;
        var request = new LlmRequest
        {
            Messages = [LlmMessage.Of(LlmRole.System, instruction), LlmMessage.Of(LlmRole.User, record)],
            MaxOutputTokens = room.MaxOutputTokens,        // models that think count that as an answer, too
            HasFallback = true,                            // nobody waits for it: it is not tried for long
        };
        var (text, usage) = await AskAsync(model, request, cancellationToken);
        return new MadeSummary(folded, Cut(text, (int)(most * Tolerance), room.Estimator), usage ?? Estimate(request, text, room.Estimator));
    }

    private static async Task<(string Text, LlmEvent.Usage? Usage)> AskAsync(LlmModel model, LlmRequest request, CancellationToken cancellationToken)
    {
        var words = new Words();
        var filter = new AnswerFilter(words);
        LlmEvent.Usage? usage = null;
        var isWhole = false;
        await foreach (var happened in model.Client.StreamAsync(request, cancellationToken))
        {
            switch (happened)
            {
                case LlmEvent.Text piece:
                    filter.Append(piece.Delta);
                    break;
                case LlmEvent.Reasoning piece:
                    filter.AppendThought(piece.Delta);
                    break;
                case LlmEvent.Usage counted:
                    usage = counted.Plus(usage);
                    break;
                case LlmEvent.Finished finished:
                    isWhole = finished.Reason is not ("length" or "content_filter");
                    break;
            }
        }

        filter.Complete();
        return (isWhole ? words.ToString().Trim() : "", usage);
    }

    private static string Cut(string text, int tokens, TokenEstimator estimator)
    {
        var needed = estimator.Estimate(text);
        if (needed <= tokens)
        {
            return text;
        }

        var end = (int)((long)text.Length * tokens / needed);
        return text[..(end > 0 && char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)];
    }

    private static LlmEvent.Usage Estimate(LlmRequest request, string text, TokenEstimator estimator) => new(
        request.Messages.Sum(message => message.Content.OfType<LlmContent.Text>().Sum(words => estimator.Estimate(words.Value))), estimator.Estimate(text));

    /// <summary>The summary itself, without what the model thought before it wrote and the marks of its sources.</summary>
    private sealed class Words : IAnswerPieces
    {
        private readonly StringBuilder _text = new();

        public void Text(ReadOnlySpan<char> text) => _text.Append(text);

        public void Thought(ReadOnlySpan<char> text)
        {
            // No part of it.
        }

        public void TakeBack() => _text.Clear();

        public void Citation(string source, int? number)
        {
            // No part of it.
        }

        public override string ToString() => _text.ToString();
    }
}

/// <summary>What came of folding.</summary>
/// <param name="Of">The turns that it stands for.</param>
/// <param name="Text">Empty if the model made none.</param>
/// <param name="Usage">What it took.</param>
internal sealed record MadeSummary(OldTurns Of, string Text, LlmEvent.Usage Usage);
