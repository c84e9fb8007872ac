using BotHost.Conversation.Bots;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Messages;

namespace BotHost.Conversation.Turns;

/// <summary>A claimed message with what is needed to answer it.</summary>
internal sealed record Turn(Claim Claim, IncomingMessage Message, BotProfile Bot)
{
    public string Reference => Claim.Reference;

    /// <summary>The message that question and answer belong to in the context: this one, unless it has somebody else's asked again.</summary>
    public long GroupId { get; init; } = Claim.MessageId;

    /// <summary>Who said what is asked: whoever sent the message, unless they have somebody else's asked again.</summary>
    public Sender Speaker
    {
        get => field ?? Message.Sender;
        init;
    }

    /// <summary>Cancelled when the person says that the answer is not wanted any more: what is written by then is the answer.</summary>
    public CancellationToken Stopped { get; init; }

    /// <summary>Begins to show what a model writes, below what the person is told first.</summary>
    public Func<string, GrowingAnswer> Grow { get; init; } = static _ => throw new InvalidOperationException("This turn shows nothing.");

    /// <summary>True where others are reminded of the same conversation.</summary>
    public bool IsShared => Bot.Context == ContextScope.PerChat && Message.Chat.Kind == ChatKind.Group;

    public bool IsOfAdmin => Bot.Admins.Contains(Message.Sender.Id);

    /// <summary>True if the person may change what everybody here shares, or shares it with nobody.</summary>
    public bool MayChange => !IsShared || IsOfAdmin;
}
