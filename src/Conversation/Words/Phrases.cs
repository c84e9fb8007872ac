using BotHost.Conversation.Bots;
using BotHost.Conversation.Budgets;
using BotHost.Conversation.Context;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Tools;

namespace BotHost.Conversation.Words;

/// <summary>
/// Everything the host itself says to people, in one place and two languages: what an employee understands, with a reference an
/// administrator can look up. Never a key, an address or a stack trace.
/// </summary>
public abstract class Phrases
{
    private protected Phrases()
    {
    }

    public static Phrases In(Language language) => language == Language.En ? English.Instance : Chinese.Instance;

    /// <summary>The answer to <c>new</c>; the wording is part of the product's contract.</summary>
    public abstract string NewConversation { get; }

    /// <summary>Before the commands.</summary>
    public abstract string HelpIntroduction { get; }

    /// <summary>A command's line in the help.</summary>
    public abstract string HelpLine(string names, string description);

    public abstract string HelpNew { get; }

    public abstract string HelpImage { get; }

    public abstract string HelpHelp { get; }

    /// <summary>Before what a model thought before it answered.</summary>
    public abstract string ReasoningHeading { get; }

    /// <summary>After it, where not all of it is shown.</summary>
    public abstract string ReasoningCut { get; }

    /// <summary>A tool that was called on the way to an answer.</summary>
    public abstract string ToolTrace(string tool, TimeSpan elapsed, bool failed);

    /// <summary>Stands for the chat's name in a system prompt where it is a person's own chat with the bot, or has no name.</summary>
    public abstract string UnnamedChat(ChatKind kind);

    public abstract string HelpForget { get; }

    /// <summary>What <c>/forget me</c> would delete, and how to say that it is meant.</summary>
    public abstract string ForgetAsked { get; }

    public abstract string Forgotten { get; }

    public abstract string HelpStop { get; }

    public abstract string HelpRetry { get; }

    public abstract string HelpUndo { get; }

    public abstract string HelpStatus { get; }

    public abstract string HelpModel { get; }

    public abstract string HelpPersona { get; }

    public abstract string HelpHistory { get; }

    public abstract string HelpSwitch { get; }

    public abstract string HelpTitle { get; }

    public abstract string HelpExport { get; }

    /// <summary>To words behind a command that takes none.</summary>
    public abstract string CommandAlone(string word);

    /// <summary>To whoever would change what others share.</summary>
    public abstract string AdministratorsOnly { get; }

    /// <summary>Appended to an answer that its person cut off.</summary>
    public abstract string Stopped { get; }

    /// <summary>In the place of an answer that was cut off before there was anything of it.</summary>
    public abstract string StoppedBefore { get; }

    /// <param name="count">The answers that were cut off or will not begin.</param>
    public abstract string StoppedNow(int count);

    public abstract string NothingToStop { get; }

    public abstract string OnlyOthersAnswers { get; }

    public abstract string NothingToRetry { get; }

    public abstract string NothingToUndo { get; }

    public abstract string Undone(string question);

    public abstract string NoHistory { get; }

    public abstract string History(IReadOnlyList<string> lines);

    public abstract string HistoryLine(long number, string name, int turns, string lastUsed, bool isCurrent);

    public abstract string NoSuchConversation { get; }

    public abstract string Switched(long number, string name);

    /// <param name="title">Empty if there is none.</param>
    public abstract string CurrentTitle(string title);

    public abstract string Titled(string title);

    public abstract string NothingToExport { get; }

    /// <param name="number">The conversation's.</param>
    /// <param name="title">Empty if there is none.</param>
    /// <param name="turns">What is exported.</param>
    /// <param name="leftOut">What is not, from the beginning.</param>
    public abstract string ExportHeading(long number, string title, int turns, int leftOut);

    public abstract string Exported(bool isQuestion, string text);

    public abstract string ModelList(IReadOnlyList<string> names, string current);

    public abstract string ModelChosen(string name);

    public abstract string NoSuchModel(IReadOnlyList<string> names);

    public abstract string PersonaList(IReadOnlyList<string> names, string current);

    public abstract string PersonaChosen(string name);

    public abstract string PersonaWritten { get; }

    public abstract string PersonaReset { get; }

    public abstract string PersonaTooLong(int most);

    /// <summary>The persona that somebody described in words of their own.</summary>
    public abstract string PersonaOfOnesOwn { get; }

    /// <summary>The persona where none was chosen.</summary>
    public abstract string PersonaOfTheBot { get; }

    internal abstract string Status(Status status);

    /// <summary>To whoever opened a chat with the bot, or a group that it was added to.</summary>
    public abstract string Greeting { get; }

    public abstract string EmptyMention { get; }

    public abstract string CannotRead { get; }

    public abstract string UnknownCommand(string word, string nearest);

    /// <summary>A note for the model: something came along that it cannot see.</summary>
    public abstract string AttachmentNote(AttachmentKind kind);

    public abstract string Quoted(string text);

    /// <summary>A file's words, for the model.</summary>
    public abstract string DocumentText(string name, string text, bool wasCut);

    /// <summary>For the model: a picture was here that it is not shown any more.</summary>
    public abstract string PictureNotShown { get; }

    /// <summary>Before an answer: something that came along was not read, and why.</summary>
    internal abstract string Unread(AttachmentKind kind, string name, AttachmentFault fault);

    /// <summary>Before an answer: of the pictures that came along so many could not be shown to the model beside the others.</summary>
    public abstract string PicturesNotSeen(int count);

    /// <summary>Before an answer: of a file only the beginning was read.</summary>
    public abstract string DocumentCut(string name, int characters);

    /// <summary>Beside a picture that was asked for, where one cannot be sent alone.</summary>
    public abstract string PictureMade { get; }

    public abstract string NoPictureMaker { get; }

    public abstract string DescribeThePicture { get; }

    /// <summary>Appended to an answer that the model was cut off in.</summary>
    public abstract string LengthLimit { get; }

    /// <summary>Appended to an answer whose stream broke.</summary>
    public abstract string Interrupted { get; }

    /// <summary>Appended to an answer of which the platform takes no more.</summary>
    public abstract string Shortened { get; }

    /// <summary>Stands where an answer is going to grow while there is nothing of it yet.</summary>
    public abstract string Thinking { get; }

    /// <summary>Appended to a growing answer that can grow no longer: all of it comes as a message.</summary>
    public abstract string AnswerFollows { get; }

    /// <summary>Appended to an answer, or in the place of its pictures, where the platform does not take so many of them.</summary>
    public abstract string PicturesNotShown(int count);

    /// <summary>Where an answer should be that is not there any more.</summary>
    public abstract string AnswerGone { get; }

    /// <summary>For the model: what was said before that it is not shown any more. Made of people's and models' words, and marked as such.</summary>
    public abstract string EarlierTalk(string summary);

    /// <summary>For the model, in its own mouth: the answer to <see cref="EarlierTalk"/>.</summary>
    public abstract string EarlierTalkNoted { get; }

    /// <summary>For the model: the text that follows is to be made into a summary of at most so many words.</summary>
    public abstract string FoldTalk(int words);

    /// <summary>For the model: one thing that was said, in a text to be made into a summary.</summary>
    internal abstract string Said(EntryKind kind, string text);

    /// <summary>For the model: its answer was cut off, and is to be gone on with.</summary>
    public abstract string GoOnWriting { get; }

    public abstract string HelpTools { get; }

    public abstract string NoTools { get; }

    /// <summary>Above the list of what a bot's model may call.</summary>
    public abstract string Tools { get; }

    /// <summary>What one of the host's own tools does; empty for one that is not known.</summary>
    public abstract string BuiltInTool(string name);

    /// <summary>A server's line in the list: whether it is there, and its tools.</summary>
    internal abstract string ToolServer(ToolSourceState state, string names);

    public abstract string InternalError(string reference);

    public abstract string ModelFailure(LlmFailureKind kind, string reference);

    // What administrators limit.
    public abstract string PersonNotAllowed { get; }

    public abstract string ChatNotAllowed { get; }

    public abstract string TooFast(int messagesPerMinute);

    /// <summary>Instead of an answer; a part that is large enough for this question may still be left.</summary>
    public abstract string BudgetUsedUp(Budget budget, BudgetMeasure measure, DateOnly renewed, string reference);

    /// <summary>Above an answer.</summary>
    public abstract string BudgetNearlyUsed(Budget budget, BudgetMeasure measure);

    public abstract string WordInQuestion(string reference);

    public abstract string WordInAnswer(string reference);

    public abstract string HelpUsage { get; }

    /// <summary>What a person has used where there are budgets, period by period.</summary>
    public abstract string Usage(IReadOnlyList<UsageLine> lines, string currency);

    /// <summary>What a conversation has used where there are none.</summary>
    internal abstract string UsageHere(ConversationUse use, string currency);
}
