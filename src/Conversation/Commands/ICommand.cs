using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Commands;

/// <summary>Something a person can ask of the host itself, by a word of its own.</summary>
internal interface ICommand
{
    /// <summary>What people type: the first is the name that help and suggestions show.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>
    /// True if words may follow the name. Otherwise the name is the whole message: who says “new” with more behind it asks the model about
    /// something new.
    /// </summary>
    bool TakesWords => false;

    /// <param name="turn">Who asks, and where.</param>
    /// <param name="words">What follows the name; empty if nothing does.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Answer> AnswerAsync(Turn turn, string words, CancellationToken cancellationToken);
}
