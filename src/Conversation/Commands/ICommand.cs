using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Commands;

/// <summary>Something a person can ask of the host itself, by a word of its own.</summary>
internal interface ICommand
{
    /// <summary>What people type: the first is the name that help and suggestions show.</summary>
    IReadOnlyList<string> Names { get; }

    Answer Answer(Turn turn);
}
