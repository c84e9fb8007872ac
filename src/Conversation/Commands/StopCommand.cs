using BotHost.Conversation.Inbox;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Commands;

/// <summary>Cuts off the answer that is being written, and whatever waits behind it. Does not wait its turn.</summary>
internal sealed class StopCommand(SqlStops stops) : ICommand
{
    internal static readonly IReadOnlyList<string> Words = ["/stop", "stop", "停止", "/停止"];

    public IReadOnlyList<string> Names => Words;

    public string Describe(Phrases phrases) => phrases.HelpStop;

    public async Task<Answer> AnswerAsync(Turn turn, string words, CancellationToken cancellationToken)
    {
        var phrases = Phrases.In(turn.Bot.Language);
        var (stopped, others) = await stops.StopAsync(
            ConversationKey.Main(turn.Message, turn.Bot.Context), turn.Claim.MessageId, turn.MayChange ? null : IsMine, ForgetCommand.IsConfirmation, cancellationToken);
        return new Answer
        {
            Kind = ReplyKind.Answer,
            Text = stopped > 0 ? phrases.StoppedNow(stopped) : others > 0 ? phrases.OnlyOthersAnswers : phrases.NothingToStop,
        };

        bool IsMine(IncomingMessage message) => message.Sender.Id == turn.Message.Sender.Id;
    }
}
