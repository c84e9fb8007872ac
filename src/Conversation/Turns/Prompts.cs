using BotHost.Conversation.Context;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Personas;
using BotHost.Conversation.Text;
using BotHost.Conversation.Tools;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Turns;

/// <summary>Puts together what a model is told: who it is, what was said before, as much as fits, and the question.</summary>
internal sealed class Prompts(SystemPrompts system, IContextStore contexts, PromptPictures shown, IServerStates states, ToolShelf tools, EngineLimits limits)
{
    /// <summary>The part of the room for history from which on its oldest turns are worth folding into a summary.</summary>
    private const double LongHistory = 0.7;

    /// <summary>The same of the entries: this turn, and two more that may come before a summary is made.</summary>
    private const int EntriesToSpare = 6;

    /// <summary>Documents may take half of what a question and what was said before it may take.</summary>
    public static int TokensForDocuments(LlmModel model) => ModelRoom.Of(model).Tokens / 2;

    /// <param name="turn">Whose question it is.</param>
    /// <param name="model">Who is asked.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="room">How much may be said.</param>
    /// <param name="vision">Whether pictures are shown.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Prompt> BuildAsync(
        Turn turn, LlmModel model, Question question, ModelRoom room, bool vision, CancellationToken cancellationToken)
    {
        var persona = system.Of(turn);
        var entry = Entry(turn, model, question);
        var personaTokens = room.Estimator.Estimate(persona) + TokenEstimator.PerMessage + tools.TokensOf(turn.Bot);
        var alwaysSaid = personaTokens + ContextWindow.Cost(entry) + TokenEstimator.PerReply;
        var newest = contexts.Newest(turn.Claim);
        var remembered = ContextWindow.Fit(newest.AsSpan(), limits.ContextEntries, room.Without(alwaysSaid));

        var phrases = Phrases.In(turn.Bot.Language);
        var told = await shown.ShowAsync(remembered.History, entry, phrases, vision, cancellationToken);
        var request = new LlmRequest
        {
            Messages = [.. Opening(persona, remembered.Summary, phrases), .. told.Messages],
            MaxOutputTokens = room.MaxOutputTokens,
            State = model.KeepsState ? states.Find(turn.Claim, model.Name) : null,
        };
        var notice = told.Missing == 0 ? question.Notice : Question.Below(question.Notice, phrases.PicturesNotSeen(told.Missing));
        return new Prompt(request, notice, told)
        {
            HasHistory = remembered.History.Length > 0 || remembered.Summary is not null,
            HasPictures = entry.Pictures.Count > 0 || remembered.History.Any(said => said.Pictures.Count > 0),
            Tokens = alwaysSaid + remembered.Tokens,
            UntilLong = newest.Length + EntriesToSpare > limits.ContextEntries
                ? 0
                : (int)(LongHistory * room.Without(personaTokens)) - newest.Sum(ContextWindow.Cost) - ContextWindow.Cost(entry),
        };
    }

    /// <summary>The question as the context remembers it.</summary>
    public static ContextEntry Entry(Turn turn, LlmModel model, Question question) => new(
        turn.GroupId,
        EntryKind.User,
        question.Text,
        ModelRoom.EstimatorOf(model).Estimate(question.Text) + (question.Pictures.Count * PromptPictures.TokensPerPicture))
    {
        Pictures = question.Pictures,
    };

    /// <summary>The answer as the context remembers it.</summary>
    public static ContextEntry Entry(Turn turn, LlmModel model, string answer) =>
        new(turn.GroupId, EntryKind.Assistant, answer, ModelRoom.EstimatorOf(model).Estimate(answer));

    /// <summary>What a call took that reported nothing: booked, and marked as an estimate.</summary>
    /// <param name="model">Who was asked.</param>
    /// <param name="prompt">What it was told.</param>
    /// <param name="answered">All it wrote.</param>
    /// <param name="failed">True if nobody knows whether it was told at all.</param>
    public static LlmEvent.Usage Estimate(LlmModel model, Prompt prompt, string answered, bool failed)
    {
        var estimator = ModelRoom.EstimatorOf(model).WithRatio(model.Calibration.Current.Ratio);
        return new LlmEvent.Usage(
            failed && answered.Length == 0
                ? 0
                : prompt.Request.Messages.Sum(message => message.Content.OfType<LlmContent.Text>().Sum(text => estimator.Estimate(text.Value))),
            estimator.Estimate(answered));
    }

    /// <summary>
    /// What comes before the talk. A summary is made of what people and models said: it is shown as something that was said, never as the
    /// system's word, and in a pair, for some models take no two messages of the same role in a row.
    /// </summary>
    private static List<LlmMessage> Opening(string persona, ContextEntry? summary, Phrases phrases)
    {
        List<LlmMessage> opening = persona.Length > 0 ? [LlmMessage.Of(LlmRole.System, persona)] : [];
        if (summary is not null)
        {
            opening.Add(LlmMessage.Of(LlmRole.User, phrases.EarlierTalk(summary.Content)));
            opening.Add(LlmMessage.Of(LlmRole.Assistant, phrases.EarlierTalkNoted));
        }

        return opening;
    }
}

/// <summary>What a model is told. Disposed of when it has answered.</summary>
/// <param name="Request">All of it.</param>
/// <param name="Notice">What the person is told before the answer; empty in most cases.</param>
/// <param name="Shown">The pictures in it, and the room they take.</param>
internal sealed record Prompt(LlmRequest Request, string Notice, ShownPictures Shown) : IDisposable
{
    /// <summary>True if the model is reminded of something that was said before.</summary>
    public required bool HasHistory { get; init; }

    /// <summary>True if there are pictures in it, or words in the place of some: then its estimate is a rough one.</summary>
    public required bool HasPictures { get; init; }

    /// <summary>The estimate of all of it, not scaled.</summary>
    public required int Tokens { get; init; }

    /// <summary>The tokens that the answer may have before the conversation counts as long; 0 or less if it does already.</summary>
    public required int UntilLong { get; init; }

    public void Dispose() => Shown.Dispose();
}
