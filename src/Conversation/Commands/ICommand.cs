using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Commands;

/// <summary>Something a person can ask of the host itself, by a word of its own.</summary>
internal interface ICommand
{
    /// <summary>
    /// What people type, whatever its case: the first is the name that help and suggestions show, the first that is not English is the one shown
    /// beside it in Chinese.
    /// </summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>
    /// True if words may follow the name. Otherwise the name is the whole message: who says “new” with more behind it asks the model about
    /// something new.
    /// </summary>
    bool TakesWords => false;

    /// <summary>True if its answer may be a model's, which is told the conversation for it.</summary>
    bool AsksModel => false;

    /// <summary>Its line in the help, without its names: what it does, in a few words, and an example if it takes words.</summary>
    string Describe(Phrases phrases);

    /// <param name="turn">Who asks, and where.</param>
    /// <param name="words">What follows the name; empty if nothing does.</param>
    /// <param name="cancellationToken">Cancelled when the host stops, or when the person said that it is not wanted any more.</param>
    Task<Answer> AnswerAsync(Turn turn, string words, CancellationToken cancellationToken);
}
