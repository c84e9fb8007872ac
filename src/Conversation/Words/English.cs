using BotHost.Conversation.Llm;
using BotHost.Conversation.Messages;

namespace BotHost.Conversation.Words;

internal sealed class English : Phrases
{
    public static English Instance { get; } = new();

    public override string NewConversation => "OK, you can ask something new now.";

    public override string Help => """
        Just ask me; I remember our conversation. In a group, @-mention me first.

        Commands:
        - /new: forget what was said and start a new topic
        - /help: show this text
        """;

    public override string Greeting => "Hello! Just ask me; I remember our conversation. In a group, @-mention me first. Send /help to see what I can do.";

    public override string EmptyMention => "Hello! Write your question after the @-mention; send /help to see what I can do.";

    public override string CannotRead => "Sorry, I can only read text (and speech that was recognised as text), not pictures, videos or files yet. Please describe your question in words.";

    public override string UnknownCommand(string word, string nearest) => $"There is no command {word}. Did you mean {nearest}? Send /help to see them all.";

    public override string AttachmentNote(AttachmentKind kind) => $"[The user also sent {Name(kind)}; you cannot see it]";

    public override string Quoted(string text) => $"Quoted message:\n> {text.Replace("\n", "\n> ", StringComparison.Ordinal)}\n\n";

    public override string LengthLimit => "\n\n(The length limit was reached; send \"continue\" for more.)";

    public override string Interrupted => "\n\n(The answer was interrupted; please ask again.)";

    public override string Shortened => "\n\n(The answer is too long; the rest cannot be shown.)";

    public override string Thinking => "Thinking…";

    public override string AnswerFollows => "\n\n(It cannot go on here; the whole answer comes as a new message.)";

    public override string PicturesNotShown(int count) => count == 1 ? "\n\n(A picture cannot be shown here.)" : $"\n\n({count} pictures cannot be shown here.)";

    public override string AnswerGone => "Sorry, this answer can no longer be shown; please ask again.";

    public override string InternalError(string reference) => $"Sorry, something went wrong with this message; the administrator can find out why. (Reference {reference})";

    public override string ModelFailure(LlmFailureKind kind, string reference) => $"Sorry, {Reason(kind)} (Reference {reference})";

    private static string Name(AttachmentKind kind) => kind switch
    {
        AttachmentKind.Image => "a picture",
        AttachmentKind.Audio => "a voice message",
        AttachmentKind.Video => "a video",
        _ => "a file",
    };

    private static string Reason(LlmFailureKind kind) => kind switch
    {
        LlmFailureKind.BadKey => "the model service's key is invalid; please tell the administrator.",
        LlmFailureKind.AccessDenied => "there is no access to the model service; please tell the administrator.",
        LlmFailureKind.RegionNotSupported => "the model service is not available from this region; please tell the administrator.",
        LlmFailureKind.ModelNotFound => "the model is unknown or was retired; please tell the administrator.",
        LlmFailureKind.WrongAddress => "the model service's address is misconfigured; please tell the administrator.",
        LlmFailureKind.RateLimited => "too many questions at the moment; please try again later.",
        LlmFailureKind.QuotaExhausted => "the model service's quota is used up; please tell the administrator.",
        LlmFailureKind.RequestTooLarge or LlmFailureKind.ContextTooLong => "this is too long; shorten the question, or send /new to start over.",
        LlmFailureKind.ContentFiltered => "the safety policy blocked this; please put it differently.",
        LlmFailureKind.TimedOut => "the model took too long; please try again later.",
        LlmFailureKind.EmptyAnswer => "the model gave no answer; please ask again.",
        LlmFailureKind.Interrupted => "the answer was interrupted; please ask again.",
        LlmFailureKind.ServerError or LlmFailureKind.Unreachable => "the model service is temporarily unavailable; please try again later.",
        _ => "this request could not be processed; please tell the administrator.",
    };
}
