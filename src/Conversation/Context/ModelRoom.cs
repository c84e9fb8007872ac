using BotHost.Conversation.Llm;
using BotHost.Conversation.Text;

namespace BotHost.Conversation.Context;

/// <summary>How much a model may be told, in tokens of our own estimate.</summary>
/// <param name="Tokens">Everything together: who it is, what was said before, the question.</param>
/// <param name="MaxOutputTokens">What it may answer, as the server counts.</param>
/// <param name="Estimator">What the tokens are estimated with; not scaled, for entries are kept and servers change.</param>
internal sealed record ModelRoom(int Tokens, int MaxOutputTokens, TokenEstimator Estimator)
{
    /// <summary>Of a limit that the server told, or of what it refused: so much is used of it.</summary>
    private const double AfterRefusal = 0.8;

    /// <summary>The same where it did not say by how much the question was too long.</summary>
    private const double AfterUnknownRefusal = 0.5;

    /// <summary>The estimate errs by up to 19 % on mixed text, on the side of caution for most.</summary>
    private const double MarginOfAGuess = 0.15;

    private const double Margin = 0.10;

    /// <summary>The part of a window that a model told us of which is kept for the answer at most: what was configured was meant for another.</summary>
    private const int MostForAnswer = 4;

    /// <summary>The window without the answer's reserve and a margin for the estimate's error.</summary>
    public static ModelRoom Of(LlmModel model)
    {
        var ratio = model.Calibration.Current;
        return Of(model, ratio.Ratio, 1 - (ratio.IsSettled ? Margin : MarginOfAGuess));
    }

    /// <summary>The window that a limit comes to. One that is the question's alone has the answer beside it, and stays the question's.</summary>
    public static int WindowOf(LlmModel model, ContextLimit limit) =>
        limit.OfQuestion ? limit.Tokens + Math.Min(model.MaxOutputTokens, limit.Tokens / (MostForAnswer - 1)) : limit.Tokens;

    public static TokenEstimator EstimatorOf(LlmModel model) => model.Encoding == TokenEncoding.Cl100k ? TokenEstimator.Cl100k : TokenEstimator.O200k;

    /// <summary>What is left where so many tokens are said in any case. Never negative.</summary>
    public int Without(int alwaysSaid) => Math.Max(0, Tokens - alwaysSaid);

    /// <summary>The room for the same question once more, after the server refused it.</summary>
    /// <param name="model">Who refused; what the refusal taught is learnt already.</param>
    /// <param name="refusal">What it said.</param>
    /// <param name="estimated">How long the question was, by our estimate.</param>
    public ModelRoom After(LlmModel model, LlmFailure refusal, int estimated)
    {
        if (refusal.Kind == LlmFailureKind.RequestTooLarge)
        {
            // A limit per minute, which question and answer share: both become smaller.
            var part = refusal.Limit is { Counted: { } counted, Tokens: var limit } ? Math.Min(AfterRefusal, AfterRefusal * limit / counted) : AfterUnknownRefusal;
            return this with { Tokens = (int)(estimated * part), MaxOutputTokens = Math.Max(1, (int)(MaxOutputTokens * part)) };
        }

        var known = model.Calibration.Current.Ratio;
        var ratio = refusal.Limit?.Counted is { } exact ? Math.Max(known, (double)exact / Math.Max(1, estimated)) : known;
        var room = Of(model, ratio, AfterRefusal);
        return room with { Tokens = Math.Min(room.Tokens, (int)(estimated * AfterRefusal)) };
    }

    private static ModelRoom Of(LlmModel model, double ratio, double used)
    {
        var window = Math.Min(model.ContextWindow, model.Calibration.Window);
        var answer = window < model.ContextWindow ? Math.Min(model.MaxOutputTokens, window / MostForAnswer) : model.MaxOutputTokens;
        return new ModelRoom(Math.Max(0, (int)((window - answer) * used / ratio)), answer, EstimatorOf(model));
    }
}
