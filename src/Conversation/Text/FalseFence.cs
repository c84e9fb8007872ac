namespace BotHost.Conversation.Text;

/// <summary>Follows a part line by line and knows where a cut within a line would make a fence line that the text does not have.</summary>
/// <remarks>
/// A cut makes two lines of one. <c>``` text</c> within a block does not close it, but its beginning <c>```</c> does; <c>type ~~~</c>
/// opens no block, but its rest <c>~~~</c> does. In doubt a cut counts as making one.
/// </remarks>
/// <param name="text">What the part is cut from.</param>
/// <param name="sight">How many characters it looks ahead: no fewer than a part holds, no more than that keeps the time linear.</param>
internal struct FalseFence(string text, int sight)
{
    private int _stretchEnd;     // of the containers and marks that were looked at last: a stretch of them is passed once
    private bool _isFenceLike;   // that stretch
    private int _headEnd;        // where the marks end that make a fence of the line's beginning; 0 where nothing does

    public void BeginLine(int position) => _headEnd = IsFenceLike(position) ? _stretchEnd : 0;

    /// <summary>Takes in the character at <paramref name="position"/>: code after the marks closes no block, and ` in an info string opens none.</summary>
    public void Add(int position, bool isInBlock)
    {
        if (_headEnd > 0 && position >= _headEnd && (isInBlock || text[position] == '`'))
            _headEnd = 0;
    }

    /// <summary>True for a cut before the character at <paramref name="position"/>, when all before it was added.</summary>
    public bool IsMadeByCut(int position) => _headEnd > 0 || (BeginsMarkup(text[position]) && IsFenceLike(position));

    private bool IsFenceLike(int position)
    {
        if (position >= _stretchEnd)
        {
            var rest = text.AsSpan(position, Math.Min(text.Length - position, sight));
            var containers = CodeFence.LengthOfContainers(rest);
            var marks = CodeFence.LengthOfMarks(rest[containers..]);
            _stretchEnd = position + containers + marks;
            _isFenceLike = marks > 0;
        }

        return _isFenceLike;
    }

    /// <summary>A glance for the many characters that begin neither a container nor marks.</summary>
    private static bool BeginsMarkup(char character) => character is '`' or '~' or '>' or '-' or '+' or '*' or (>= '0' and <= '9');
}
