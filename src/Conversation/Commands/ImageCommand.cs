using BotHost.Conversation.Access;
using BotHost.Conversation.Budgets;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Llm.Images;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Commands;

/// <summary>Has a picture made after a description, and sends it.</summary>
internal sealed partial class ImageCommand(LlmModels models, PictureKeeper keeper, Budgeting budgets, ILogger<ImageCommand> logger) : ICommand
{
    public IReadOnlyList<string> Names => ["/image", "/画图", "画图"];

    public bool TakesWords => true;

    public string Describe(Phrases phrases) => phrases.HelpImage;

    public Task<Answer> AnswerAsync(Turn turn, string words, CancellationToken cancellationToken)
    {
        var phrases = Phrases.In(turn.Bot.Language);
        return models.PictureMaker is not { } maker ? Task.FromResult(Notice(phrases.NoPictureMaker))
            : words.Length == 0 ? Task.FromResult(Notice(phrases.DescribeThePicture))
            : ForbiddenWords.InQuestion(turn, words) is { } told ? Task.FromResult(told)
            : MakeAsync(turn, maker, words, phrases, cancellationToken);
    }

    private async Task<Answer> MakeAsync(Turn turn, IPictureMaker maker, string words, Phrases phrases, CancellationToken cancellationToken)
    {
        var grant = await budgets.ReserveMessageAsync(turn, cancellationToken);
        if (grant.Refusal is { } refusal)
        {
            return Notice(refusal);
        }

        switch (await maker.MakeAsync(words, cancellationToken))
        {
            case MadePicture.Made made when await keeper.KeepAsync(turn, made.Bytes, words, cancellationToken) is { } picture:
                return new Answer { Kind = ReplyKind.Answer, Text = grant.Warning, Pictures = [picture] };
            case MadePicture.Failed { Failure: var failure }:
                Log.NotMade(logger, turn.Reference, turn.Claim.Bot, failure.Kind, failure.Detail);
                return Notice(phrases.ModelFailure(failure.Kind, turn.Reference));
            default:
                Log.NotMade(logger, turn.Reference, turn.Claim.Bot, LlmFailureKind.NotUnderstood, "what came is no picture that could be sent");
                return Notice(phrases.ModelFailure(LlmFailureKind.NotUnderstood, turn.Reference));
        }
    }

    private static Answer Notice(string text) => new() { Kind = ReplyKind.Notice, Text = text };

    private static partial class Log
    {
        [LoggerMessage(EventId = 351, Level = LogLevel.Warning, Message = "Message {MessageId} of {Bot}: no picture was made, {Kind}: {Detail}")]
        public static partial void NotMade(ILogger logger, string messageId, string bot, LlmFailureKind kind, string detail);
    }
}
