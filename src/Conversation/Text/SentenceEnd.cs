namespace BotHost.Conversation.Text;

/// <summary>Follows a text character by character and knows whether a sentence just ended.</summary>
internal struct SentenceEnd
{
    private char _last;

    /// <summary>A full stop of Chinese was seen: the sentence is over, blank or not.</summary>
    public bool IsCertain { get; private set; }

    /// <summary>A full stop was seen that ends a sentence if a blank follows.</summary>
    public bool IsLikely { get; private set; }

    /// <summary>A comma of Chinese was seen, which no blank follows.</summary>
    public readonly bool IsClause => _last is '，' or '、' or '：';

    public void Add(char character)
    {
        if (character is '。' or '！' or '？' or '；' or '…')
            (IsCertain, IsLikely) = (true, true);
        else if (character is '!' or '?' || (character is '.' && !char.IsAsciiDigit(_last)))   // "1." begins a list item
            IsLikely = true;
        else if (!Closes(character))
            (IsCertain, IsLikely) = (false, false);

        _last = character;
    }

    /// <summary>True for what belongs to the text before it and so does not begin a part.</summary>
    public static bool Trails(char character) => Closes(character)
        || character is '。' or '！' or '？' or '；' or '…' or '，' or '、' or '：' or '.' or '!' or '?' or ',' or ';' or ':';

    private static bool Closes(char character) =>
        character is '”' or '’' or '」' or '』' or '）' or '】' or '》' or '〉' or '"' or '\'' or ')' or ']' or '}';
}
