namespace BotHost.Conversation.Text;

/// <summary>Takes what an <see cref="AnswerFilter"/> finds in a model's words, in their order.</summary>
internal interface IAnswerPieces
{
    /// <summary>A piece of the answer.</summary>
    void Text(ReadOnlySpan<char> text);

    /// <summary>A piece of what the model thinks before it answers.</summary>
    void Thought(ReadOnlySpan<char> text);

    /// <summary>All text of this call so far was a thought, which nothing had said at its beginning.</summary>
    void TakeBack();

    /// <summary>A mark that names a source.</summary>
    /// <param name="source">Which; the same for the same.</param>
    /// <param name="number">What the server itself calls it; null where that is nothing for people.</param>
    void Citation(string source, int? number);
}
