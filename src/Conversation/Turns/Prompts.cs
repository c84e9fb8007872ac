using BotHost.Conversation.Context;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Personas;
using BotHost.Conversation.Text;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Turns;

/// <summary>Puts together what a model is told: who it is, what was said before, as much as fits, and the question.</summary>
internal sealed class Prompts(SystemPrompts system, IContextStore contexts, PromptPictures shown, IServerStates states, EngineLimits limits)
{
    /// <summary>Documents may take half of what a question and what was said before it may take.</summary>
    public static int TokensForDocuments(LlmModel model) => ContextWindow.TokensForHistory(model.ContextWindow, model.MaxOutputTokens, alwaysSaid: 0) / 2;

    /// <param name="turn">Whose question it is.</param>
    /// <param name="model">Who is asked.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="share">The part of the room for history that is used; less than 1 where the estimate was too low.</param>
    /// <param name="vision">Whether pictures are shown.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Prompt> BuildAsync(
        Turn turn, LlmModel model, Question question, double share, bool vision, CancellationToken cancellationToken)
    {
        var persona = system.Of(turn);
        var entry = Entry(turn, question);
        var alwaysSaid = TokenEstimator.O200k.Estimate(persona) + entry.Tokens + (2 * TokenEstimator.PerMessage) + TokenEstimator.PerReply;
        var tokens = (int)(ContextWindow.TokensForHistory(model.ContextWindow, model.MaxOutputTokens, alwaysSaid) * share);
        var history = ContextWindow.Newest(contexts.Newest(turn.Claim), limits.ContextEntries, tokens);

        var phrases = Phrases.In(turn.Bot.Language);
        var told = await shown.ShowAsync(history, entry, phrases, vision, cancellationToken);
        var request = new LlmRequest
        {
            Messages = persona.Length > 0 ? [LlmMessage.Of(LlmRole.System, persona), .. told.Messages] : told.Messages,
            MaxOutputTokens = model.MaxOutputTokens,
            State = model.KeepsState ? states.Find(turn.Claim, model.Name) : null,
        };
        var notice = told.Missing == 0 ? question.Notice : Question.Below(question.Notice, phrases.PicturesNotSeen(told.Missing));
        return new Prompt(request, notice, HasHistory: history.Count > 0, told);
    }

    /// <summary>The question as the context remembers it.</summary>
    public static ContextEntry Entry(Turn turn, Question question) => new(
        turn.Claim.MessageId,
        EntryKind.User,
        question.Text,
        TokenEstimator.O200k.Estimate(question.Text) + (question.Pictures.Count * PromptPictures.TokensPerPicture))
    {
        Pictures = question.Pictures,
    };

    /// <summary>The answer as the context remembers it.</summary>
    public static ContextEntry Entry(Turn turn, string answer) =>
        new(turn.Claim.MessageId, EntryKind.Assistant, answer, TokenEstimator.O200k.Estimate(answer));

    /// <summary>What a call took that reported nothing: booked, and marked as an estimate.</summary>
    public static LlmEvent.Usage Estimate(LlmRequest request, Heard heard) => new(
        heard.Failure is not null && heard.Text.Length == 0 ? 0 : request.Messages.Sum(message => message.Content.OfType<LlmContent.Text>().Sum(text => TokenEstimator.O200k.Estimate(text.Value))),
        TokenEstimator.O200k.Estimate(heard.Text));
}

/// <summary>What a model is told. Disposed of when it has answered.</summary>
/// <param name="Request">All of it.</param>
/// <param name="Notice">What the person is told before the answer; empty in most cases.</param>
/// <param name="HasHistory">True if the model is reminded of something that was said before.</param>
/// <param name="Shown">The pictures in it, and the room they take.</param>
internal sealed record Prompt(LlmRequest Request, string Notice, bool HasHistory, ShownPictures Shown) : IDisposable
{
    public void Dispose() => Shown.Dispose();
}
