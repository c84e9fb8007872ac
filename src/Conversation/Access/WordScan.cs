namespace BotHost.Conversation.Access;

/// <summary>
/// Looks for words in a text that comes in pieces, however it is cut. It is read in two ways at once, because marks of Markdown may stand where a
/// space would, or inside of a word.
/// </summary>
internal sealed class WordScan(WordFilter filter)
{
    private readonly WordReading _apart = new(filter, joins: false);
    private readonly WordReading _joined = new(filter, joins: true);

    /// <summary>
    /// How much of the text may be seen: nothing of a word that is there, nor of one that may still become one. What is seen never holds a word,
    /// wherever the text goes on.
    /// </summary>
    public int Safe => Math.Min(_joined.BeforeRun(_apart.Safe), _joined.Safe);

    /// <returns>False from the first word on.</returns>
    public bool Read(ReadOnlySpan<char> piece) => _apart.Read(piece) & _joined.Read(piece);

    /// <summary>The text is complete, and so is a word at its end.</summary>
    /// <returns>False if there is a word in it.</returns>
    public bool End() => _apart.End() & _joined.End();
}
