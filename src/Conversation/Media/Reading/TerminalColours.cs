namespace BotHost.Conversation.Media.Reading;

/// <summary>
/// Takes the control sequences out of a log that was written for a terminal: escape, bracket, parameters, a letter. Without the escape
/// alone their rest would stand in every line. Source: ECMA-48, 5.4.
/// </summary>
internal struct TerminalColours
{
    private State _state;

    private enum State
    {
        Words,
        AfterEscape,
        InSequence,
    }

    /// <summary>Works in place; a sequence may begin in one piece of a text and end in the next.</summary>
    /// <returns>What is left of the piece.</returns>
    public Span<char> Strip(Span<char> piece)
    {
        if (_state == State.Words && !piece.Contains('\e'))
            return piece;

        var kept = 0;
        foreach (var character in piece)
        {
            (_state, var isWord) = (_state, character) switch
            {
                (_, '\e') => (State.AfterEscape, false),
                (State.AfterEscape, '[') => (State.InSequence, false),
                (State.InSequence, >= ' ' and <= '?') => (State.InSequence, false),
                (State.InSequence, >= '@' and <= '~') => (State.Words, false),
                _ => (State.Words, true),
            };
            if (isWord)
                piece[kept++] = character;
        }

        return piece[..kept];
    }
}
